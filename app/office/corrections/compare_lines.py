"""Sets each line of a page under its image, word by word, for a person to compare."""

from collections.abc import Mapping
from dataclasses import dataclass

from library.catalogue.queries import PageSheet
from library.catalogue.text.layout import Line
from library.catalogue.text.words import Word
from library.corrections.page_edits.conflicts import Clashes, Theirs
from library.corrections.page_edits.line_diff import lines_of, text_of
from library.corrections.page_edits.suspect_words import Doubt

_MARGIN = 0.35
"""So much of the height of a line is shown around it."""


@dataclass(frozen=True, slots=True)
class ProofWord:
    """One word of a line; `doubt` says why it should be looked at."""

    place: int
    word: Word
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One line: the part of the image it stands on, its words, and what is to be typed over."""

    number: int
    left: int
    top: int
    width: int
    height: int
    words: tuple[ProofWord, ...]
    value: str
    theirs: Theirs | None = None
    """What another person made of the line meanwhile."""


def proof_lines(
    sheet: PageSheet,
    words: tuple[Word, ...],
    doubts: Mapping[int, Doubt],
    found: Clashes | None,
) -> tuple[ProofLine, ...]:
    """Return the lines of a page in reading order."""
    place, shown = 0, []
    for number, line in lines_of(words).items():
        inside = tuple(
            ProofWord(place + step, word, doubts.get(place + step))
            for step, word in enumerate(line.words)
        )
        place += len(inside)
        shown.append(_line(sheet, number, line, inside, found))
    return tuple(shown)


def _line(
    sheet: PageSheet,
    number: int,
    line: Line,
    inside: tuple[ProofWord, ...],
    found: Clashes | None,
) -> ProofLine:
    margin = round(_MARGIN * min(line.box.height, line.box.width))
    left, top = max(0, line.box.left - margin), max(0, line.box.top - margin)
    mine = found.mine.get(number) if found else None
    return ProofLine(
        number=number,
        left=left,
        top=top,
        width=min(sheet.width or line.box.right, line.box.right + margin) - left,
        height=min(sheet.height or line.box.bottom, line.box.bottom + margin) - top,
        words=inside,
        value=text_of(line.words) if mine is None else mine,
        theirs=found.theirs.get(number) if found else None,
    )
