"""Reader reports on misread text, and decisions of staff on them.

No person is recorded, unless a reader with an account wants to follow the report.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item, Page
from library.catalogue.text.layout import Box, lines
from library.catalogue.text.words import Word
from library.corrections.batch_edits.same_word_in_item import Occurrence, occurrence
from library.corrections.models import ReaderReport, ReportState, RevisionKind
from library.corrections.page_edits import edit
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.edit import EditContext
from library.corrections.page_edits.misreadings import bare_word, with_punctuation
from library.corrections.problems import (
    InvalidReportError,
    NotOnPageError,
    ReportNotFoundError,
    TooManyReportsError,
)
from library.corrections.report_filter import EVERY_REPORT, ReportFilter
from library.recordings.cues import Cue, clock_text
from library.recordings.models import Stretch, Transcript
from library.recordings.playing import transcripts
from library.recordings.silenced_words import is_hidden, silences
from library.recordings.stretches import stretch_of
from library.recordings.transcribing import save_transcript
from library.recordings.webvtt import cues_within, read_cues
from library.staff.audit import note
from library.storage.content_store import ContentStore
from library.vietnamese.letters import compose
from library.work_queues import WorkQueue, queue_size


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of a cue."""

    text: str


@dataclass(frozen=True, slots=True)
class SpokenCue:
    """A cue of a stretch, with its transcript."""

    transcript: Transcript
    cue: Cue

    @property
    def words(self) -> tuple[SpokenWord, ...]:
        """The words of the cue."""
        return tuple(map(SpokenWord, self.cue.text.split()))

    def __str__(self) -> str:
        """Return the cue for staff, with its time."""
        return f"{clock_text(self.cue.begins)} {self.cue.text}"


def cues_on(session: Session, page: Page) -> Iterator[SpokenCue]:
    """Yield the cues of a page that is a stretch, of all its transcripts; none for paper.

    Cues in silenced spans are left out: readers see no word of them to report.
    """
    stretch = stretch_of(session, page.id)
    if stretch is not None:
        spans = silences(session, page.item_id, stretch.file)
        for row in transcripts(session, page.item_id, stretch.file):
            for cue in cues_within(row.cues, stretch.begins, stretch.ends):
                if not is_hidden(cue, spans, row.kind):
                    yield SpokenCue(row, cue)


def correct_words(
    session: Session, spoken: SpokenCue, words: range, correction: str, by: str
) -> None:
    """Replace words of a cue; the version before is kept, and the page gets the new words."""
    row, cue = spoken.transcript, spoken.cue
    texts = [word.text for word in spoken.words]
    texts[words.start : words.stop] = correction.split()
    new_cue = cue._replace(text=" ".join(texts))
    cues = [new_cue if other == cue else other for other in read_cues(row.cues)]
    shown = Transcript(item_id=row.item_id, file=row.file, kind=row.kind, language=row.language)
    shown.version, shown.cues = row.version, row.cues
    save_transcript(session, shown, cues, by)


MAX_OPEN_PER_PAGE, MAX_OPEN = 240, 20_000
"""Maxima of open reports: on one page, and on all. Doors admit only a few of one sender."""

MAX_OPEN_PER_READER = 60
"""Maximum of open reports by one account; only their day is stored, not the hour."""

_MAX_LETTERS, _MAX_WORDS = 100, 8
_PERSONAL_NUMBER = re.compile(r"\d{9}")


@dataclass(frozen=True, slots=True)
class Report:
    """A report on misread text, with its page."""

    id: int
    item_id: str
    title: str
    number: int
    seen: str
    meant: str
    at: datetime


def reported_page(session: Session, item_id: str, number: int) -> Page:
    """Return a page whose words readers may report: a stretch, or a page with word positions."""
    query = select(Page).join(Stretch, Stretch.page_id == Page.id)
    stretch = session.scalar(query.where(Page.item_id == item_id, Page.number == number))
    return stretch or edit.page_of(session, item_id, number)


@dataclass(frozen=True, slots=True)
class ReportableLine:
    """A line of a page, or a cue of a recording without a box, whose words may be reported."""

    words: tuple[str, ...]
    box: Box | None

    def places(self, phrase: str) -> range:
        """Return the places of the words of a phrase where it comes first; empty without it."""
        words = tuple(map(SpokenWord, self.words))
        return next(iter(find_words(words, phrase)), range(0))


def lines_on(session: Session, store: ContentStore, page: Page) -> tuple[ReportableLine, ...]:
    """Return the lines of a page whose words readers may report."""
    words = edit.words_of(store, page.words) if page.words else ()
    printed = [(line.words, line.box) for line in lines(words)]
    spoken = [(cue.words, None) for cue in cues_on(session, page)]
    return tuple(
        ReportableLine(tuple(word.text for word in line), box) for line, box in printed + spoken
    )


def report(
    session: Session,
    store: ContentStore,
    page: Page,
    misreading: str,
    correction: str,
    *,
    reader_id: int | None = None,
    admit: Callable[[], None] = lambda: None,
) -> None:
    """Store a reader's report; a repeated report is stored once.

    `admit` is called for a new one, and may raise TooManyReportsError.
    For a reader with an account only the day is stored: the minute could reveal what else the
    reader viewed.
    """
    misreading, correction = (" ".join(compose(text).split()) for text in (misreading, correction))
    if not _is_short(misreading) or not _is_short(correction) or misreading == correction:
        raise InvalidReportError(_MAX_WORDS)
    written = (edit.words_of(store, page.words),) if page.words else ()
    spoken = (cue.words for cue in cues_on(session, page))
    if not any(find_words(words, misreading) for words in (*written, *spoken)):
        raise NotOnPageError(misreading)
    same = (
        ReaderReport.page_id == page.id,
        ReaderReport.seen == misreading,
        ReaderReport.meant == correction,
    )
    if session.scalar(select(ReaderReport.id).where(*same)) is not None:
        return
    _refuse_too_many(session, page, reader_id)
    admit()
    now = clock.now()
    at = now if reader_id is None else now.replace(hour=0, minute=0, second=0, microsecond=0)
    session.add(
        ReaderReport(page_id=page.id, reader_id=reader_id, seen=misreading, meant=correction, at=at)
    )


def reports_of_reader(session: Session, reader_id: int) -> tuple[tuple[Report, ReportState], ...]:
    """Return the reports of a reader's account with their states, newest first."""
    columns = (ReaderReport.id, Page.item_id, Item.title, Page.number)
    report_columns = (ReaderReport.seen, ReaderReport.meant, ReaderReport.at, ReaderReport.state)
    rows = session.execute(
        select(*columns, *report_columns)
        .join(Page, Page.id == ReaderReport.page_id)
        .join(Item, Item.id == Page.item_id)
        .where(ReaderReport.reader_id == reader_id)
        .order_by(ReaderReport.id.desc())
    )
    return tuple((Report(*row[:-1]), row[-1]) for row in rows)


def open_reports(
    session: Session, count: int, *, first: int = 0, filter_: ReportFilter = EVERY_REPORT
) -> tuple[Report, ...]:
    """Return the undecided reports that match, oldest first unless the filter says otherwise."""
    columns = (ReaderReport.id, Page.item_id, Item.title, Page.number)
    report_columns = (ReaderReport.seen, ReaderReport.meant, ReaderReport.at)
    rows = (
        _open(select(*columns, *report_columns))
        .where(*filter_.conditions)
        .order_by(*filter_.order(ReaderReport.at, ReaderReport.id))
        .offset(first)
        .limit(count)
    )
    return tuple(Report(*row) for row in session.execute(rows))


def count_open(session: Session, filter_: ReportFilter = EVERY_REPORT) -> int:
    """Return the number of undecided reports that match."""
    query = _open(select(func.count(ReaderReport.id))).where(*filter_.conditions)
    return session.scalar(query) or 0


def open_queue(session: Session) -> WorkQueue:
    """Return the number of undecided reports, with the time of the oldest."""
    return queue_size(
        session, _open(select(func.count(ReaderReport.id), func.min(ReaderReport.at)))
    )


def item_of(session: Session, report_id: int) -> str:
    """Return the item id of a report; raise ReportNotFoundError."""
    item_id = session.scalar(
        select(Page.item_id)
        .join(ReaderReport, ReaderReport.page_id == Page.id)
        .where(ReaderReport.id == report_id)
    )
    if item_id is None:
        raise ReportNotFoundError
    return item_id


def find_words(words: Sequence[Word | SpokenWord], phrase: str) -> list[range]:
    """Return the ranges in which these words occur consecutively, ignoring punctuation."""
    phrase_words = [bare_word(text) for text in phrase.split()]
    if not any(phrase_words):
        return []
    bare = [bare_word(word.text) for word in words]
    starts = (start for start, text in enumerate(bare) if text == phrase_words[0])
    runs = (range(start, start + len(phrase_words)) for start in starts)
    return [run for run in runs if bare[run.start : run.stop] == phrase_words]


def report_occurrences(
    session: Session, store: ContentStore, reports: tuple[Report, ...]
) -> dict[int, tuple[Occurrence, ...]]:
    """Return the current occurrences of the reported words on their pages, by report id."""
    occurrences: dict[int, tuple[Occurrence, ...]] = {}
    for report_ in reports:
        page = _page(session, report_)
        words = edit.words_of(store, page.words) if page.words else ()
        occurrences[report_.id] = tuple(
            occurrence(page, run.start, join_words(words[run.start : run.stop]))
            for run in find_words(words, report_.seen)
        )
    return occurrences


def reported_cues(session: Session, reports: tuple[Report, ...]) -> dict[int, tuple[str, ...]]:
    """Return the cues of recordings that have the reported words now, by report id."""
    return {
        report_.id: tuple(
            str(spoken)
            for spoken in cues_on(session, _page(session, report_))
            for _ in find_words(spoken.words, report_.seen)
        )
        for report_ in reports
    }


def _page(session: Session, report_: Report) -> Page:
    query = select(Page).where(Page.item_id == report_.item_id, Page.number == report_.number)
    return session.scalars(query).one()


def join_words(words: tuple[Word, ...]) -> Word:
    """Return neighbouring words merged to one word with their common box."""
    box = Box.around(words)
    text = " ".join(word.text for word in words)
    return words[0]._replace(
        text=text, left=box.left, top=box.top, width=box.width, height=box.height
    )


def accept(context: EditContext, report_id: int, chosen_starts: Collection[int]) -> int:
    """Correct the reported words at the chosen places; a single place needs no choice."""
    row = _undecided(context.session, report_id)
    if row is None:
        return 0
    page = context.session.get_one(Page, row.page_id)
    if spoken_cues := tuple(cues_on(context.session, page)):
        count = _correct_cues(context, spoken_cues, row, chosen_starts)
        _decide(context, row, ReportState.ACCEPTED)
        return count
    words = edit.words_of(context.store, page.words) if page.words else ()
    runs = find_words(words, row.seen)
    runs = [run for run in runs if run.start in chosen_starts] if len(runs) > 1 else runs
    edit.store_revision(
        context,
        page,
        [_change(words[run.start : run.stop], row.meant) for run in runs],
        RevisionKind.READER,
    )
    _decide(context, row, ReportState.ACCEPTED)
    return len(runs)


def _correct_cues(
    context: EditContext,
    spoken_cues: Sequence[SpokenCue],
    row: ReaderReport,
    chosen: Collection[int],
) -> int:
    """Correct reported words of a recording in the first chosen cue that has them, or in all."""
    places = [(spoken, run) for spoken in spoken_cues for run in find_words(spoken.words, row.seen)]
    if len(places) > 1:
        places = [place for number, place in enumerate(places) if number in chosen]
    for spoken, run in reversed(places):
        correct_words(context.session, spoken, run, row.meant, context.by)
    return len(places)


def refuse(context: EditContext, report_id: int) -> None:
    """Close a report as refused; the same report is not accepted again."""
    row = _undecided(context.session, report_id)
    if row is not None:
        page = context.session.get_one(Page, row.page_id)
        message = f"trang {page.number}: {row.seen} → {row.meant}"
        note(context.session, context.by, "page.report.refuse", page.item_id, message)
        _decide(context, row, ReportState.REFUSED)


def _is_short(text: str) -> bool:
    short = 0 < len(text) <= _MAX_LETTERS and len(text.split()) <= _MAX_WORDS
    return short and not _PERSONAL_NUMBER.search(text)


def _refuse_too_many(session: Session, page: Page, reader_id: int | None) -> None:
    count = select(func.count(ReaderReport.id)).where(ReaderReport.state == ReportState.OPEN)
    limits = [(count, MAX_OPEN), (count.where(ReaderReport.page_id == page.id), MAX_OPEN_PER_PAGE)]
    if reader_id is not None:
        limits.append((count.where(ReaderReport.reader_id == reader_id), MAX_OPEN_PER_READER))
    if any((session.scalar(query) or 0) >= most for query, most in limits):
        raise TooManyReportsError


def _change(words: tuple[Word, ...], correction: str) -> Change:
    if len(words) == 1:
        correction = with_punctuation(correction, words[0].text)
    return Change(words, tuple(correction.split()), Box.around(words))


def _undecided(session: Session, report_id: int) -> ReaderReport | None:
    row = session.get(ReaderReport, report_id)
    return row if row is not None and row.state is ReportState.OPEN else None


def _decide(context: EditContext, row: ReaderReport, state: ReportState) -> None:
    row.state, row.decided, row.decided_by = state, clock.now(), context.by


def _open(query: Select) -> Select:
    pages = query.select_from(ReaderReport).join(Page, Page.id == ReaderReport.page_id)
    return pages.join(Item, Item.id == Page.item_id).where(ReaderReport.state == ReportState.OPEN)
