"""Reads the words of a page from ALTO of any version, as leniently as it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.ocr_import.external_words import FoundWord, Layout
from library.xml_io import bare, parse

_UNITS_PER_INCH = {"mm10": 254, "inch1200": 1200}
_HYPHENS = {"\u00ad": "-", "¬": "-"}
_BEYOND = 1.05
"""Words that lie further out than this say that the page is measured in another unit."""


def read(content: bytes, name: str) -> Layout:
    """Return the words of the first page; raise a LibraryError in words."""
    root = parse(content, name)
    page = next(_named(root, "Page"), root)
    words = tuple(_words(page))
    width, height = _number(page, "WIDTH"), _number(page, "HEIGHT")
    fits = bool(width and height) and all(
        word.right <= width * _BEYOND and word.bottom <= height * _BEYOND for word in words
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


def _words(page: Element) -> Iterator[FoundWord]:
    block = line = -1
    for element in page.iter():
        tag = bare(element.tag)
        if tag == "TextBlock":
            block += 1
        elif tag == "TextLine":
            line += 1
            yield from _words_of_line(element, max(block, 0), line)


def _words_of_line(element: Element, block: int, line: int) -> Iterator[FoundWord]:
    around = _box(element, _Box(0, 0, 0, 0))
    words: list[FoundWord] = []
    for part in element.iter():
        text = part.get("CONTENT", "").strip()
        if bare(part.tag) == "String" and text:
            box = _box(part, around)
            words.append(
                FoundWord(text, box.left, box.top, box.width, box.height, _sure(part), block, line)
            )
        elif bare(part.tag) == "HYP" and words:
            words[-1] = words[-1].followed_by(_HYPHENS.get(text, text or "-"))
    yield from words


def _box(element: Element, around: _Box) -> _Box:
    """Return where something is; what does not say so is where that is in which it stands."""
    told = [_number(element, name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    return (
        around if told[0] is None or told[1] is None or not told[2] or not told[3] else _Box(*told)
    )


def _sure(element: Element) -> float | None:
    sure = _number(element, "WC")
    return None if sure is None else min(max(sure, 0.0), 1.0)


def _number(element: Element, name: str) -> float | None:
    try:
        number = float(element.get(name, ""))
    except ValueError:
        return None
    return number if -1e7 < number < 1e7 else None


def _named(root: Element, tag: str) -> Iterator[Element]:
    return (element for element in root.iter() if bare(element.tag) == tag)
