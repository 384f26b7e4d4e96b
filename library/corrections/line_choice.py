"""Choice of the next line: one that other helpers began, a worthy new one, or a known one."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState, Page, PageKind, PageState
from library.catalogue.picture_kinds import is_picture_kind
from library.catalogue.text.words import Word
from library.corrections.line_trust import KNOWN_TO_COUNT, tallies
from library.corrections.line_worth import SEARCH_WORTH, WorthyLine, worthy_lines
from library.corrections.models import LineAnswer, LineState, LineTask
from library.corrections.page_edits import edit
from library.storage.content_store import ContentStore

_MIN_QUALITY = 0.3
"""Quality below which a page is a drawing or handwriting rather than print to type from."""

_MAX_BEGUN, _NEAREST, _MAX_KNOWN = 60, 8, 200
_RECENT_PAGES, _WORST_PAGES, _PAGES_READ, _ATTEMPTS = 20, 200, 5, 3
_ENOUGH_LINES = 200
"""Lines to choose from: a newspaper page alone has as many, and takes a quarter of a second."""

_KNOWN_SHARE, _KNOWN_SHARE_OF_NEW_HELPERS = 1 / 8, 1 / 2
OCR_WORDS = func.coalesce(Page.as_read, Page.words)
_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class LineSearch:
    """A search for a line: its helper, and the item or page it is limited to."""

    helper: str
    is_open: Callable[[str], bool]
    """True if anybody may read the item today."""
    missed: Callable[[Iterable[str]], Iterable[str]]
    """Returns those phrases that were searched for and not found."""
    item_id: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A line to type; nobody sees whether its text is known."""

    item_id: str
    number: int
    line: WorthyLine


def next_line(session: Session, store: ContentStore, search: LineSearch) -> OfferedLine | None:
    """Return a line that this helper has not typed, or None."""
    is_new = sum(tallies(session, [search.helper]).get(search.helper, ())) < KNOWN_TO_COUNT
    share = _KNOWN_SHARE_OF_NEW_HELPERS if is_new else _KNOWN_SHARE
    steps = (_begun_line, _new_line)
    for step in (_known_line, *steps) if _chance.random() < share else (*steps, _known_line):
        line = step(session, store, search)
        if line is not None:
            return line
    return None


def page_line(
    session: Session, store: ContentStore, page: Page, digest: str
) -> WorthyLine | LineTask | None:
    """Return the stored task of a line, else the line itself if it may be typed."""
    query = select(LineTask).where(LineTask.page_id == page.id, LineTask.digest == digest)
    return session.scalar(query) or _lines_of_page(store, page).get(digest)


def task_line(task: LineTask) -> WorthyLine:
    """Return the line of a task as it was shown."""
    words = tuple(Word(*row, block=0, line=0) for row in task.words)
    return WorthyLine(task.digest, words, task.worth, frozenset())


def only_public(query: Select) -> Select:
    """Return a query of pages with their items, restricted to texts that anybody may read."""
    return query.join(Item, Item.id == Page.item_id).where(
        Item.state == ItemState.PUBLISHED,
        Item.access == Access.PUBLIC,
        Item.conditions.is_(None),
        Page.state == PageState.DONE,
        Page.left_out.is_(False),
        Page.words.is_not(None),
        or_(Page.kind.is_(None), Page.kind.not_in((PageKind.PLATE, PageKind.COVER))),
    )


def _within(query: Select, search: LineSearch) -> Select:
    query = only_public(query)
    if search.item_id is not None:
        query = query.where(Page.item_id == search.item_id)
    return query if search.number is None else query.where(Page.number == search.number)


def _stored_lines(search: LineSearch, state: LineState) -> Select:
    answer = exists().where(LineAnswer.task_id == LineTask.id, LineAnswer.helper == search.helper)
    query = select(LineTask, Page, Item.kind).join(Page, Page.id == LineTask.page_id)
    return _within(query, search).where(
        LineTask.state == state, LineTask.base == OCR_WORDS, ~answer
    )


def _begun_line(session: Session, store: ContentStore, search: LineSearch) -> OfferedLine | None:
    query = _stored_lines(search, LineState.OPEN).order_by(LineTask.worth.desc(), LineTask.id)
    rows = _may_be_typed(session, query.limit(_MAX_BEGUN), search)
    nearest = rows[:_NEAREST]
    _chance.shuffle(nearest)
    for task, page in (*nearest, *rows[_NEAREST:]):
        if task.digest in _lines_of_page(store, page):
            return OfferedLine(page.item_id, page.number, task_line(task))
    return None


def _known_line(session: Session, _store: ContentStore, search: LineSearch) -> OfferedLine | None:
    anywhere = replace(search, item_id=None, number=None)
    query = _stored_lines(anywhere, LineState.KNOWN).order_by(LineTask.id.desc())
    rows = _may_be_typed(session, query.limit(_MAX_KNOWN), search)
    telling = [row for row in rows if row[0].text != task_line(row[0]).text]
    if not rows:
        return None
    task, page = _chance.choice(telling or rows)
    return OfferedLine(page.item_id, page.number, task_line(task))


def _new_line(session: Session, store: ContentStore, search: LineSearch) -> OfferedLine | None:
    recent, worst = _recent_pages(session, search), _worst_pages(session, search)
    for _ in range(_ATTEMPTS):
        samples = (_chance.sample(pages, min(len(pages), _PAGES_READ)) for pages in (recent, worst))
        some = [page for pair in zip_longest(*samples) for page in pair if page is not None]
        lines: list[OfferedLine] = []
        for page in some:
            untouched_lines = _untouched_lines(session, store, page)
            lines += (OfferedLine(page.item_id, page.number, line) for line in untouched_lines)
            if len(lines) > _ENOUGH_LINES:
                break
        if lines:
            return _worthiest(lines, search)
    return None


def _worthiest(lines: list[OfferedLine], search: LineSearch) -> OfferedLine:
    """Return one of the worthiest lines, so that two helpers seldom begin the same one."""
    phrases = frozenset[str]().union(*(offer.line.phrases for offer in lines))
    missed = frozenset(search.missed(phrases))
    worths = [offer.line.worth + SEARCH_WORTH * len(offer.line.phrases & missed) for offer in lines]
    nearly_best = max(worths) - 1
    return _chance.choice(
        [offer for offer, worth in zip(lines, worths, strict=True) if worth >= nearly_best]
    )


def _recent_pages(session: Session, search: LineSearch) -> list[Page]:
    latest = (
        select(LineTask.page_id, func.max(LineTask.id).label("latest"))
        .group_by(LineTask.page_id)
        .order_by(func.max(LineTask.id).desc())
        .limit(_RECENT_PAGES)
        .subquery()
    )
    query = select(Page, Item.kind).join(latest, latest.c.page_id == Page.id)
    return [page for (page,) in _may_be_typed(session, _within(query, search), search)]


def _worst_pages(session: Session, search: LineSearch) -> list[Page]:
    query = _within(select(Page, Item.kind), search).where(
        Page.quality >= _MIN_QUALITY,
        Page.passed.is_(None),
        ~exists().where(LineTask.page_id == Page.id),
    )
    worst = query.order_by(Page.quality).limit(_WORST_PAGES)
    return [page for (page,) in _may_be_typed(session, worst, search)]


def _may_be_typed(session: Session, query: Select, search: LineSearch) -> list[tuple]:
    """Return the rows without their last column, the kind of item, if anybody may read the item."""
    return [
        row[:-1]
        for row in session.execute(query)
        if not is_picture_kind(row[-1]) and search.is_open(row[-2].item_id)
    ]


def _untouched_lines(session: Session, store: ContentStore, page: Page) -> tuple[WorthyLine, ...]:
    query = select(LineTask.digest).where(LineTask.page_id == page.id)
    digests = set(session.scalars(query))
    lines = _lines_of_page(store, page)
    return tuple(line for digest, line in lines.items() if digest not in digests)


def _lines_of_page(store: ContentStore, page: Page) -> dict[str, WorthyLine]:
    lines = worthy_lines(edit.words_of(store, page.words), page.width or 1)
    return {line.digest: line for line in lines}
