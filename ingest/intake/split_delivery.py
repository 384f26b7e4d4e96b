"""Enters what a delivery holds as deliveries of their own."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ingest.context import Toolbox
from ingest.intake.catalogue_writer import BY
from ingest.record import Batch, Part
from library import clock
from library.accessions import description_lists, register
from library.accessions.models import Accession, AccessionState, DescriptionSheet
from library.accessions.register import DeliveredFile, Delivery


def hand_out(session: Session, accession: Accession, batch: Batch, tools: Toolbox) -> None:
    """Enter each part in the register, and close the delivery they came in.

    Parts that are held already, as when this is done again, are not entered twice.
    """
    found = [(part, delivery) for part in batch.parts if (delivery := _delivery(part, tools))]
    new = [one for one in found if not register.is_held(session, one[1].digest)]
    sheet = _enter_sheet(session, accession, batch) if new else None
    entered = [
        register.enter(
            session,
            delivery,
            collection=accession.collection,
            by=BY,
            publish=accession.publish,
            priority=accession.priority,
            languages=accession.languages,
            sheet=sheet,
            place=part.place if sheet else None,
        )
        for part, delivery in new
    ]
    accession.state, accession.settled = AccessionState.DONE, clock.now()
    accession.message = _summary(len(batch.parts), [one.number for one in entered])


def _enter_sheet(session: Session, accession: Accession, batch: Batch) -> DescriptionSheet | None:
    if batch.beside is None:
        return None
    name, digest = batch.beside.name, batch.beside.digest
    return description_lists.enter_sheet(
        session, name, digest, collection=accession.collection, by=BY
    )


def _delivery(part: Part, tools: Toolbox) -> Delivery | None:
    """Return a part as a delivery; None when there is not a byte in it."""
    files = tuple(
        DeliveredFile(file.name, file.digest, tools.master(file.digest).stat().st_size)
        for file in part.files
    )
    return Delivery(part.source, files) if any(file.bytes for file in files) else None


def _summary(parts: int, numbers: Sequence[str]) -> str:
    if not numbers:
        return f"Đã tách thành {parts} tài liệu; tất cả đã có trong sổ nhập."
    span = numbers[0] if len(numbers) == 1 else f"{numbers[0]} đến {numbers[-1]}"
    known = f"; {parts - len(numbers)} tài liệu đã có từ trước" if len(numbers) < parts else ""
    return f"Đã tách thành {parts} tài liệu, số {span} trong sổ nhập{known}."
