"""Reads the letters of a PDF page, in fonts from before Unicode too, as meant (PDFium)."""

import ctypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

import pypdfium2
from pypdfium2 import raw

from ingest.tools.pdf_objects import as_told
from library.vietnamese.legacy_encodings import OldEncoding
from library.vietnamese.legacy_fonts import Run, modern

_WORD = re.compile(r"\S+")
_WORD_OR_LINE_END = re.compile(r"\S+|\n")
_DRAWN_BY_OLD_FONTS = re.compile(
    "[¡-¦¨ª¬-¯²-¶¸-¿ÅÆÇËÎÏÑÖ×ØÛÜÞßåæçëîïñö-øûüþÿ\uf020-\uf0ff\u2212\u2219]"
)
"""Seldom in a text of today."""

_SUBSET = re.compile(r"^[A-Z]{6}\+")
"""Before the name of a font of which the file has only the letters it needs."""

_SOME = 3
_LONGEST_NAME = ctypes.c_ulong(256)

_font_of = as_told(raw.FPDFText_GetFontInfo)


@dataclass(frozen=True, slots=True)
class Letters:
    """The text of a page: a letter for each that PDFium counts, and what they mean."""

    drawn: str
    meant: Mapping[int, str] = field(default_factory=dict)
    """By the place where it begins, each piece of a word in one font; none when all is as drawn."""

    encodings: frozenset[OldEncoding] = frozenset()

    def words(self) -> Iterator[tuple[int, int, int, str]]:
        """Give the place of each word, the place behind it, its line and its text."""
        line = 0
        for found in _WORD_OR_LINE_END.finditer(self.drawn):
            start, end = found.span()
            text = found[0]
            if text == "\n":
                line += 1
            else:
                yield start, end, line, self._meant(start, end) if self.meant else text

    @property
    def text(self) -> str:
        """The whole page."""
        return " ".join(text for *_, text in self.words()) if self.meant else self.drawn

    def _meant(self, start: int, end: int) -> str:
        return "".join(self.meant[place] for place in range(start, end) if place in self.meant)


def letters_of(layer: pypdfium2.PdfTextPage) -> Letters:
    """Return the text of a page."""
    drawn = _drawn(layer)
    if len(_DRAWN_BY_OLD_FONTS.findall(drawn)) < _SOME:
        return Letters(drawn)
    starts, runs = zip(*_runs(layer, drawn), strict=True)
    texts, encodings = modern(runs)
    if not encodings:
        return Letters(drawn)
    meant: dict[int, str] = {}
    for start, run, text in zip(starts, runs, texts, strict=True):
        meant.update(_pieces(start, run.text, text))
    return Letters(drawn, meant, encodings)


def _drawn(layer: pypdfium2.PdfTextPage) -> str:
    """Return the text of a page, a letter for each that PDFium counts."""
    length = layer.count_chars()
    written = ctypes.create_string_buffer(2 * (length + 1))
    pointer = ctypes.cast(written, ctypes.POINTER(ctypes.c_ushort))
    raw.FPDFText_GetText(layer, 0, length, pointer)
    text = written.raw[: 2 * length].decode("utf-16-le", "replace")
    if len(text) == length and "\0" not in text:
        return text
    codes = (raw.FPDFText_GetUnicode(layer, index) for index in range(length))
    return "".join(chr(code) if code else "\ufffe" for code in codes)


def _runs(layer: pypdfium2.PdfTextPage, drawn: str) -> Iterator[tuple[int, Run]]:
    """Give the letters that stand together in one font, and where they begin."""
    start = 0
    for font, places in groupby(_fonts(layer, drawn)):
        end = start + sum(1 for _ in places)
        yield start, Run(drawn[start:end], font)
        start = end


def _fonts(layer: pypdfium2.PdfTextPage, drawn: str) -> Iterator[str]:
    """Name the font of each letter; a space has that of the letter before."""
    named = ctypes.create_string_buffer(_LONGEST_NAME.value)
    flags = ctypes.byref(ctypes.c_int())
    names: dict[bytes, str] = {}
    font = ""
    for place, letter in enumerate(drawn):
        if not letter.isspace():
            _font_of(layer.raw, place, named, _LONGEST_NAME, flags)
            name = named.value
            if name not in names:
                names[name] = _SUBSET.sub("", name.decode("utf-8", "replace"))
            font = names[name]
        yield font


def _pieces(start: int, drawn: str, meant: str) -> Iterator[tuple[int, str]]:
    """Give each word of a run: old fonts never draw a letter as a space, or a space as a letter."""
    places = [start + found.start() for found in _WORD.finditer(drawn)]
    yield from zip(places, _WORD.findall(meant), strict=True)
