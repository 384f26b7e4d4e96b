"""Number and date of an official document, often written by hand, in the lines under its head.

Digits are taken that the reader is sure of in their line, or on which cuts of their place agree. In
the body the same rules would change printed dates.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.metadata_extraction.extracted_fields import date_parts, number_parts
from ingest.metadata_extraction.official_documents import DocumentParts
from ingest.metadata_extraction.text_lines import Line, lowest_confidence
from ingest.second_reader.line_reader import Letters
from library.catalogue.text.layout import Box
from library.corrections.page_edits.diff import Change, Confidences
from library.corrections.page_edits.line_diff import changes_in
from library.vietnamese.letters import fold

ReadBox = Callable[[Box], Letters]
"""Function that reads a part of the page; empty if it is too small."""

_MIN_PROBABILITY = 0.90
"""Probability of the weakest digit from which a figure in its line is taken as it is."""

_MIN_VOTE_PROBABILITY = 0.80
"""Probability from which a less sure figure of the line counts beside the cuts."""

_CUT_SHARES = (0.0, 0.1)
"""Shares of the height that two cuts leave out above and below."""

_WIDER = 0.15
"""Share of the height by which the wider cuts reach into the words beside."""

_MIN_CUT_PROBABILITY = 0.5
_FIRST_DIGITS = re.compile(r"^\W*(\d{1,5})(?!\d)")
_NUMBER = re.compile(r"^\W*s.\W{0,3}(?P<number>\d{1,5})[a-z]?\s*[/-]")
_DATE = re.compile(r"ng.y\W*(?P<day>\d{1,2})\W*th.ng\W*(?P<month>\d{1,2})\W*n.m")
_GREATEST = {"number": 99_999, "day": 31, "month": 12}


@dataclass(frozen=True, slots=True)
class Figure:
    """Digits in a place of the head, and the probability of the weakest."""

    name: str
    """number, day or month."""

    box: Box
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class HeadFigures:
    """Sure figures of the head, and the changes of words that they ask for."""

    figures: tuple[Figure, ...]
    changes: tuple[Change, ...]
    fields: frozenset[str]
    """Fields of the description all of whose figures are sure: number, date."""


def read_figures(document: DocumentParts, read_box: ReadBox) -> HeadFigures:
    """Return the sure figures of the number line and of the date line."""
    head = HeadFigures((), (), frozenset())
    for field, line, gaps_of, pattern in (
        ("number", document.number, _number_gaps, _NUMBER),
        ("date", document.date, _date_gaps, _DATE),
    ):
        if line is not None and (figures := _line_figures(line, gaps_of(line), pattern, read_box)):
            changes = tuple(_changes(line, gaps_of(line), figures))
            head = HeadFigures(
                (*head.figures, *figures.values()), (*head.changes, *changes), head.fields | {field}
            )
    return head


@dataclass(frozen=True, slots=True)
class _Gap:
    """Place of a figure in the text of its line."""

    name: str
    start: int
    end: int


def _number_gaps(line: Line) -> tuple[_Gap, ...]:
    match = number_parts(line.text)
    return (_Gap("number", match.end("no"), match.start("sign")),) if match else ()


def _date_gaps(line: Line) -> tuple[_Gap, ...]:
    match = date_parts(line.text)
    if not match:
        return ()
    return (
        _Gap("day", match.end("on"), match.start("of")),
        _Gap("month", match.end("of"), match.start("in")),
    )


def _line_figures(
    line: Line, gaps: tuple[_Gap, ...], pattern: re.Pattern[str], read_box: ReadBox
) -> dict[str, Figure]:
    """Return the figures of a line by name; none unless all of them are sure."""
    in_line = _figures_in_line(read_box(line.box), pattern)
    figures: dict[str, Figure] = {}
    for gap in gaps:
        box = line.gap(gap.start, gap.end)
        digits = _chosen_digits(in_line.get(gap.name), box, read_box)
        if digits is None or not 1 <= int(digits[0]) <= _GREATEST[gap.name]:
            return {}
        figures[gap.name] = Figure(gap.name, box, *digits)
    return figures


def _figures_in_line(letters: Letters, pattern: re.Pattern[str]) -> dict[str, tuple[str, float]]:
    text = "".join(fold(letter.text)[:1] or " " for letter in letters)
    match = pattern.search(text)
    if not match:
        return {}
    digits: dict[str, tuple[str, float]] = {}
    for name in pattern.groupindex:
        probability = min(letters[place].probability for place in range(*match.span(name)))
        digits[name] = match[name], probability
    return digits


def _chosen_digits(
    in_line: tuple[str, float] | None, box: Box, read_box: ReadBox
) -> tuple[str, float] | None:
    """Return the digits that the line shows surely, else those that most looks agree on.

    The looks are two cuts of the place itself and two that reach into the words beside; they count
    if both are alike. A narrow cut may lose a digit, a wide one may take a letter for one.
    """
    if in_line is not None and in_line[1] >= _MIN_PROBABILITY:
        return in_line
    reach = round(_WIDER * box.height)
    wide = Box(box.left - reach, box.top, box.right + reach, box.bottom)
    looks = [look for look in (_digits_in_cuts(place, read_box) for place in (box, wide)) if look]
    if looks and in_line and in_line[1] >= _MIN_VOTE_PROBABILITY:
        looks.append(in_line)
    votes = Counter(text for text, _ in looks).most_common(2)
    if not votes or (len(votes) > 1 and votes[0][1] == votes[1][1]):
        return None
    (winner, _), *_ = votes
    return winner, min(probability for text, probability in looks if text == winner)


def _digits_in_cuts(box: Box, read_box: ReadBox) -> tuple[str, float] | None:
    """Return the first digits of a place if both of its cuts show the same."""
    texts: set[str] = set()
    probabilities: list[float] = []
    for share in _CUT_SHARES:
        margin = round(share * box.height)
        letters = read_box(Box(box.left, box.top + margin, box.right, box.bottom - margin))
        match = _FIRST_DIGITS.match("".join(letter.text for letter in letters))
        if not match:
            return None
        texts.add(match[1])
        probabilities += (letters[place].probability for place in range(*match.span(1)))
    agreed = len(texts) == 1 and min(probabilities) >= _MIN_CUT_PROBABILITY
    return (texts.pop(), min(probabilities)) if agreed else None


def _changes(line: Line, gaps: tuple[_Gap, ...], figures: dict[str, Figure]) -> Iterator[Change]:
    text = line.text
    for gap in reversed(gaps):
        own = text[gap.start : gap.end]
        if own.strip(" .,:;") != figures[gap.name].text:
            after = " " if own[-1:].isspace() or gap.name != "number" else ""
            text = f"{text[: gap.start]} {figures[gap.name].text}{after}{text[gap.end :]}"
    probability = min(figure.probability for figure in figures.values())
    for change in changes_in(line.words, {line.words[0].line: text}):
        own = lowest_confidence(change.seen) if change.seen else 0.0
        yield Change(change.seen, change.meant, change.box, Confidences(own, probability))
