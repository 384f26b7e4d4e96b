"""Invisible text layer over a page image, each word over its own image."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from statistics import median_high
from typing import Self

from ingest.tools.glyphless import ADVANCE, DESCENT
from library.catalogue.text.layout import Line
from library.catalogue.text.words import Word

TEXT_START = "BT\n3 Tr"
"""PDF operators that begin the text and make it invisible."""

_UNITS_PER_EM = 1000
_SPACE = " "
_MIN_STRETCH_PERCENT = 1.0
"""Per cent: words may touch or overlap, but the space between them stays."""

_MIN_GAP_RATIO = 0.15
"""Relative to the font size: some PDF readers join words with gaps of less than a tenth."""

_MAX_BLOCK_ENTRIES = 100
"""Greatest number of entries in a block of a ToUnicode table."""


@dataclass(slots=True)
class GlyphCodes:
    """Characters of a page with their codes in its font."""

    _numbers: dict[str, int] = field(default_factory=lambda: {_SPACE: 1})

    def encode(self, text: str) -> str:
        """Return text as character codes, in the hexadecimal form of PDF."""
        numbers = (self._numbers.setdefault(letter, len(self._numbers) + 1) for letter in text)
        return "<" + "".join(f"{number:04x}" for number in numbers) + ">"

    def to_unicode(self) -> bytes:
        """Return the ToUnicode table, by which PDF readers convert codes back to text."""
        rows = [
            f"<{number:04x}> <{letter.encode('utf-16-be', 'replace').hex()}>"
            for letter, number in self._numbers.items()
        ]
        blocks = (
            rows[start : start + _MAX_BLOCK_ENTRIES]
            for start in range(0, len(rows), _MAX_BLOCK_ENTRIES)
        )
        sections = (
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
        )
        return (_TABLE_HEAD + "".join(sections) + _TABLE_FOOT).encode()


_TABLE_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_TABLE_FOOT = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def set_text(lines: Iterable[Line], glyph_codes: GlyphCodes, unit: float, height: float) -> str:
    """Return the drawing operators of the text; `unit` is points per pixel, `height` that of the
    page."""
    commands = [command for line in lines for command in _set_line(line, glyph_codes, unit, height)]
    return "\n".join((TEXT_START, *commands, "ET"))


def _set_line(line: Line, glyph_codes: GlyphCodes, unit: float, height: float) -> Iterator[str]:
    is_vertical = line.box.height > 2 * line.box.width and len(line.words[0].text) > 1
    runs = [_Run.of(word, is_vertical=is_vertical) for word in line.words]
    baseline = median_high(run.baseline for run in runs)
    size = max(median_high(run.size for run in runs), 1) * unit
    yield f"/F {size:.2f} Tf"
    for run, after in zip_longest(runs, runs[1:]):
        yield _matrix(run, baseline, size, unit, height, is_vertical=is_vertical)
        yield _show_word(run, after, size / unit, glyph_codes)


@dataclass(frozen=True, slots=True)
class _Run:
    """A word along its line, from left to right, or from top to bottom in a vertical line."""

    text: str
    start: int
    length: int
    baseline: int
    size: int

    @classmethod
    def of(cls, word: Word, *, is_vertical: bool) -> Self:
        if is_vertical:
            return cls(word.text, word.top, word.height, word.left, word.width)
        return cls(word.text, word.left, word.width, word.top + word.height, word.height)


def _matrix(
    run: _Run, baseline: int, size: float, unit: float, height: float, *, is_vertical: bool
) -> str:
    below = -DESCENT / _UNITS_PER_EM * size
    if is_vertical:
        return f"0 -1 1 0 {baseline * unit + below:.2f} {height - run.start * unit:.2f} Tm"
    return f"1 0 0 1 {run.start * unit:.2f} {height - baseline * unit + below:.2f} Tm"


def _show_word(run: _Run, following: _Run | None, size: float, codes: GlyphCodes) -> str:
    """Return operators for a word stretched to its image, and a space up to the next word."""
    length = run.length if following is None else _shown_length(run, following, size)
    letter = length / len(run.text)
    stretch = max(100 * letter / (ADVANCE / _UNITS_PER_EM * size), _MIN_STRETCH_PERCENT)
    if following is None:
        return f"{stretch:.2f} Tz {codes.encode(run.text)} Tj"
    gap = following.start - run.start - length
    back = max(letter - gap, 0) / max(letter, 1) * ADVANCE
    return f"{stretch:.2f} Tz [{codes.encode(run.text)} {back:.0f} {codes.encode(_SPACE)}] TJ"


def _shown_length(run: _Run, following: _Run, size: float) -> float:
    """Return the display length of a word: Tesseract's boxes may reach into the next word."""
    available = following.start - run.start - _MIN_GAP_RATIO * size
    return min(run.length, available) if available > run.length / 2 else run.length
