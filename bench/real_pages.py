"""Pages of real documents whose text was written down by a person, by block and kind of line.

The text of the open documents stands in bench/data/real_pages, that of the locked ones in
bench/locked_pages.py. SOURCES.md in bench/data describes the format.
"""

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy

from bench import reading
from bench.form import Row
from bench.lost_words import LABEL, lost_and_invented
from bench.page_scores import score_rows, score_text
from bench.spoiling import CONDITIONS, Spoiler, write_scan
from ingest.images.picture import to_grey
from ingest.tools import pdf

_FOLDER = Path(__file__).with_name("data") / "real_pages"
_DRAWN, _DPI = "drawn, ", 300
_BROKEN_CODE = re.compile(r"(?<=\w-)\n(?=\w)")
"""A document number divided at the end of its line has no space there."""

BODY, HEADING, NUMBER_LINE, SIGNATURE_BOX = "", "#", "=", "~"
_KINDS = {HEADING: "headings", NUMBER_LINE: "number and date lines", BODY: "body"}
_TARGETS = {HEADING: 0.8, NUMBER_LINE: 3.0}
_TARGET, _FREE_TARGET, _LOST_TARGET = 2.0, 1.2, 0.1
_MIN_CONFIDENCE = 0.5
"""Confidence of a plain word that must not be lost."""

BARE, _MAX_WORSE = "tesseract", 0.3
"""The reader that is compared, and the points by which a page may be worse than with it."""

PageReader = Callable[[Path, int], str]


@dataclass(frozen=True, slots=True)
class RealPage:
    """A page of a document: its place in the folder of scans, and its text."""

    name: str
    source: str
    index: int
    condition: str
    """The way in which a born-digital page was spoilt into a scan; empty for pages scanned."""
    blocks: tuple[tuple[tuple[str, str], ...], ...]
    """Blocks in reading order, each with the kind and the text of its lines."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The text in reading order: one for each order of the boxes of digital signatures."""
        boxes = [block for block in self.blocks if block[0][0] == SIGNATURE_BOX]
        printed = [block for block in self.blocks if block[0][0] != SIGNATURE_BOX]
        orders = ([*boxes, *printed], [*reversed(boxes), *printed])
        return tuple("\n".join(map(_block_text, order)) for order in orders)

    @property
    def page_numbers(self) -> tuple[str, ...]:
        """The page number: a block of its own."""
        lines = (block[0][1] for block in self.blocks if len(block) == 1)
        return tuple(line for line in lines if line.isdigit())

    def lines(self, kind: str) -> Iterator[str]:
        """Yield the lines of one kind."""
        for block in self.blocks:
            yield from (text for line_kind, text in block if line_kind == kind)

    def scan(self, scans: Path, folder: Path) -> tuple[Path, int]:
        """Return the file of the scan and the place of the page in it.

        A born-digital page is drawn and spoilt into the folder, each time in the same way.
        """
        if not self.condition:
            return scans / self.source, self.index
        picture, back = (
            to_grey(pdf.draw(scans / self.source, place, _DPI)) for place in (self.index, 0)
        )
        back = numpy.resize(back, picture.shape) if back.shape != picture.shape else back
        chance = numpy.random.default_rng(zlib.crc32(self.name.encode()))
        scan = CONDITIONS[self.condition](picture, Spoiler(chance, back))
        return write_scan(scan, folder / self.name, 0), 0


@dataclass(frozen=True, slots=True)
class RealReading:
    """Wrong letters and letters of one page: in reading order, and by kind of line."""

    reader: str
    page: RealPage
    wrong: int
    letters: int
    kinds: dict[str, tuple[int, int]]
    scores: Counter[str]
    """Figures, names, marks and page numbers."""
    lost: int | None = None
    """Words lost against plain reading; None for other readers than ours."""
    invented: int = 0

    @property
    def share(self) -> float:
        """Letter error rate in per cent."""
        return 100 * self.wrong / max(self.letters, 1)


def real_pages() -> tuple[RealPage, ...]:
    """Return the pages of the open documents."""
    return tuple(
        parse_page(path.stem, path.read_text("utf-8")) for path in sorted(_FOLDER.glob("*.txt"))
    )


def measure(page: RealPage, reader: str, text: str) -> RealReading:
    """Return the errors of the text that a reader recognised on a page."""
    scores = score_text(page.texts[0], text, page.page_numbers)
    text = _BROKEN_CODE.sub("", text)
    wrong, letters = reading.count_errors(text, page.texts)
    plain = reading.plain(text)
    kinds = {kind: _errors_by_line(page.lines(kind), plain) for kind in _KINDS}
    return RealReading(reader, page, wrong, letters, kinds, scores)


def read_all(
    readers: dict[str, PageReader], scans: Path, pages: Iterable[RealPage], folder: Path
) -> Iterator[RealReading]:
    """Yield the errors of each reader on each page."""
    for page in pages:
        place = page.scan(scans, folder)
        for name, read in readers.items():
            result = measure(page, name, read(*place))
            if isinstance(read, reading.Pipeline):
                words = lost_and_invented(read.last, read.tools, page.texts, _MIN_CONFIDENCE)
                result = replace(result, lost=len(words[0]), invented=len(words[1]))
            yield result


def rows(readings: Iterable[RealReading], us: str, *, by_page: bool = True) -> Iterator[Row]:
    """Yield the error rates of each page if wanted, then those of all pages by reader."""
    results = tuple(readings)
    readers = tuple(dict.fromkeys(result.reader for result in results))
    for name in readers:
        own = [result for result in results if result.reader == name]
        if by_page:
            yield from (Row(f"{name}: {result.page.name}", result.share, "%") for result in own)
        yield from _totals(name, own, is_ours=name == us)
    if BARE in readers:
        pairs = [[each.share for each in results if each.reader == name] for name in (us, BARE)]
        worse = sum(ours - bare > _MAX_WORSE for ours, bare in zip(*pairs, strict=True))
        yield Row(f"pages worse than {BARE} by {_MAX_WORSE} points", worse, "pages", 0)


def _totals(reader: str, own: list[RealReading], *, is_ours: bool) -> Iterator[Row]:
    scores = sum((result.scores for result in own), Counter())
    counts = [(result.wrong, result.letters) for result in own]
    free = [pair for result in own for pair in result.kinds.values()]
    lost = [result.lost for result in own if result.lost is not None]
    if lost:
        share = 100 * sum(lost) / max(scores["words"], 1)
        yield Row(f"{reader}: {LABEL}", share, "%", _LOST_TARGET)
        yield Row(f"{reader}: words invented", sum(each.invented for each in own), "words", 0)
    yield Row(f"{reader}: all, in reading order", _rate(counts), "%", _TARGET if is_ours else None)
    target = _FREE_TARGET if is_ours else None
    yield Row(f"{reader}: all, line by line", _rate(free), "%", target)
    for kind, label in _KINDS.items():
        target = _TARGETS.get(kind) if is_ours else None
        yield Row(
            f"{reader}: {label}, line by line",
            _rate(result.kinds[kind] for result in own),
            "%",
            target,
        )
    yield from score_rows(reader, scores, is_ours=is_ours)


def parse_page(name: str, content: str) -> RealPage:
    """Return the page that a text describes."""
    head, *blocks = content.strip().split("\n\n")
    place, condition = head.splitlines()
    source, _, number = place.partition(".pdf ")
    lines = (tuple(map(_line, block.splitlines())) for block in blocks)
    return RealPage(
        name,
        f"{source}.pdf" if number else source,
        int(number or 1) - 1,
        condition.removeprefix(_DRAWN) if condition.startswith(_DRAWN) else "",
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
