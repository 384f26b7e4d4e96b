"""Tells how far the pages of an item, or of a delivery, have got."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.catalogue.models import Item, ItemState, Page, PageState

_FEW = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """How many pages are in each state."""

    done: int = 0
    failed: int = 0
    waiting: int = 0

    @property
    def pages(self) -> int:
        """All pages."""
        return self.done + self.failed + self.waiting


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that could not be read, with the sentence that says why."""

    number: int
    message: str


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A delivery with the first of its pages that could not be read."""

    number: str
    source: str
    pages: tuple[FailedPage, ...]


def of_item(session: Session, item_id: str) -> Progress:
    """Count the pages of one item."""
    rows = session.execute(
        select(Page.state, func.count())
        .where(Page.item_id == item_id, Page.left_out.is_(False))
        .group_by(Page.state)
    )
    return _progress({state: number for state, number in rows})  # noqa: C416


def of_accessions(session: Session, accession_ids: Iterable[int]) -> dict[int, Progress]:
    """Count the pages made of each delivery; one of which nothing was made is left out."""
    rows = session.execute(
        select(Item.accession_id, Page.state, func.count())
        .join(Page, Page.item_id == Item.id)
        .where(Item.accession_id.in_(list(accession_ids)), Page.left_out.is_(False))
        .group_by(Item.accession_id, Page.state)
    )
    counted: dict[int, dict[PageState, int]] = {}
    for accession_id, state, number in rows:
        counted.setdefault(accession_id, {})[state] = number
    return {accession_id: _progress(states) for accession_id, states in counted.items()}


def failed_pages(session: Session, accession_id: int, count: int) -> tuple[FailedPage, ...]:
    """Return the first pages of a delivery that could not be read."""
    rows = session.execute(
        select(Page.number, Page.message)
        .join(Item, Page.item_id == Item.id)
        .where(
            Item.accession_id == accession_id,
            Page.state == PageState.FAILED,
            Page.left_out.is_(False),
        )
        .order_by(Page.number)
        .limit(count)
    )
    return tuple(FailedPage(number, message or "") for number, message in rows)


def failed_lately(session: Session, count: int) -> tuple[FailedDelivery, ...]:
    """Return the newest deliveries of which pages failed, each with its failed pages."""
    numbers = (
        select(Accession.id, Accession.number, Accession.source)
        .join(Item, Item.accession_id == Accession.id)
        .join(Page, Page.item_id == Item.id)
        .where(Page.state == PageState.FAILED)
        .distinct()
        .order_by(Accession.id.desc())
        .limit(count)
    )
    return tuple(
        FailedDelivery(number, source, failed_pages(session, accession_id, _FEW))
        for accession_id, number, source in session.execute(numbers)
    )


def _progress(states: dict[PageState, int]) -> Progress:
    return Progress(**{state.value: number for state, number in states.items()})


def next_draft(session: Session, item_id: str) -> str | None:
    """Return the draft that has waited longest, other than this item."""
    waiting = select(Item.id).where(Item.state == ItemState.DRAFT, Item.id != item_id)
    return session.scalar(waiting.order_by(Item.created, Item.id).limit(1))
