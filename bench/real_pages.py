"""Pages of real documents whose text was written down by a person, by block and kind of line."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench import reading
from bench.form import Row
from bench.lost_words import LABEL, count_lost

_FOLDER = Path(__file__).with_name("data") / "real_pages"
_HELD_OUT = "held out"
_BROKEN_CODE = re.compile(r"(?<=\w-)\n(?=\w)")
"""A document number divided at the end of its line has no space there."""

BODY, HEADING, NUMBER_LINE, SIGNATURE_BOX = "", "#", "=", "~"
_KINDS = {HEADING: "headings", NUMBER_LINE: "number and date lines", BODY: "body"}
_TARGETS = {HEADING: 0.8, NUMBER_LINE: 3.0}
_OVERALL_TARGET = 1.9

PageReader = Callable[[Path, int], str]


@dataclass(frozen=True, slots=True)
class RealPage:
    """A page of a scanned document: its place in the folder of scans, and its text."""

    name: str
    source: str
    index: int
    is_held_out: bool
    blocks: tuple[tuple[tuple[str, str], ...], ...]
    """Blocks in reading order, each with the kind and the text of its lines."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The text in reading order: one for each order of the boxes of digital signatures."""
        boxes = [block for block in self.blocks if block[0][0] == SIGNATURE_BOX]
        printed = [block for block in self.blocks if block[0][0] != SIGNATURE_BOX]
        orders = ([*boxes, *printed], [*reversed(boxes), *printed])
        return tuple("\n".join(map(_block_text, order)) for order in orders)

    def lines(self, kind: str) -> Iterator[str]:
        """Yield the lines of one kind."""
        for block in self.blocks:
            yield from (text for line_kind, text in block if line_kind == kind)


@dataclass(frozen=True, slots=True)
class RealReading:
    """Wrong letters and letters of one page: in reading order, and by kind of line."""

    reader: str
    page: RealPage
    wrong: int
    letters: int
    kinds: dict[str, tuple[int, int]]
    lost: int = 0
    """Words lost against plain reading."""

    @property
    def share(self) -> float:
        """Letter error rate in per cent."""
        return 100 * self.wrong / max(self.letters, 1)


def real_pages() -> tuple[RealPage, ...]:
    """Return all pages."""
    return tuple(_load(path) for path in sorted(_FOLDER.glob("*.txt")))


def measure(page: RealPage, reader: str, text: str) -> RealReading:
    """Return the errors of the text that a reader recognised on a page."""
    text = _BROKEN_CODE.sub("", text)
    wrong, letters = reading.count_errors(text, page.texts)
    plain = reading.plain(text)
    kinds = {kind: _errors_by_line(page.lines(kind), plain) for kind in _KINDS}
    return RealReading(reader, page, wrong, letters, kinds)


def read_all(
    readers: dict[str, PageReader], scans: Path, pages: Iterable[RealPage]
) -> Iterator[RealReading]:
    """Yield the errors of each reader on each page."""
    for page in pages:
        for name, read in readers.items():
            result = measure(page, name, read(scans / page.source, page.index))
            yield replace(result, lost=count_lost(read, page.texts))


def rows(readings: Iterable[RealReading], us: str) -> Iterator[Row]:
    """Yield the error rates of each page, and of all pages by reader and kind of line."""
    results = tuple(readings)
    for name in dict.fromkeys(result.reader for result in results):
        own = [result for result in results if result.reader == name]
        yield from (Row(f"{name}: {result.page.name}", result.share, "%") for result in own)
        counts = [(result.wrong, result.letters) for result in own]
        target = _OVERALL_TARGET if name == us else None
        yield Row(f"{name}: all, in reading order", _rate(counts), "%", target)
        for kind, label in _KINDS.items():
            counts = [result.kinds[kind] for result in own]
            target = _TARGETS.get(kind) if name == us else None
            yield Row(f"{name}: {label}, line by line", _rate(counts), "%", target)
    yield Row(LABEL, sum(result.lost for result in results), "words", 0)


def _load(path: Path) -> RealPage:
    head, *blocks = path.read_text("utf-8").strip().split("\n\n")
    place, use = head.splitlines()
    source, _, number = place.partition(".pdf ")
    lines = (tuple(map(_line, block.splitlines())) for block in blocks)
    return RealPage(
        path.stem,
        f"{source}.pdf" if number else source,
        int(number or 1) - 1,
        use == _HELD_OUT,
        tuple(lines),
    )


def _line(text: str) -> tuple[str, str]:
    kind, _, content = text.partition(" ")
    return (kind, content) if kind in {HEADING, NUMBER_LINE, SIGNATURE_BOX} else (BODY, text)


def _block_text(block: tuple[tuple[str, str], ...]) -> str:
    return _BROKEN_CODE.sub("", "\n".join(text for _, text in block))


def _errors_by_line(lines: Iterable[str], text: str) -> tuple[int, int]:
    """Return the wrong letters and letters of lines, each against the part of the text most like
    it."""
    lines = tuple(map(reading.plain, lines))
    wrong = sum(reading.edit_distance(line, text, anywhere=True) for line in lines)
    return wrong, sum(map(len, lines))


def _rate(counts: Iterable[tuple[int, int]]) -> float:
    wrong, letters = map(sum, zip(*counts, strict=True))
    return 100 * wrong / max(letters, 1)
