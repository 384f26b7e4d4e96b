"""Layout of a printed PDF: letters, lines, sizes and positions, for checks of Decree 30/2020."""

import ctypes
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Letter:
    """Printed letter with its box in millimetres from the top left, size in points and font."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    font: str


@dataclass(frozen=True, slots=True)
class Line:
    """Line of letters from left to right; box in millimetres."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    italic: bool


class PrintedPage:
    """Printed page with its letters and lines."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.width, self.height = (side / POINTS_PER_MM for side in page.get_size())
        self.letters = _letters(page)
        self.lines = _lines(self.letters)

    def find(self, text: str) -> Line:
        """Return the first line that contains a text."""
        return next(line for line in self.lines if text in line.text)


def printed_pages(pdf: bytes) -> list[PrintedPage]:
    """Return the pages of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = []
        for page in document:
            pages.append(PrintedPage(page))
            page.close()
        return pages


def _letters(page: pypdfium2.PdfPage) -> list[Letter]:
    height = page.get_size()[1]
    text = page.get_textpage()
    letters = []
    for at in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text.raw, at))
        if letter.isspace() or not letter.isprintable():
            continue
        x0, bottom, x1, top = text.get_charbox(at)
        letters.append(
            Letter(
                letter,
                x0 / POINTS_PER_MM,
                x1 / POINTS_PER_MM,
                (height - top) / POINTS_PER_MM,
                (height - bottom) / POINTS_PER_MM,
                round(raw.FPDFText_GetFontSize(text.raw, at), 1),
                _font(text, at),
            )
        )
    text.close()
    return letters


def _font(text: pypdfium2.PdfTextPage, at: int) -> str:
    buffer, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text.raw, at, buffer, 200, ctypes.byref(flags))
    return buffer.value.decode("utf-8", "replace").rpartition("+")[2]


def _lines(letters: list[Letter]) -> list[Line]:
    """Join neighbouring letters into lines; a wide gap separates columns."""
    runs: list[list[Letter]] = []
    for letter in letters:
        last = runs[-1][-1] if runs else None
        same_line = last and abs(last.bottom - letter.bottom) < 2.5
        if same_line and -1 < letter.left - last.right < 12:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return [_line(run) for run in runs]


def _line(run: list[Letter]) -> Line:
    text = run[0].text
    for previous, letter in pairwise(run):
        text += (" " if letter.left - previous.right > 0.9 else "") + letter.text
    return Line(
        text,
        run[0].left,
        run[-1].right,
        min(letter.top for letter in run),
        max(letter.bottom for letter in run),
        run[0].size,
        "Bold" in run[0].font,
        "Italic" in run[0].font,
    )
