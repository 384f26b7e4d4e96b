"""Characters of a PDF page, converted to Unicode if set in legacy fonts (PDFium)."""

import ctypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

import pypdfium2
from pypdfium2 import raw

from ingest.tools.pdf_objects import without_conversion
from library.vietnamese.legacy_encodings import LegacyEncoding
from library.vietnamese.legacy_fonts import Run, to_unicode

_WORD = re.compile(r"\S+")
_WORD_OR_LINE_END = re.compile(r"\S+|\n")
_LEGACY_FONT_CHARACTERS = re.compile(
    "[¡-¦¨ª¬-¯²-¶¸-¿ÅÆÇËÎÏÑÖ×ØÛÜÞßåæçëîïñö-øûüþÿ\uf020-\uf0ff\u2212\u2219]"
)
"""Rare in present-day text."""

_SUBSET_PREFIX = re.compile(r"^[A-Z]{6}\+")
"""Prefix of the name of a font embedded as a subset."""

_MIN_LEGACY_CHARACTERS = 3
_MAX_FONT_NAME_BYTES = ctypes.c_ulong(256)

_get_font_name = without_conversion(raw.FPDFText_GetFontInfo)


@dataclass(frozen=True, slots=True)
class PageCharacters:
    """The text of a page, one character per PDFium index, with its conversion to Unicode."""

    raw_text: str
    converted: Mapping[int, str] = field(default_factory=dict)
    """Converted word parts in one font, by start index; empty if nothing was converted."""

    encodings: frozenset[LegacyEncoding] = frozenset()

    def words(self) -> Iterator[tuple[int, int, int, str]]:
        """Yield (start index, end index, line number, text) of each word."""
        line = 0
        for match in _WORD_OR_LINE_END.finditer(self.raw_text):
            start, end = match.span()
            text = match[0]
            if text == "\n":
                line += 1
            else:
                yield start, end, line, self._converted_text(start, end) if self.converted else text

    @property
    def text(self) -> str:
        """The text of the whole page."""
        return " ".join(text for *_, text in self.words()) if self.converted else self.raw_text

    def _converted_text(self, start: int, end: int) -> str:
        return "".join(
            self.converted[place] for place in range(start, end) if place in self.converted
        )


def read_characters(layer: pypdfium2.PdfTextPage) -> PageCharacters:
    """Return the text of a page."""
    raw_text = _raw_text(layer)
    if len(_LEGACY_FONT_CHARACTERS.findall(raw_text)) < _MIN_LEGACY_CHARACTERS:
        return PageCharacters(raw_text)
    starts, runs = zip(*_font_runs(layer, raw_text), strict=True)
    texts, encodings = to_unicode(runs)
    if not encodings:
        return PageCharacters(raw_text)
    texts_by_start: dict[int, str] = {}
    for start, run, text in zip(starts, runs, texts, strict=True):
        texts_by_start.update(_converted_words(start, run.text, text))
    return PageCharacters(raw_text, texts_by_start, encodings)


def _raw_text(layer: pypdfium2.PdfTextPage) -> str:
    """Return the text of a page, one character per PDFium index."""
    length = layer.count_chars()
    buffer = ctypes.create_string_buffer(2 * (length + 1))
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    raw.FPDFText_GetText(layer, 0, length, pointer)
    text = buffer.raw[: 2 * length].decode("utf-16-le", "replace")
    if len(text) == length and "\0" not in text:
        return text
    codes = (raw.FPDFText_GetUnicode(layer, index) for index in range(length))
    return "".join(chr(code) if code else "\ufffe" for code in codes)


def _font_runs(layer: pypdfium2.PdfTextPage, raw_text: str) -> Iterator[tuple[int, Run]]:
    """Yield runs of characters in one font, each with its start index."""
    start = 0
    for font, places in groupby(_font_names(layer, raw_text)):
        end = start + sum(1 for _ in places)
        yield start, Run(raw_text[start:end], font)
        start = end


def _font_names(layer: pypdfium2.PdfTextPage, raw_text: str) -> Iterator[str]:
    """Yield the font name of each character; a space has that of the previous character."""
    name_buffer = ctypes.create_string_buffer(_MAX_FONT_NAME_BYTES.value)
    flags = ctypes.byref(ctypes.c_int())
    names: dict[bytes, str] = {}
    font = ""
    for place, letter in enumerate(raw_text):
        if not letter.isspace():
            _get_font_name(layer.raw, place, name_buffer, _MAX_FONT_NAME_BYTES, flags)
            name = name_buffer.value
            if name not in names:
                names[name] = _SUBSET_PREFIX.sub("", name.decode("utf-8", "replace"))
            font = names[name]
        yield font


def _converted_words(start: int, raw_text: str, converted_text: str) -> Iterator[tuple[int, str]]:
    """Yield (start index, text) of each word of a run: legacy fonts never change spaces."""
    starts = [start + match.start() for match in _WORD.finditer(raw_text)]
    yield from zip(starts, _WORD.findall(converted_text), strict=True)
