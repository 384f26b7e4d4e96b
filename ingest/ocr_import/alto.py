"""Words of a page from ALTO of any version, parsed leniently."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.ocr_import.external_words import ExternalWord, Layout
from library.xml_io import local_name, parse

_UNITS_PER_INCH = {"mm10": 254, "inch1200": 1200}
_HYPHENS = {"\u00ad": "-", "¬": "-"}
_MAX_OVERFLOW_RATIO = 1.05
"""Words further outside the page show that the page size is in another unit."""


def read(content: bytes, name: str) -> Layout:
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
