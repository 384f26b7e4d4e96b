"""Says what became of a delivery."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.intake.catalogue_writer import failed_pages
from library.accessions.models import SETTLED, Accession, AccessionState
from library.catalogue.models import Item

_SAID = {
    AccessionState.DONE: "xong",
    AccessionState.PARTIAL: "thiếu trang",
    AccessionState.REFUSED: "từ chối",
    AccessionState.DUPLICATE: "trùng",
    AccessionState.WITHDRAWN: "đã rút",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One delivery that is settled, and the item made of it or held already."""

    item: str | None
    source: str
    status: str
    pages: int
    failed_pages: int
    message: str | None

    @property
    def well(self) -> bool:
        """Whether nothing is left for a person to do."""
        return self.status not in (AccessionState.PARTIAL, AccessionState.REFUSED)

    @property
    def sentence(self) -> str:
        """The outcome as a line for people."""
        said = _SAID[AccessionState(self.status)]
        return f"{self.source}: {said} — {self.message or f'{self.item}, {self.pages} trang'}"


def outcome_of(session: Session, accession_id: int) -> Outcome:
    """Return what became of a delivery that is settled."""
    accession = session.get_one(Accession, accession_id)
    item = session.get(Item, accession.item_id) if accession.item_id else None
    return Outcome(
        item=accession.item_id,
        source=accession.source,
        status=accession.state.value,
        pages=item.page_count if item else 0,
        failed_pages=failed_pages(session, accession.item_id),
        message=accession.message,
    )


def settled_among(session: Session, accession_ids: Iterable[int]) -> list[Outcome]:
    """Return what became of those of these deliveries that are settled."""
    query = select(Accession.id).where(
        Accession.id.in_(list(accession_ids)), Accession.state.in_(SETTLED)
    )
    return [outcome_of(session, found) for found in session.scalars(query.order_by(Accession.id))]
