"""Outcomes of settled deliveries."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.intake.catalogue_writer import failed_pages
from library.accessions.models import SETTLED, Accession, AccessionState
from library.catalogue.models import Item
from library.recordings.extents import extent_of

_STATE_NAMES = {
    AccessionState.DONE: "xong",
    AccessionState.PARTIAL: "thiếu trang",
    AccessionState.REFUSED: "từ chối",
    AccessionState.DUPLICATE: "trùng",
    AccessionState.WITHDRAWN: "đã rút",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One settled delivery, with the item made from it or the existing item it duplicates."""

    item: str | None
    source: str
    status: str
    pages: int
    extent: str
    """Extent of the item in Vietnamese: 120 trang · băng 45 phút."""
    failed_pages: int
    message: str | None

    @property
    def is_complete(self) -> bool:
        """True if no person has to do anything more."""
        return self.status not in (AccessionState.PARTIAL, AccessionState.REFUSED)

    @property
    def sentence(self) -> str:
        """The outcome as one line of text for people."""
        state_name = _STATE_NAMES[AccessionState(self.status)]
        return f"{self.source}: {state_name} — {self.message or f'{self.item}, {self.extent}'}"


def outcome_of(session: Session, accession_id: int) -> Outcome:
    """Return the outcome of a settled delivery."""
    accession = session.get_one(Accession, accession_id)
    item = session.get(Item, accession.item_id) if accession.item_id else None
    return Outcome(
        item=accession.item_id,
        source=accession.source,
        status=accession.state.value,
        pages=item.page_count if item else 0,
        extent=str(extent_of(session, item.id)) if item else "",
        failed_pages=failed_pages(session, accession.item_id),
        message=accession.message,
    )


def settled_among(session: Session, accession_ids: Iterable[int]) -> list[Outcome]:
    """Return the outcomes of the settled deliveries among these ids, ordered by id."""
    query = select(Accession.id).where(
        Accession.id.in_(list(accession_ids)), Accession.state.in_(SETTLED)
    )
    return [
        outcome_of(session, accession_id)
        for accession_id in session.scalars(query.order_by(Accession.id))
    ]
