"""Text lines of a page with the matching image areas, for line-by-line correction."""

from collections.abc import Mapping
from dataclasses import dataclass

from library.catalogue.queries import PageDetails
from library.catalogue.text.layout import Line
from library.catalogue.text.words import Word
from library.corrections.page_edits.conflicts import EditConflicts, OtherEdit
from library.corrections.page_edits.line_diff import lines_of, text_of
from library.corrections.page_edits.suspect_words import SuspectWord

_MARGIN_RATIO = 0.35
"""Margin around a line image, as a share of the line's smaller side."""


@dataclass(frozen=True, slots=True)
class ProofWord:
    """One word of a line; `doubt` is the reason to check it, if any."""

    place: int
    word: Word
    doubt: SuspectWord | None


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One line: its image area in pixels, its words and the text to edit."""

    number: int
    left: int
    top: int
    width: int
    height: int
    words: tuple[ProofWord, ...]
    value: str
    theirs: OtherEdit | None = None
    """Concurrent edit of the line by another person, if any."""


def proof_lines(
    sheet: PageDetails,
    words: tuple[Word, ...],
    doubts: Mapping[int, SuspectWord],
    clashes: EditConflicts | None,
) -> tuple[ProofLine, ...]:
    """Return the lines of a page in reading order."""
    place, proofs = 0, []
    for number, line in lines_of(words).items():
        inside = tuple(
            ProofWord(place + step, word, doubts.get(place + step))
            for step, word in enumerate(line.words)
        )
        place += len(inside)
        proofs.append(_line(sheet, number, line, inside, clashes))
    return tuple(proofs)


def _line(
    sheet: PageDetails,
    number: int,
    line: Line,
    inside: tuple[ProofWord, ...],
    clashes: EditConflicts | None,
) -> ProofLine:
    margin = round(_MARGIN_RATIO * min(line.box.height, line.box.width))
    x0, y0 = max(0, line.box.left - margin), max(0, line.box.top - margin)
    mine = clashes.mine.get(number) if clashes else None
    return ProofLine(
        number=number,
        left=x0,
        top=y0,
        width=min(sheet.width or line.box.right, line.box.right + margin) - x0,
        height=min(sheet.height or line.box.bottom, line.box.bottom + margin) - y0,
        words=inside,
        value=text_of(line.words) if mine is None else mine,
        theirs=clashes.theirs.get(number) if clashes else None,
    )
