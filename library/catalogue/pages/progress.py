"""Processing progress of the pages of an item or of a delivery."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.catalogue.models import Item, Page, PageState
from library.vietnamese.search_words import contains_words

_FAILED_PAGES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """Number of pages in each state."""

    done: int = 0
    failed: int = 0
    waiting: int = 0

    @property
    def pages(self) -> int:
        """Number of all pages."""
        return self.done + self.failed + self.waiting


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that could not be processed, with the error message."""

    number: int
    message: str


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A delivery with the first of its failed pages."""

    number: str
    source: str
    pages: tuple[FailedPage, ...]


def of_item(session: Session, item_id: str) -> Progress:
    """Return the progress of one item."""
    rows = session.execute(
        select(Page.state, func.count())
        .where(Page.item_id == item_id, Page.left_out.is_(False))
        .group_by(Page.state)
    )
    return _progress({state: number for state, number in rows})  # noqa: C416


def of_accessions(session: Session, accession_ids: Iterable[int]) -> dict[int, Progress]:
    """Return the progress of each delivery; deliveries without pages are omitted."""
    rows = session.execute(
        select(Item.accession_id, Page.state, func.count())
        .join(Page, Page.item_id == Item.id)
        .where(Item.accession_id.in_(list(accession_ids)), Page.left_out.is_(False))
        .group_by(Item.accession_id, Page.state)
    )
    states_by_accession: dict[int, dict[PageState, int]] = {}
    for accession_id, state, number in rows:
        states_by_accession.setdefault(accession_id, {})[state] = number
    return {accession_id: _progress(states) for accession_id, states in states_by_accession.items()}


def failed_pages(session: Session, accession_id: int, count: int) -> tuple[FailedPage, ...]:
    """Return the first failed pages of a delivery."""
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


def failed_lately(
    session: Session, count: int, *, first: int = 0, words: str = ""
) -> tuple[FailedDelivery, ...]:
    """Return the newest deliveries with failed pages."""
    columns = select(Accession.id, Accession.number, Accession.source)
    deliveries = _with_failed_pages(columns, words).distinct().order_by(Accession.id.desc())
    numbers = deliveries.offset(first).limit(count)
    return tuple(
        FailedDelivery(number, source, failed_pages(session, accession_id, _FAILED_PAGES_SHOWN))
        for accession_id, number, source in session.execute(numbers)
    )


def count_failed(session: Session, words: str = "") -> int:
    """Return the number of deliveries with failed pages."""
    query = select(func.count(Accession.id.distinct()))
    return session.scalar(_with_failed_pages(query, words)) or 0


def _with_failed_pages(query: Select, words: str) -> Select:
    items = query.select_from(Accession).join(Item, Item.accession_id == Accession.id)
    pages = items.join(Page, Page.item_id == Item.id).where(
        Page.state == PageState.FAILED, Page.left_out.is_(False)
    )
    return pages.where(*contains_words(Accession.search_words, words))


def _progress(states: dict[PageState, int]) -> Progress:
    return Progress(**{state.value: number for state, number in states.items()})
