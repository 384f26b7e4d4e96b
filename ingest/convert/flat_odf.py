"""Rewrites a flat OpenDocument file so that text in fonts from before Unicode becomes Unicode."""

import xml.sax
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import XMLGenerator

from ingest.convert.hidden_cells import HiddenCells
from ingest.convert.odf_fonts import Fonts
from library.vietnamese.legacy_encodings import OldEncoding
from library.vietnamese.legacy_fonts import Run, modern, old_font

_SERIF, _SANS = "Liberation Serif", "Liberation Sans"
"""As wide as Times New Roman and Arial, with all Vietnamese letters."""

_LOOK_SANS = ("arial", "helv", "avant", "avo", "aptima", "univer", "gothic", "swiss")
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_SHOWN = "office:string-value"
_CUT = "table:print-ranges"
_UNCUT = {"table:print": "true", "style:use-optimal-row-height": "true"}
"""What keeps part of a table off the paper, and what is said in its place."""

_FAMILIES = ("svg:font-family", "fo:font-family")


@dataclass(frozen=True, slots=True)
class Modernised:
    """What was found in a document on the way to paper."""

    encodings: frozenset[OldEncoding]
    hides: bool = False
    """Whether something is written in rows, columns or sheets that are hidden."""


def modernised(source: Path, target: Path) -> Modernised:
    """Write `source` to `target` in Unicode and uncut; return what was found in it.

    When there is nothing to change, nothing is written. What is hidden stays so: whoever hid it
    may have had a reason.
    """
    seen = _Reader()
    xml.sax.parse(str(source), seen)  # noqa: S317  (LibreOffice wrote it)
    texts, found = modern(seen.runs)
    if found or seen.cut:
        with target.open("w", encoding="utf-8") as out:
            xml.sax.parse(str(source), _Writer(out, iter(texts)))  # noqa: S317
    return Modernised(found, seen.hides)


class _Walk(ContentHandler, ABC):
    """Goes through a document and meets each run of letters, in the font it is set in."""

    def __init__(self) -> None:
        super().__init__()
        self._fonts = Fonts()
        self._paragraphs = 0
        self._letters: list[str] = []

    def startElement(self, name: str, attributes: dict[str, str]) -> None:  # noqa: N802
        """Note what the element says of fonts, and meet text that stands in an attribute."""
        self._flush()
        told = dict(attributes.items())
        self._fonts.enter(name, told)
        self._paragraphs += name in _PARAGRAPHS
        if _SHOWN in told:
            told[_SHOWN] = self._met(told[_SHOWN])
        self._opened(name, told)

    def endElement(self, name: str) -> None:  # noqa: N802
        """Leave the element, and its font."""
        self._flush()
        self._fonts.leave(name)
        self._paragraphs -= name in _PARAGRAPHS
        self._closed(name)

    def characters(self, content: str) -> None:
        """Gather letters: the parser may bring a run in pieces."""
        self._letters.append(content)

    def _flush(self) -> None:
        text = "".join(self._letters)
        self._letters.clear()
        if text:
            self._written(self._met(text) if self._paragraphs else text)

    @abstractmethod
    def _met(self, text: str) -> str:
        """Return what stands in the place of a run of letters."""

    def _opened(self, name: str, told: dict[str, str]) -> None: ...

    def _closed(self, name: str) -> None: ...

    def _written(self, text: str) -> None: ...


class _Reader(_Walk):
    """Gathers the runs."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        self.cut = False
        """Whether paper may show less than there is, as of a table."""
        self.hides = False
        self._hidden = HiddenCells()

    def _opened(self, name: str, told: dict[str, str]) -> None:
        self.cut = self.cut or name == "office:spreadsheet"
        self._hidden.enter(name, told)

    def _closed(self, name: str) -> None:
        self._hidden.leave(name)

    def _met(self, text: str) -> str:
        self.runs.append(Run(text, self._fonts.here))
        self.hides = self.hides or (self._hidden.here and not text.isspace())
        return text


class _Writer(_Walk):
    """Writes the document again with other text in the place of each run."""

    def __init__(self, out: TextIO, texts: Iterator[str]) -> None:
        super().__init__()
        self._out = XMLGenerator(out, "utf-8", short_empty_elements=True)
        self._texts = texts
        self._out.startDocument()

    def _met(self, text: str) -> str:
        return next(self._texts)

    def _opened(self, name: str, told: dict[str, str]) -> None:
        for family in _FAMILIES:
            if family in told and old_font(told[family]):
                told[family] = _today(told[family])
                told.pop("style:font-charset", None)
        kept = {key: _UNCUT.get(key, value) for key, value in told.items() if key != _CUT}
        self._out.startElement(name, kept)

    def _closed(self, name: str) -> None:
        self._out.endElement(name)

    def _written(self, text: str) -> None:
        self._out.characters(text)


def _today(font: str) -> str:
    sans = any(look in font.lower() for look in _LOOK_SANS)
    return f"'{_SANS if sans else _SERIF}'"
