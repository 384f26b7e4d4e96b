"""Readers who type a line of a poor page as its image shows it: pages to offer, their reports."""

from collections.abc import Callable
from difflib import SequenceMatcher

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState, Page
from library.catalogue.text.layout import Line
from library.catalogue.text.low_confidence import only_low_confidence
from library.corrections import text_reports
from library.corrections.models import ReaderReport, ReportState
from library.corrections.text_reports import ReportLimits
from library.storage.content_store import ContentStore
from library.vietnamese.letters import compose

LINE_LIMITS = ReportLimits(letters=250, words=40)
_MAX_OFFERED = 60


def pages_to_offer(session: Session) -> list[tuple[str, int]]:
    """Return item and number of public pages that are hard to read, the least helped first."""
    report_count = (
        select(func.count(ReaderReport.id))
        .where(ReaderReport.page_id == Page.id, ReaderReport.state == ReportState.OPEN)
        .scalar_subquery()
    )
    query = only_low_confidence(select(Page.item_id, Page.number)).where(
        Item.state == ItemState.PUBLISHED,
        Item.access == Access.PUBLIC,
        Page.words.is_not(None),
        report_count < text_reports.MAX_OPEN_PER_PAGE,
    )
    rows = session.execute(query.order_by(report_count, Page.quality, Page.id).limit(_MAX_OFFERED))
    return [(item_id, number) for item_id, number in rows]


def count_help(session: Session, page_id: int) -> int:
    """Return the number of reports on a page that staff accepted or did not decide yet."""
    query = select(func.count(ReaderReport.id)).where(
        ReaderReport.page_id == page_id, ReaderReport.state != ReportState.REFUSED
    )
    return session.scalar(query) or 0


def report_line(
    session: Session,
    store: ContentStore,
    page: Page,
    line: Line,
    text: str,
    *,
    reader_id: int | None = None,
    admit: Callable[[], None] = lambda: None,
) -> bool:
    """Store a typed line as a report of the words that differ; False if none does."""
    words, correction = _differing_words([word.text for word in line.words], compose(text).split())
    if words == correction:
        return False
    text_reports.report(
        session,
        store,
        page,
        " ".join(words),
        " ".join(correction),
        reader_id=reader_id,
        limits=LINE_LIMITS,
        admit=admit,
    )
    return True


def _differing_words(words: list[str], typed_words: list[str]) -> tuple[list[str], list[str]]:
    """Return the part of a line in which two readings differ; it has words in both readings.

    A word beside it is taken in where one reading has nothing.
    """
    blocks = SequenceMatcher(None, words, typed_words, autojunk=False).get_opcodes()
    changes = [block for block in blocks if block[0] != "equal"]
    if not changes:
        return [], []
    start, stop, begins, ends = changes[0][1], changes[-1][2], changes[0][3], changes[-1][4]
    if start == stop or begins == ends:
        if start:
            start, begins = start - 1, begins - 1
        elif stop < len(words):
            stop, ends = stop + 1, ends + 1
    return words[start:stop], typed_words[begins:ends]
