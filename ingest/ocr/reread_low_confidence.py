"""Second OCR pass, enlarged by a quarter, for lines of low confidence; the better reading is kept.

Tesseract sometimes garbles a clear line (“map NI BBg 5” for “Căn cứ Quyết định số”), most often
where words are far apart in a narrow column. Its letter confidence shows such lines, and the same
line read at another size comes out right. A line that begins with a full stop has lost its number:
Tesseract takes the numbers of a form for a column of their own.
"""

import re
from dataclasses import dataclass

from ingest.images.cells import Cell
from ingest.images.picture import Picture, resize
from ingest.ocr.insert_lines import joined_lines
from ingest.tools import tesseract
from library.catalogue.text.quality import mean_confidence, quality
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_LOW_CONFIDENCE = 0.7
"""Printed lines reach 0.9 and garbled ones 0.6; lines in between rarely improve."""

_MIN_GAIN = 0.05
_ENLARGEMENT = 1.25
_MARGIN_RATIO = 0.14
"""Blank margin around a line, relative to its height."""

_NUMBER_WIDTH_RATIO = 2.0
"""Width of a number before a line, relative to the height of the line."""

_WITHOUT_NUMBER = re.compile(r"\.(?!\.)")
_NUMBERED = re.compile(r"\d{1,3}\.")
_MAX_REREAD_RATIO = 0.25
"""Greatest share of lines to read again: a page with more is no print, or is upside down."""

_MIN_LINE_HEIGHT_INCHES = 0.07
"""Anything lower is a speck."""


def read_with_second_pass(picture: Picture, languages: tuple[str, ...], dpi: int) -> Words:
    """Return the words on a prepared page in reading order, each line in its best reading."""
    lines = tesseract.read_lines(picture, languages, dpi)
    boxes, readings = [Cell(*box) for box, _ in lines], [words for _, words in lines]
    page = _Page(picture, languages, dpi, boxes, readings)
    confidences = [mean_confidence(words) or 0.0 for words in readings]
    doubted_places = [
        place for place, confidence in enumerate(confidences) if confidence < _LOW_CONFIDENCE
    ]
    if 0 < len(doubted_places) <= _MAX_REREAD_RATIO * len(lines):
        page.reread_lines(doubted_places)
    for place, line in enumerate(page.read):
        if _WITHOUT_NUMBER.match(line[0].text):
            page.reread_number(place)
    return joined_lines(page.read)


@dataclass(frozen=True, slots=True)
class _Page:
    """Lines of a page with their boxes, in their best reading so far."""

    picture: Picture
    languages: tuple[str, ...]
    dpi: int
    boxes: list[Cell]
    read: list[Words]

    def reread_lines(self, places: list[int]) -> None:
        """Read lines again one by one."""
        for place in places:
            if self.boxes[place].height > _MIN_LINE_HEIGHT_INCHES * self.dpi:
                self._reread_line(place)

    def reread_number(self, place: int) -> None:
        """Read a line again with what stands before it, and replace it if that is a number."""
        box, previous = self.boxes[place], self.read[place]
        if box.height <= _MIN_LINE_HEIGHT_INCHES * self.dpi:
            return
        x0 = max(0, round(box.left - _NUMBER_WIDTH_RATIO * box.height))
        wider = Cell(x0, box.top, box.right - x0, box.height)
        again = read_enlarged(self.picture, wider, self.languages, self.dpi)
        number = _NUMBERED.match(again[0].text) if again else None
        if number is None:
            return
        if self._quality(again) > self._quality(previous) - _MIN_GAIN:
            self._replace_line(place, again)
        else:
            self._replace_line(place, _with_number(number[0], again[0], previous))

    def _quality(self, words: Words) -> float:
        """Return the quality of a line; run-together words are impossible ones, even with high
        confidence."""
        return quality(words, self.languages) or 0.0

    def _reread_line(self, place: int) -> None:
        """Read a line again, and replace it if that is better."""
        previous = self.read[place]
        again = read_enlarged(self.picture, self.boxes[place], self.languages, self.dpi)
        if self._quality(again) > self._quality(previous) + _MIN_GAIN:
            self._replace_line(place, again)

    def _replace_line(self, place: int, again: Words) -> None:
        block, line = self.read[place][0].block, self.read[place][0].line
        self.read[place] = tuple(word._replace(block=block, line=line) for word in again)


def _with_number(number: str, reading: Word, line: Words) -> Words:
    """Return a line that begins with a full stop with the number of another reading before it."""
    first, *further = line
    width = max(1, first.left - reading.left)
    numbered = reading._replace(text=number, width=width)
    label = first._replace(text=first.text[1:])
    return (numbered, *([label] if label.text else []), *further)


def read_enlarged(
    picture: Picture,
    box: Cell,
    languages: tuple[str, ...],
    dpi: int,
    factor: float = _ENLARGEMENT,
) -> Words:
    """Return the words of one line, read at another size, in page coordinates."""
    margin = round(_MARGIN_RATIO * box.height)
    x0, y0 = max(0, box.left - margin), max(0, box.top - margin)
    line_image = picture[y0 : box.bottom + margin, x0 : box.right + margin]
    larger = tesseract.read_line(resize(line_image, factor), languages, dpi)
    on_page = (word.scaled_down(factor) for word in larger)
    return tuple(word._replace(left=x0 + word.left, top=y0 + word.top) for word in on_page)
