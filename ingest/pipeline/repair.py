"""Detection of lost or damaged derivatives, so that they are made again."""

import re
from collections.abc import Collection, Iterable

from sqlalchemy import Engine, select

from ingest.context import Toolbox
from ingest.record import PageRecord
from ingest.stages import RECORDING_PIPELINE
from library.accessions import ledger
from library.accessions.models import SETTLED, Accession, IngestStep
from library.catalogue.models import Derivative, Page, PageState
from library.database import reading, work
from library.recordings.models import Stretch
from library.storage.content_store import ContentStore

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def forget_lost_steps(
    engine: Engine, tools: Toolbox, accession_id: int, numbers: Collection[int | None]
) -> set[int | None]:
    """Remove ledger steps whose output is lost or damaged; return the page numbers concerned.

    None among the numbers means the delivery itself.
    """
    with reading(engine) as session:
        outputs = ledger.outputs(session, accession_id, numbers)
    digests = {digest for steps in outputs.values() for digest in _digests(steps.values())}
    losses = {digest for digest in digests if not tools.is_whole(digest)}
    if not losses:
        return set()
    with work(engine) as session:
        for steps in outputs.values():
            keys = [key for key, output in steps.items() if losses.intersection(_digests([output]))]
            ledger.mark_lost(session, keys)
    for digest in losses:
        tools.discard(digest)
    return {
        number for number, steps in outputs.items() if losses.intersection(_digests(steps.values()))
    }


def discard_replaced_copies(engine: Engine, store: ContentStore, accession_id: int) -> None:
    """Discard the files of a delivery's recordings that no page has any more, then their names.

    A delivery is settled after that, so that all is repeated if a kill comes in between.
    """
    stages = [stage.name for stage in RECORDING_PIPELINE]
    steps = select(IngestStep.id, IngestStep.output).join(Accession)
    steps = steps.where(IngestStep.stage.in_(stages), IngestStep.output.is_not(None))
    in_work = select(Page.number).where(Page.item_id == Accession.item_id)
    in_work = in_work.where(Page.state != PageState.DONE).correlate(Accession)
    own = Accession.id == accession_id, IngestStep.page_number.not_in(in_work)
    other_work = Accession.id != accession_id, Accession.state.not_in(SETTLED)
    with reading(engine) as session:
        records = {
            key: PageRecord.from_json(text) for key, text in session.execute(steps.where(*own))
        }
        if not records:
            return
        files = {record.place.file for record in records.values()}
        shown = select(Derivative.digest).join(Stretch, Stretch.page_id == Derivative.page_id)
        used = set(session.scalars(shown.where(Stretch.file.in_(files))))
        for _, text in session.execute(steps.where(*other_work)):
            used.update(image.digest for image in PageRecord.from_json(text).images)
    unused = {
        key: digests
        for key, record in records.items()
        if (digests := {image.digest for image in record.images} - used)
    }
    for digest in set().union(*unused.values()):
        store.discard(digest)
    with work(engine) as session:
        ledger.forget_images(session, unused)


def discard_refused_derivatives(engine: Engine, tools: Toolbox, accession_id: int) -> None:
    """Discard the derivatives of a refused delivery, including those of a run that was killed.

    Derivatives from which pages of other deliveries are taken stay, and so do all masters.
    """
    with reading(engine) as session:
        if session.get_one(Accession, accession_id).item_id is not None:
            return
        steps = ledger.outputs(session, accession_id, (None,)).get(None, {})
        digests = _digests(steps.values())
        used_digests = {
            digest
            for digest in digests
            if session.scalar(select(Page.id).where(Page.taken_from.startswith(digest)).limit(1))
        }
    orphans = {digest for digest in digests - used_digests if tools.has_derivative(digest)}
    for digest in orphans:
        tools.discard(digest)
    with work(engine) as session:
        keys = [key for key, output in steps.items() if orphans.intersection(_digests([output]))]
        ledger.delete_steps(session, keys)


def lost_corrections(
    engine: Engine, tools: Toolbox, accession_id: int, numbers: Collection[int]
) -> set[int]:
    """Return the numbers of corrected pages whose words or page PDF are lost.

    No step of the ledger made them; the delivery of the page makes them again.
    """
    conditions = (Page.as_read.is_not(None), Page.number.in_(numbers))
    words = (
        select(Page.number, Page.words)
        .join(Accession, Accession.item_id == Page.item_id)
        .where(Accession.id == accession_id, *conditions)
    )
    page_pdfs = (
        select(Page.number, Derivative.digest)
        .join(Accession, Accession.item_id == Page.item_id)
        .join(Derivative, Derivative.page_id == Page.id)
        .where(Accession.id == accession_id, *conditions)
    )
    with reading(engine) as session:
        files = [*session.execute(words), *session.execute(page_pdfs)]
    return {number for number, digest in files if not tools.is_whole(digest)}


def _digests(outputs: Iterable[str]) -> set[str]:
    return {digest for output in outputs for digest in _DIGEST.findall(output)}
