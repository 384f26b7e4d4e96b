"""Words of a page from an OCR file next to its image, in ALTO or hOCR."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import Element

from ingest.ocr_import.external_words import ExternalWord, Layout
from ingest.problems import LayoutTooLargeError
from library.xml_io import local_name, parse

_MAX_BYTES = 64 << 20
_HOCR_MARK = b"ocr_page"
_HEAD_BYTES = 8192


def read(path: Path, name: str) -> Layout:
    """Return the words of a page; raise a LibraryError for a file that is invalid or too large."""
    if path.stat().st_size > _MAX_BYTES:
        raise LayoutTooLargeError(name)
    content = path.read_bytes()
    read = read_hocr if _HOCR_MARK in content[:_HEAD_BYTES] else read_alto
    return read(content, name)


_BLOCKS = frozenset({"ocr_carea", "ocr_par", "ocrx_block"})
_LINES = frozenset({"ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"})
_WORDS = frozenset({"ocrx_word", "ocr_word"})
_PAGE = "ocr_page"
_BOX = re.compile(r"bbox\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)")
_CONFIDENCE = re.compile(r"x_wconf\s+(-?\d+(?:\.\d+)?)")


def read_hocr(content: bytes, _name: str) -> Layout:
    """Return the words of the first page."""
    reader = _Reader()
    reader.feed(content.decode("utf-8", errors="replace"))
    reader.close()
    return Layout(tuple(reader.words), reader.size)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[ExternalWord] = []
        self.size: tuple[float, float] | None = None
        self._pages = 0
        self._block = self._line = -1
        self._word: tuple[str, str] | None = None
        """The tag and title of the word whose letters are being read."""
        self._depth = 0
        self._letters = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        kinds, title = frozenset((values.get("class") or "").split()), values.get("title") or ""
        if self._word is not None:
            self._depth += tag == self._word[0]
        elif _PAGE in kinds:
            self._begin_page(title)
        elif kinds & _BLOCKS:
            self._block += 1
        elif kinds & _LINES:
            self._line += 1
        elif kinds & _WORDS and self._pages <= 1:
            self._word, self._depth, self._letters = (tag, title), 1, ""

    def handle_endtag(self, tag: str) -> None:
        if self._word is None or tag != self._word[0]:
            return
        self._depth -= 1
        if not self._depth:
            self._add_word(self._word[1])
            self._word = None

    def handle_data(self, data: str) -> None:
        if self._word is not None:
            self._letters += data

    def _begin_page(self, title: str) -> None:
        self._pages += 1
        box = _BOX.search(title)
        if self._pages == 1 and box:
            x0, y0, x1, y1 = map(int, box.groups())
            is_full_page = x1 > 0 and y1 > 0 and (x0, y0) == (0, 0)
            self.size = (x1, y1) if is_full_page else None

    def _add_word(self, title: str) -> None:
        box, confidence_match, text = (
            _BOX.search(title),
            _CONFIDENCE.search(title),
            self._letters.strip(),
        )
        if not box or not text:
            return
        x0, y0, x1, y1 = map(int, box.groups())
        confidence = (
            min(max(float(confidence_match[1]) / 100, 0.0), 1.0) if confidence_match else None
        )
        box_values = x0, y0, x1 - x0, y1 - y0
        self.words.append(
            ExternalWord(text, *box_values, confidence, max(self._block, 0), max(self._line, 0))
        )


_UNITS_PER_INCH = {"mm10": 254, "inch1200": 1200}
_HYPHENS = {"\u00ad": "-", "¬": "-"}
_MAX_OVERFLOW_RATIO = 1.05
"""Words further outside the page show that the page size is in another unit."""


def read_alto(content: bytes, name: str) -> Layout:
    """Return the words of the first page; raise a LibraryError for an invalid file."""
    root = parse(content, name)
    page = next(_named(root, "Page"), root)
    words = tuple(_words(page))
    width, height = _number(page, "WIDTH"), _number(page, "HEIGHT")
    fits = bool(width and height) and all(
        word.right <= width * _MAX_OVERFLOW_RATIO and word.bottom <= height * _MAX_OVERFLOW_RATIO
        for word in words
    )
    unit = next((text.text or "" for text in _named(root, "MeasurementUnit")), "")
    return Layout(
        words, (width, height) if fits else None, _UNITS_PER_INCH.get(unit.strip().lower())
    )


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    width: float
    height: float


def _words(page: Element) -> Iterator[ExternalWord]:
    block = line = -1
    for element in page.iter():
        tag = local_name(element.tag)
        if tag == "TextBlock":
            block += 1
        elif tag == "TextLine":
            line += 1
            yield from _words_of_line(element, max(block, 0), line)


def _words_of_line(element: Element, block: int, line: int) -> Iterator[ExternalWord]:
    line_box = _box(element, _Box(0, 0, 0, 0))
    words: list[ExternalWord] = []
    for part in element.iter():
        text = part.get("CONTENT", "").strip()
        if local_name(part.tag) == "String" and text:
            box = _box(part, line_box)
            words.append(
                ExternalWord(
                    text, box.left, box.top, box.width, box.height, _confidence(part), block, line
                )
            )
        elif local_name(part.tag) == "HYP" and words:
            words[-1] = words[-1].with_suffix(_HYPHENS.get(text, text or "-"))
    yield from words


def _box(element: Element, parent: _Box) -> _Box:
    """Return the box of an element; that of its parent if the element has none."""
    numbers = [_number(element, name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    return (
        parent
        if numbers[0] is None or numbers[1] is None or not numbers[2] or not numbers[3]
        else _Box(*numbers)
    )


def _confidence(element: Element) -> float | None:
    """Return the word confidence (WC) clamped to 0..1; None without one."""
    confidence = _number(element, "WC")
    return None if confidence is None else min(max(confidence, 0.0), 1.0)


def _number(element: Element, name: str) -> float | None:
    try:
        number = float(element.get(name, ""))
    except ValueError:
        return None
    return number if -1e7 < number < 1e7 else None


def _named(root: Element, tag: str) -> Iterator[Element]:
    return (element for element in root.iter() if local_name(element.tag) == tag)
