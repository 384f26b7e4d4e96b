"""Looks at a printed paper as the rules of Decree 30/2020 do: letters, sizes, places."""

import ctypes
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Letter:
    """One printed letter: where it stands from the top left, in millimetres, and how."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    font: str


@dataclass(frozen=True, slots=True)
class Line:
    """Letters that stand on one line, from left to right."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    italic: bool


class Sheet:
    """One page as it is printed."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.width, self.height = (side / MM for side in page.get_size())
        self.letters = _letters(page)
        self.lines = _lines(self.letters)

    def find(self, text: str) -> Line:
        """Return the line in which a text stands."""
        return next(line for line in self.lines if text in line.text)


def sheets(pdf: bytes) -> list[Sheet]:
    """Return the pages of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        found = []
        for page in document:
            found.append(Sheet(page))
            page.close()
        return found


def _letters(page: pypdfium2.PdfPage) -> list[Letter]:
    height = page.get_size()[1]
    text = page.get_textpage()
    found = []
    for at in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text.raw, at))
        if letter.isspace() or not letter.isprintable():
            continue
        left, bottom, right, top = text.get_charbox(at)
        found.append(
            Letter(
                letter,
                left / MM,
                right / MM,
                (height - top) / MM,
                (height - bottom) / MM,
                round(raw.FPDFText_GetFontSize(text.raw, at), 1),
                _font(text, at),
            )
        )
    text.close()
    return found


def _font(text: pypdfium2.PdfTextPage, at: int) -> str:
    buffer, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text.raw, at, buffer, 200, ctypes.byref(flags))
    return buffer.value.decode("utf-8", "replace").rpartition("+")[2]


def _lines(letters: list[Letter]) -> list[Line]:
    """Put neighbours that stand side by side together; a wide gap parts two columns."""
    found: list[list[Letter]] = []
    for letter in letters:
        last = found[-1][-1] if found else None
        beside = last and abs(last.bottom - letter.bottom) < 2.5
        if beside and -1 < letter.left - last.right < 12:
            found[-1].append(letter)
        else:
            found.append([letter])
    return [_line(run) for run in found]


def _line(run: list[Letter]) -> Line:
    text = run[0].text
    for before, letter in pairwise(run):
        text += (" " if letter.left - before.right > 0.9 else "") + letter.text
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
