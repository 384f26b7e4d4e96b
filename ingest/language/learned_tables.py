"""Lessons of the library as tables: learned, measured, stored, and the one in use."""

import json
from collections.abc import Iterator

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ingest.language.corrected_lines import corrected_lines, is_locked
from ingest.language.learning import Lesson, Measure, learn, measure
from ingest.language.syllable_pairs import SyllablePairs, shipped_pairs
from ingest.problems import TooFewLinesError
from library import clock
from library.catalogue.models import Item, ItemState, Page, PageState, PageText
from library.corrections.learned_tables import number_in_use
from library.corrections.models import LearnedTable
from library.database import reading, work
from library.settings import Settings
from library.storage.stores import derivative_store

_MIN_LINES, _MIN_LOCKED_LINES = 30, 10
"""Corrected lines below which nothing can be learned, or measured."""

_MAX_PAGES = 20_000
"""Pages of born-digital text that are counted beside corrected lines."""


def learn_from_library(settings: Settings, engine: Engine) -> LearnedTable:
    """Store a candidate made from the corrections and the born-digital text of the library."""
    with reading(engine) as session:
        lines = tuple(corrected_lines(session, derivative_store(settings)))
        used = pairs_in_use(session)
        lesson = learn(lines, _own_texts(session))
    effect = measure(lines, used, lesson.table())
    if lesson.lines < _MIN_LINES or effect.lines < _MIN_LOCKED_LINES:
        raise TooFewLinesError(lesson.lines, effect.lines, _MIN_LINES, _MIN_LOCKED_LINES)
    with work(engine) as session:
        return store(session, lesson, effect)


def _own_texts(session: Session) -> Iterator[str]:
    """Yield the text of born-digital pages of published documents that are not locked."""
    rows = session.execute(
        select(Page.item_id, PageText.text)
        .join(PageText, PageText.page_id == Page.id)
        .join(Item, Item.id == Page.item_id)
        .where(
            Page.quality.is_(None),
            Page.words.is_not(None),
            Page.state == PageState.DONE,
            Item.state == ItemState.PUBLISHED,
        )
        .order_by(Page.id.desc())
        .limit(_MAX_PAGES)
        .execution_options(yield_per=200)
    )
    return (text for item_id, text in rows if not is_locked(item_id))


def store(session: Session, lesson: Lesson, effect: Measure) -> LearnedTable:
    """Store a lesson as a candidate; nothing changes until a person uses it."""
    row = LearnedTable(
        learned=clock.now(),
        lines=lesson.lines,
        locked_lines=effect.lines,
        right=effect.right,
        wrong=effect.wrong,
        errors_before=effect.errors_before,
        errors_after=effect.errors_after,
        content=_content(lesson),
    )
    session.add(row)
    session.flush()
    return row


def pairs_in_use(session: Session) -> SyllablePairs:
    """Return the shipped table, with the lesson that a person switched on."""
    number = number_in_use(session)
    if number is None:
        return shipped_pairs()
    return _tables.get(number) or _table(session.get_one(LearnedTable, number))


_tables: dict[int, SyllablePairs] = {}
"""The table in use, as this process read it."""


def _table(row: LearnedTable) -> SyllablePairs:
    values = json.loads(row.content)
    pairs = {tuple(pair.split(" ")): times for pair, times in values["pairs"].items()}
    _tables.clear()
    _tables[row.id] = shipped_pairs().joined(pairs, map(tuple, values["confusions"]))
    return _tables[row.id]


def _content(lesson: Lesson) -> str:
    """Return a lesson as JSON; pairs that raise no level of the shipped table are left out."""
    pairs = {
        " ".join(pair): times
        for pair, times in lesson.pairs.items()
        if times.bit_length() > shipped_pairs().level(*pair)
    }
    return json.dumps({"pairs": pairs, "confusions": lesson.confusions}, ensure_ascii=False)
