"""Queues deliveries again whose pages older stages made, a few whenever nothing waits."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ingest.pipeline import queue
from ingest.stages import PAGE_PIPELINE, RECORDING_PIPELINE
from library.accessions import ledger
from library.accessions.models import Accession, AccessionState, Priority
from library.accessions.requeue import requeue
from library.catalogue.models import Item, Page, PageState
from library.database import reading, work
from library.jobs.pauses import resting_since

_PORTION = 20
"""Deliveries examined at a time; the others wait settled, so that the queue stays short."""

_PAGE_VERSIONS, _RECORDING_VERSIONS = (
    {stage.name: stage.version for stage in pipeline}
    for pipeline in (PAGE_PIPELINE, RECORDING_PIPELINE)
)


@dataclass(slots=True)
class OutdatedDeliveries:
    """One pass over all settled deliveries, from the newest to the oldest.

    A process makes one pass: stages do not change while it runs. Pages that were made again are
    up to date in the ledger, so a pass after a crash or a restart continues where work remains.
    """

    engine: Engine
    _last_id: int | None = None
    _is_over: bool = False

    def requeue_some(self) -> int:
        """Queue the outdated deliveries of the next portion last of all; return their number.

        Nothing is queued while other deliveries wait, or while staff let the pipeline rest.
        """
        if self._is_over:
            return 0
        with reading(self.engine) as session:
            if queue.waiting(session) or resting_since(session) is not None:
                return 0
            portion = self._next_portion(session)
            outdated_ids = [number for number in portion if self._is_outdated(session, number)]
        if outdated_ids:
            with work(self.engine) as session:
                for accession_id in outdated_ids:
                    accession = session.get_one(Accession, accession_id)
                    requeue(accession)
                    accession.priority = Priority.NIGHT
        self._last_id, self._is_over = min(portion, default=None), not portion
        return len(outdated_ids)

    def _next_portion(self, session: Session) -> Collection[int]:
        """Return the ids of the next settled deliveries that have pages."""
        has_pages = Accession.state.in_((AccessionState.DONE, AccessionState.PARTIAL))
        ids = select(Accession.id).where(has_pages).order_by(Accession.id.desc()).limit(_PORTION)
        if self._last_id is not None:
            ids = ids.where(Accession.id < self._last_id)
        return session.scalars(ids).all()

    def _is_outdated(self, session: Session, accession_id: int) -> bool:
        """Return True if a readable page of a delivery is from an older stage, or lacks a new one.

        Failed pages wait for staff, as after any other failure.
        """
        readable = select(Page.number).join(Item, Item.id == Page.item_id)
        numbers = readable.where(Item.accession_id == accession_id, Page.state == PageState.DONE)
        newest = ledger.newest_versions(session, accession_id, session.scalars(numbers).all())
        stretches = {number for number, stage in newest if stage in _RECORDING_VERSIONS}
        return any(
            newest.get((number, stage), 0) < version
            for number in {number for number, _ in newest}
            for stage, version in (
                _RECORDING_VERSIONS if number in stretches else _PAGE_VERSIONS
            ).items()
        )
