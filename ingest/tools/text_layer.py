"""Sets the words of a page as text that lies unseen over its image, each over its own letters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from statistics import median_high
from typing import Self

from ingest.tools.glyphless import ADVANCE, DESCENT
from library.catalogue.text.layout import Line
from library.catalogue.text.words import Word

TEXT_BEGINS = "BT\n3 Tr"
"""The commands before the text: begin, and paint nothing."""

_THOUSAND = 1000
_SPACE = " "
_NARROWEST = 1.0
"""Per cent: words may touch or overlap, the space between them stays."""

_GAP = 0.15
"""Of the size of a line: words nearer than a tenth are read as one by some readers of PDF."""

_ROWS = 100
"""So many entries a block of a ToUnicode table may have."""


@dataclass(slots=True)
class Case:
    """The letters a page is set from, each with its number in the font of that page."""

    _numbers: dict[str, int] = field(default_factory=lambda: {_SPACE: 1})

    def set(self, text: str) -> str:
        """Return text as the numbers of its letters, in the hexadecimal form of PDF."""
        numbers = (self._numbers.setdefault(letter, len(self._numbers) + 1) for letter in text)
        return "<" + "".join(f"{number:04x}" for number in numbers) + ">"

    def to_unicode(self) -> bytes:
        """Return the table by which a PDF reader turns the numbers back into letters."""
        rows = [
            f"<{number:04x}> <{letter.encode('utf-16-be', 'replace').hex()}>"
            for letter, number in self._numbers.items()
        ]
        blocks = (rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS))
        written = (
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
        )
        return (_TABLE_HEAD + "".join(written) + _TABLE_FOOT).encode()


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


def set_text(lines: Iterable[Line], case: Case, unit: float, height: float) -> str:
    """Return the drawing commands of the text; a pixel is `unit` points, the page `height`."""
    commands = [command for line in lines for command in _set_line(line, case, unit, height)]
    return "\n".join((TEXT_BEGINS, *commands, "ET"))


def _set_line(line: Line, case: Case, unit: float, height: float) -> Iterator[str]:
    stands = line.box.height > 2 * line.box.width and len(line.words[0].text) > 1
    runs = [_Run.of(word, stands=stands) for word in line.words]
    foot = median_high(run.foot for run in runs)
    size = max(median_high(run.size for run in runs), 1) * unit
    yield f"/F {size:.2f} Tf"
    for run, after in zip_longest(runs, runs[1:]):
        yield _matrix(run, foot, size, unit, height, stands=stands)
        yield _shown(run, after, size / unit, case)


@dataclass(frozen=True, slots=True)
class _Run:
    """A word along its line: from left to right, or from top to bottom in a line that stands."""

    text: str
    start: int
    length: int
    foot: int
    size: int

    @classmethod
    def of(cls, word: Word, *, stands: bool) -> Self:
        if stands:
            return cls(word.text, word.top, word.height, word.left, word.width)
        return cls(word.text, word.left, word.width, word.top + word.height, word.height)


def _matrix(run: _Run, foot: int, size: float, unit: float, height: float, *, stands: bool) -> str:
    below = -DESCENT / _THOUSAND * size
    if stands:
        return f"0 -1 1 0 {foot * unit + below:.2f} {height - run.start * unit:.2f} Tm"
    return f"1 0 0 1 {run.start * unit:.2f} {height - foot * unit + below:.2f} Tm"


def _shown(run: _Run, after: _Run | None, size: float, case: Case) -> str:
    """Show a word as long as it is on the image, and a space that ends where the next begins."""
    length = run.length if after is None else _clear_of(run, after, size)
    letter = length / len(run.text)
    stretched = max(100 * letter / (ADVANCE / _THOUSAND * size), _NARROWEST)
    if after is None:
        return f"{stretched:.2f} Tz {case.set(run.text)} Tj"
    gap = after.start - run.start - length
    back = max(letter - gap, 0) / max(letter, 1) * ADVANCE
    return f"{stretched:.2f} Tz [{case.set(run.text)} {back:.0f} {case.set(_SPACE)}] TJ"


def _clear_of(run: _Run, after: _Run, size: float) -> float:
    """Return how long a word is shown: Tesseract lets some boxes reach into the next word."""
    room = after.start - run.start - _GAP * size
    return min(run.length, room) if room > run.length / 2 else run.length
