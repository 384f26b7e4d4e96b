"""Registration of the parts of a delivery as separate deliveries."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ingest.context import Toolbox
from ingest.intake.catalogue_writer import BY
from ingest.record import Batch, Part
from library import clock
from library.accessions import description_lists, register
from library.accessions.models import Accession, AccessionState, DescriptionList
from library.accessions.register import DeliveredFile, Delivery
from library.planning import ruled_intake as intake


def register_parts(session: Session, accession: Accession, batch: Batch, tools: Toolbox) -> None:
    """Enter each part in the register, and settle the delivery that contained them.

    Parts that are already held, as after a repeated run, are not entered again.
    """
    parts = [(part, delivery) for part in batch.parts if (delivery := _delivery(part, tools))]
    new = [pair for pair in parts if not register.is_held(session, pair[1].digest)]
    description_list = _enter_list(session, accession, batch) if new else None
    accessions = [
        register.enter(
            session,
            delivery,
            collection=accession.collection,
            by=BY,
            publish=accession.publish,
            priority=accession.priority,
            languages=accession.languages,
            description_list=description_list,
            place=part.place if description_list else None,
        )
        for part, delivery in new
    ]
    intake.pass_on(session, accession, accessions)
    accession.state, accession.settled = AccessionState.DONE, clock.now()
    summary = _summary(len(batch.parts), [pair.number for pair in accessions])
    accession.message = f"{summary} {batch.left_out}".strip()


def _enter_list(session: Session, accession: Accession, batch: Batch) -> DescriptionList | None:
    if batch.beside is None:
        return None
    name, digest = batch.beside.name, batch.beside.digest
    return description_lists.register_list(
        session, name, digest, collection=accession.collection, by=BY
    )


def _delivery(part: Part, tools: Toolbox) -> Delivery | None:
    """Return a part as a delivery; None if all its files are empty."""
    files = tuple(
        DeliveredFile(file.name, file.digest, tools.master(file.digest).stat().st_size)
        for file in part.files
    )
    return Delivery(part.source, files) if any(file.bytes for file in files) else None


def _summary(parts: int, numbers: Sequence[str]) -> str:
    if not numbers:
        return f"Đã tách thành {parts} tài liệu; tất cả đã có trong sổ nhập."
    span = numbers[0] if len(numbers) == 1 else f"{numbers[0]} đến {numbers[-1]}"
    suffix = f"; {parts - len(numbers)} tài liệu đã có từ trước" if len(numbers) < parts else ""
    return f"Đã tách thành {parts} tài liệu, số {span} trong sổ nhập{suffix}."
