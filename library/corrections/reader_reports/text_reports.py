"""Takes what readers say was misread, and what staff decide about it.

No person is recorded, unless a reader with an account wants to see what becomes of it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item, Page
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.batch_edits.same_word_in_item import Occurrence, occurrence
from library.corrections.models import ReaderReport, ReportState, RevisionKind
from library.corrections.page_edits import edit
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.edit import Desk
from library.corrections.page_edits.misreadings import core, dressed
from library.corrections.problems import (
    NotOnPageError,
    ReportNotFoundError,
    TooLongReportError,
    TooManyReportsError,
)
from library.staff.audit import note
from library.storage.content_store import ContentStore
from library.vietnamese.letters import compose
from library.work_queues import WorkQueue, queue_size

PER_HOUR = 60
PER_PAGE = 10
"""So many reports of all readers together wait for a decision: more would hide one another."""

PER_READER = 60
"""So many of one account; their hours are not known."""

_LONGEST, _MOST_WORDS = 100, 8
_PERSONAL_NUMBER = re.compile(r"\d{9}")


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader noticed, with the page it is about."""

    id: int
    item_id: str
    title: str
    number: int
    seen: str
    meant: str
    at: datetime


def report(
    session: Session,
    store: ContentStore,
    page: Page,
    seen: str,
    meant: str,
    *,
    reader_id: int | None = None,
) -> None:
    """Enter what a reader noticed; the same thing noticed twice stands once.

    With a reader only the day is kept: by the minute one could find what else was read.
    """
    seen, meant = (" ".join(compose(text).split()) for text in (seen, meant))
    if not _is_short(seen) or not _is_short(meant) or seen == meant:
        raise TooLongReportError(_MOST_WORDS)
    if not places(edit.words_of(store, page.words), seen):
        raise NotOnPageError(seen)
    same = (
        ReaderReport.page_id == page.id,
        ReaderReport.seen == seen,
        ReaderReport.meant == meant,
    )
    if session.scalar(select(ReaderReport.id).where(*same)) is not None:
        return
    _make_room(session, page, reader_id)
    now = clock.now()
    at = now if reader_id is None else now.replace(hour=0, minute=0, second=0, microsecond=0)
    session.add(ReaderReport(page_id=page.id, reader_id=reader_id, seen=seen, meant=meant, at=at))


def of_reader(session: Session, reader_id: int) -> tuple[tuple[Report, ReportState], ...]:
    """Return what a reader with an account noticed, and what became of it, the newest first."""
    columns = (ReaderReport.id, Page.item_id, Item.title, Page.number)
    told = (ReaderReport.seen, ReaderReport.meant, ReaderReport.at, ReaderReport.state)
    rows = session.execute(
        select(*columns, *told)
        .join(Page, Page.id == ReaderReport.page_id)
        .join(Item, Item.id == Page.item_id)
        .where(ReaderReport.reader_id == reader_id)
        .order_by(ReaderReport.id.desc())
    )
    return tuple((Report(*row[:-1]), row[-1]) for row in rows)


def waiting(session: Session, count: int) -> tuple[Report, ...]:
    """Return what readers noticed and nobody decided about, oldest first."""
    columns = (ReaderReport.id, Page.item_id, Item.title, Page.number)
    told = (ReaderReport.seen, ReaderReport.meant, ReaderReport.at)
    rows = _open(select(*columns, *told)).order_by(ReaderReport.at, ReaderReport.id).limit(count)
    return tuple(Report(*row) for row in session.execute(rows))


def how_many(session: Session) -> int:
    """Count what waits."""
    return session.scalar(_open(select(func.count(ReaderReport.id)))) or 0


def pile_of(session: Session) -> WorkQueue:
    """Return how much waits, and since when."""
    return queue_size(
        session, _open(select(func.count(ReaderReport.id), func.min(ReaderReport.at)))
    )


def item_of(session: Session, report_id: int) -> str:
    """Return which item a report is about; raise ReportNotFoundError."""
    found = session.scalar(
        select(Page.item_id)
        .join(ReaderReport, ReaderReport.page_id == Page.id)
        .where(ReaderReport.id == report_id)
    )
    if found is None:
        raise ReportNotFoundError
    return found


def places(words: tuple[Word, ...], seen: str) -> list[range]:
    """Return where these words stand one after the other; marks around them do not matter."""
    wanted = [core(text) for text in seen.split()]
    if not all(wanted):
        return []
    bare = [core(word.text) for word in words]
    starts = (start for start, text in enumerate(bare) if text == wanted[0])
    runs = (range(start, start + len(wanted)) for start in starts)
    return [run for run in runs if bare[run.start : run.stop] == wanted]


def sights(
    session: Session, store: ContentStore, found: tuple[Report, ...]
) -> dict[int, tuple[Occurrence, ...]]:
    """Return where on their pages the words of these reports stand now, by report."""
    shown: dict[int, tuple[Occurrence, ...]] = {}
    for one in found:
        page = _page(session, one)
        words = edit.words_of(store, page.words) if page.words else ()
        shown[one.id] = tuple(
            occurrence(page, run.start, joined(words[run.start : run.stop]))
            for run in places(words, one.seen)
        )
    return shown


def _page(session: Session, one: Report) -> Page:
    there = select(Page).where(Page.item_id == one.item_id, Page.number == one.number)
    return session.scalars(there).one()


def joined(words: tuple[Word, ...]) -> Word:
    """Return neighbouring words as one, with the box of all."""
    box = Box.around(words)
    text = " ".join(word.text for word in words)
    return words[0]._replace(
        text=text, left=box.left, top=box.top, width=box.width, height=box.height
    )


def accept(desk: Desk, report_id: int, chosen: Collection[int]) -> int:
    """Correct the words a report is about, at the places chosen (all when there is one)."""
    row = _undecided(desk.session, report_id)
    if row is None:
        return 0
    page = desk.session.get_one(Page, row.page_id)
    words = edit.words_of(desk.store, page.words) if page.words else ()
    runs = places(words, row.seen)
    runs = [run for run in runs if run.start in chosen] if len(runs) > 1 else runs
    edit.keep(
        desk,
        page,
        [_change(words[run.start : run.stop], row.meant) for run in runs],
        RevisionKind.READER,
    )
    _decide(desk, row, ReportState.ACCEPTED)
    return len(runs)


def refuse(desk: Desk, report_id: int) -> None:
    """Lay a report aside; the same one is not asked again."""
    row = _undecided(desk.session, report_id)
    if row is not None:
        page = desk.session.get_one(Page, row.page_id)
        told = f"trang {page.number}: {row.seen} → {row.meant}"
        note(desk.session, desk.by, "page.report.refuse", page.item_id, told)
        _decide(desk, row, ReportState.REFUSED)


def _is_short(text: str) -> bool:
    short = 0 < len(text) <= _LONGEST and len(text.split()) <= _MOST_WORDS
    return short and not _PERSONAL_NUMBER.search(text)


def _make_room(session: Session, page: Page, reader_id: int | None) -> None:
    lately = ReaderReport.at > clock.now() - timedelta(hours=1)
    here = (ReaderReport.page_id == page.id, ReaderReport.state == ReportState.OPEN)
    count = select(func.count(ReaderReport.id))
    full = (session.scalar(count.where(lately)) or 0) >= PER_HOUR
    if reader_id is not None:
        own = (ReaderReport.reader_id == reader_id, ReaderReport.state == ReportState.OPEN)
        full = full or (session.scalar(count.where(*own)) or 0) >= PER_READER
    if full or (session.scalar(count.where(*here)) or 0) >= PER_PAGE:
        raise TooManyReportsError


def _change(words: tuple[Word, ...], meant: str) -> Change:
    if len(words) == 1:
        meant = dressed(meant, words[0].text)
    return Change(words, tuple(meant.split()), Box.around(words))


def _undecided(session: Session, report_id: int) -> ReaderReport | None:
    row = session.get(ReaderReport, report_id)
    return row if row is not None and row.state is ReportState.OPEN else None


def _decide(desk: Desk, row: ReaderReport, state: ReportState) -> None:
    row.state, row.decided, row.decided_by = state, clock.now(), desk.by


def _open(query: Select) -> Select:
    there = query.select_from(ReaderReport).join(Page, Page.id == ReaderReport.page_id)
    return there.join(Item, Item.id == Page.item_id).where(ReaderReport.state == ReportState.OPEN)
