"""Lessons of the library as tables: learned, measured, stored, and the one in use."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ingest.language.corrected_lines import CorrectedLine, corrected_lines, is_locked
from ingest.language.neighbours import find_corrections, tokens_of
from ingest.language.syllable_pairs import Pair, SyllablePairs, count_pairs, shipped_pairs
from ingest.problems import TooFewLinesError
from library import clock
from library.catalogue.models import Item, ItemState, Page, PageState, PageText
from library.corrections.learned_tables import number_in_use
from library.corrections.models import LearnedTable
from library.database import reading, work
from library.settings import Settings
from library.storage.stores import derivative_store
from library.vietnamese.letters import fold

_MIN_CONFUSIONS, _MIN_CONFUSED_WORDS = 3, 2
"""Times that letters must have been confused, and in how many different words."""

_MAX_LETTERS = 2
"""Letters of a confusion: rn read for m."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pairs with their times, and confused letters (read, printed), from corrected lines."""

    pairs: Mapping[Pair, int]
    confusions: tuple[tuple[str, str], ...]
    lines: int

    def table(self) -> SyllablePairs:
        """Return the shipped table together with the lesson."""
        return shipped_pairs().joined(self.pairs, self.confusions)


@dataclass(frozen=True, slots=True)
class Measure:
    """Effect of a table on locked lines: words changed, and wrong letters before and after."""

    lines: int = 0
    right: int = 0
    wrong: int = 0
    errors_before: int = 0
    errors_after: int = 0


def learn(lines: Iterable[CorrectedLine], texts: Iterable[str] = ()) -> Lesson:
    """Return the lesson of the lines that are not locked, and of texts that nobody had to read."""
    open_lines = [line for line in lines if not line.is_locked]
    pairs = count_pairs(texts) + count_pairs(line.text for line in open_lines)
    times: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], set[str]] = {}
    for line in open_lines:
        for read, printed in _word_pairs(line):
            for confusion in _confusions(read, printed):
                times[confusion] += 1
                places.setdefault(confusion, set()).add(printed)
    confusions = tuple(
        confusion
        for confusion, count in times.most_common()
        if count >= _MIN_CONFUSIONS and len(places[confusion]) >= _MIN_CONFUSED_WORDS
    )
    return Lesson(pairs, confusions, len(open_lines))


def measure(lines: Iterable[CorrectedLine], used: SyllablePairs, table: SyllablePairs) -> Measure:
    """Return the effect of a table on the locked lines, against the one in use."""
    count = right = wrong = errors_before = errors_after = 0
    for line in lines:
        if not line.is_locked:
            continue
        changes = find_corrections(line.words, table)
        errors = edit_distance(_with(line.words, changes), line.text)
        for place in changes:
            fewer = {other: text for other, text in changes.items() if other != place}
            without = edit_distance(_with(line.words, fewer), line.text)
            right += errors < without
            wrong += errors > without
        count += 1
        errors_before += edit_distance(
            _with(line.words, find_corrections(line.words, used)), line.text
        )
        errors_after += errors
    return Measure(count, right, wrong, errors_before, errors_after)


def edit_distance(first: str, second: str) -> int:
    """Return the number of letters to replace, add or leave out."""
    distances = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        diagonal, distances[0] = distances[0], row
        for column, other in enumerate(second, start=1):
            diagonal, distances[column] = (
                distances[column],
                min(diagonal + (letter != other), distances[column] + 1, distances[column - 1] + 1),
            )
    return distances[-1]


def _with(words: tuple[str, ...], changes: Mapping[int, str]) -> str:
    return " ".join(changes.get(place, word) for place, word in enumerate(words))


def _word_pairs(line: CorrectedLine) -> Iterator[tuple[str, str]]:
    """Yield the words that were read wrong beside the printed ones, in small letters."""
    printed_words = line.text.split()
    if len(printed_words) != len(line.words):
        return
    for read, printed in zip(tokens_of(line.words), tokens_of(printed_words), strict=True):
        if read.text.lower() != printed.text.lower() and printed.text.isalpha():
            yield read.text.lower(), printed.text.lower()


def _confusions(read: str, printed: str) -> Iterator[tuple[str, str]]:
    """Yield the letters that differ by more than their marks."""
    if fold(read) == fold(printed):
        return
    matcher = SequenceMatcher(None, read, printed, autojunk=False)
    for tag, start, stop, first, last in matcher.get_opcodes():
        is_short = 0 < stop - start <= _MAX_LETTERS and 0 < last - first <= _MAX_LETTERS
        if tag == "replace" and is_short and fold(read[start:stop]) != fold(printed[first:last]):
            yield read[start:stop], printed[first:last]


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
