"""Pairs and confusions learned from corrected lines, and their measure on locked documents."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.language.corrected_lines import CorrectedLine
from ingest.language.neighbours import find_corrections, tokens_of
from ingest.language.syllable_pairs import Pair, SyllablePairs, count_pairs, shipped_pairs
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
