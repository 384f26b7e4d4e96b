"""Doubtful figures of pages: read unsurely, impossible, or other than a document of the library.

The rows are derived from the words of a page whenever these change, so that a figure that a person
confirmed or corrected leaves the queue by itself. Nothing is changed without a person.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from sqlalchemy import ColumnElement, Row, Select, delete, func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState, Page, PageState
from library.catalogue.text.words import Word
from library.corrections.models import DoubtReason, FigureDoubt
from library.vietnamese.figure_grammar import Citation, citations, day_of, impossible_places
from library.work_queues import WorkQueue, queue_size

MIN_CONFIDENCE = 0.8
"""On typeset newspaper pages 7 in 100 figures are below, on clean typed pages 1 to 3."""

_ITEM_NUMBER = re.compile(r"\d{1,2}[.)]")
_NUMBER = re.compile(r"(\d+)(/.+)")
_MAX_CITATIONS = 40
"""Citations of a page that are compared with the library's documents."""

MAX_TEXT = 60
"""Letters of a figure that are stored and typed at most."""


def unsure_places(words: tuple[Word, ...]) -> dict[int, DoubtReason]:
    """Return the places of figures that were read unsurely or cannot be, by their words alone."""
    impossible = impossible_places([word.text for word in words])
    return {
        place: DoubtReason.IMPOSSIBLE if place in impossible else DoubtReason.UNSURE
        for place, word in enumerate(words)
        if not word.checked
        and word.confidence < 1
        and any(map(str.isdigit, word.text))
        and not _ITEM_NUMBER.fullmatch(word.text)
        and (place in impossible or word.confidence < MIN_CONFIDENCE)
    }


def refresh(session: Session, page: Page, words: tuple[Word, ...]) -> None:
    """Replace the doubtful figures of a page by those of its present words."""
    session.execute(delete(FigureDoubt).where(FigureDoubt.page_id == page.id))
    if page.quality is None:
        return
    doubts = {place: (reason, None) for place, reason in unsure_places(words).items()}
    for place, proposal in _unlike_documents(session, page, words):
        if not words[place].checked:
            doubts[place] = DoubtReason.DOCUMENT, proposal
    session.add_all(
        FigureDoubt(
            page_id=page.id,
            place=place,
            text=words[place].text[:MAX_TEXT],
            reason=reason,
            proposal=proposal,
        )
        for place, (reason, proposal) in doubts.items()
    )


def doubted_places(session: Session, item_id: str, numbers: list[int]) -> dict[int, frozenset[int]]:
    """Return by page number the places of figures unlike a document of the library."""
    rows = session.execute(
        select(Page.number, FigureDoubt.place)
        .join(Page, Page.id == FigureDoubt.page_id)
        .where(
            Page.item_id == item_id,
            Page.number.in_(numbers),
            FigureDoubt.reason == DoubtReason.DOCUMENT,
        )
        .order_by(Page.number)
    )
    groups = groupby(rows, key=itemgetter(0))
    return {number: frozenset(place for _, place in group) for number, group in groups}


def waiting(session: Session, reason: str | None, *, first: int, count: int) -> Sequence[Row]:
    """Return a screen of the queue: first what differs from documents, last what is unsure."""
    columns = Page, Item.title, FigureDoubt.place, FigureDoubt.text, FigureDoubt.reason
    query = _queue(select(*columns, FigureDoubt.proposal), reason)
    order = FigureDoubt.reason, FigureDoubt.page_id, FigureDoubt.place
    return session.execute(query.order_by(*order).offset(first).limit(count)).all()


def count_waiting(session: Session, reason: str | None = None) -> int:
    """Return the length of the queue."""
    return session.scalar(_queue(select(func.count()), reason)) or 0


def open_queue(session: Session) -> WorkQueue:
    """Return the queue of figures that cannot be or differ from a document; unsure ones wait."""
    query = select(func.count(), func.min(Item.created))
    return queue_size(session, _queue(query, None).where(FigureDoubt.reason != DoubtReason.UNSURE))


def _queue(query: Select, reason: str | None) -> Select:
    shown: list[ColumnElement[bool]] = [Page.state == PageState.DONE, Page.left_out.is_(False)]
    if reason:
        shown.append(FigureDoubt.reason == DoubtReason(reason))
    pages = query.select_from(FigureDoubt).join(Page, Page.id == FigureDoubt.page_id)
    return pages.join(Item, Item.id == Page.item_id).where(*shown)


def _unlike_documents(
    session: Session, page: Page, words: tuple[Word, ...]
) -> Iterator[tuple[int, str]]:
    """Yield places and proposals of cited figures unlike a published document of the library."""
    texts = [word.text for word in words]
    for citation in citations(texts)[:_MAX_CITATIONS]:
        days = _days_of(session, page, citation.number, citation.day.year)
        if len(days) == 1 and citation.day not in days:
            yield from _other_day(citation, days[0], texts)
        elif not days and (number := _near_number(session, page, citation)):
            place = citation.number_place
            yield place, texts[place].replace(citation.number, number)


def _days_of(session: Session, page: Page, number: str, year: int) -> list[date]:
    rows = session.scalars(
        select(Item.date).where(
            Item.number == number,
            Item.year == year,
            Item.state == ItemState.PUBLISHED,
            Item.id != page.item_id,
        )
    )
    return sorted({day for row in rows if (day := _day(row))})


def _near_number(session: Session, page: Page, citation: Citation) -> str | None:
    """Return the number of the only document of that day that differs in one digit."""
    cited = _NUMBER.fullmatch(citation.number)
    rows = session.scalars(
        select(Item.number).where(
            Item.year == citation.day.year,
            Item.month_day == f"{citation.day:%m-%d}",
            Item.number.endswith(cited[2], autoescape=True),
            Item.state == ItemState.PUBLISHED,
            Item.id != page.item_id,
        )
    )
    numbers = {
        number
        for number in rows
        if (match := _NUMBER.fullmatch(number)) and match[2] == cited[2]
        if _differ_in_one_digit(match[1], cited[1])
    }
    return numbers.pop() if len(numbers) == 1 else None


def _other_day(citation: Citation, day: date, texts: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the word of a cited date if it differs from the document's date in one digit."""
    numbers = iter((day.day, day.month, day.year))
    differing = []
    for place in citation.day_places:
        parts = re.findall(r"\d+", texts[place])
        written = "/".join(f"{next(numbers):0{len(part)}}" for part in parts)
        if written != (cited := "/".join(parts)):
            differing.append((place, cited, written))
    if len(differing) == 1:
        ((place, cited, written),) = differing
        if _differ_in_one_digit(cited, written):
            yield place, texts[place].replace(cited, written)


def _differ_in_one_digit(first: str, second: str) -> bool:
    pairs = zip(first, second, strict=False)
    return len(first) == len(second) and sum(digit != other for digit, other in pairs) == 1


def _day(text: str | None) -> date | None:
    parts = (text or "").split("-")
    return day_of(*reversed(parts)) if len(parts) == 3 else None
