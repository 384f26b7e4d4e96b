"""Conversion of flat OpenDocument files from pre-Unicode Vietnamese fonts to Unicode."""

import xml.sax
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import XMLGenerator

from library.vietnamese.legacy_encodings import LegacyEncoding
from library.vietnamese.legacy_fonts import Run, legacy_font, to_unicode

_STYLES = frozenset({"style:style", "style:default-style"})
_STYLE_ATTRIBUTES = (
    ("draw:style-name", "graphic"),
    ("presentation:style-name", "presentation"),
    ("draw:text-style-name", "paragraph"),
    ("text:style-name", "text"),
    ("text:style-name", "paragraph"),
    ("table:style-name", "table-cell"),
)
"""Attributes that name a style, with the family of the style."""

_ANY = "*"
_MAX_STYLE_DEPTH = 32
"""Longest chain of parent styles; a broken file may have a cycle."""

_Attributes = Mapping[str, str]


@dataclass(slots=True)
class _Style:
    parent: str | None
    font: str | None = None


@dataclass(slots=True)
class _Scope:
    """Fonts and styles of a document or an embedded document."""

    faces: dict[str, str] = field(default_factory=dict)
    styles: dict[tuple[str, str], _Style] = field(default_factory=dict)

    def font(self, family: str, name: str | None) -> str | None:
        """Return the font of a style, its own or inherited from its parents."""
        for _ in range(_MAX_STYLE_DEPTH):
            style = self.styles.get((family, name or ""))
            if style is None:
                return None
            if style.font:
                return style.font
            name = style.parent
        return None

    @property
    def default_font(self) -> str:
        """Font of text without a style."""
        defaults = (self.font(family, _ANY) for family in ("paragraph", "table-cell", "graphic"))
        return next(filter(None, defaults), "")


@dataclass(slots=True)
class _Table:
    """Current position in a table; a cell without a style has that of its row or column."""

    columns: list[str] = field(default_factory=list)
    row: str | None = None
    column: int = 0

    def cell(self, attributes: _Attributes) -> str | None:
        """Return the style of the next cell and advance past it."""
        style = attributes.get("table:style-name") or self.row
        if style is None and self.column < len(self.columns):
            style = self.columns[self.column]
        self.column += _repeated(attributes)
        return style


class Fonts:
    """Font tracker of a document during parsing; `current` is the font at the present position."""

    def __init__(self) -> None:
        self._scopes = [_Scope()]
        self._tables: list[_Table] = []
        self._stack = [""]
        self._style: _Style | None = None

    @property
    def current(self) -> str:
        """Font of letters at the present position."""
        return self._stack[-1] or self._scopes[-1].default_font

    def enter(self, name: str, attributes: _Attributes) -> None:
        """Process the start of an element."""
        if name == "office:document":
            self._scopes.append(_Scope())
        elif name == "style:font-face":
            self._scopes[-1].faces[attributes.get("style:name", "")] = attributes.get(
                "svg:font-family", ""
            )
        elif name in _STYLES:
            self._style = _Style(attributes.get("style:parent-style-name"))
            key = (attributes.get("style:family", ""), attributes.get("style:name", _ANY))
            self._scopes[-1].styles[key] = self._style
        elif name == "style:text-properties" and self._style:
            self._style.font = self._named(attributes) or self._style.font
        self._stack.append(self._font_of(name, attributes) or self._stack[-1])

    def leave(self, name: str) -> None:
        """Process the end of an element."""
        self._stack.pop()
        if name == "office:document":
            self._scopes.pop()
        elif name == "table:table":
            self._tables.pop()
        elif name in _STYLES:
            self._style = None

    def _named(self, attributes: _Attributes) -> str:
        face = attributes.get("style:font-name", "")
        families = self._scopes[-1].faces.get(face, face) or attributes.get("fo:font-family", "")
        return families.split(",")[0].strip("'\" ")

    def _font_of(self, name: str, attributes: _Attributes) -> str | None:
        """Return the font set by an element, or None."""
        if name.startswith("table:"):
            return self._in_table(name, attributes)
        scope = self._scopes[-1]
        fonts = (
            scope.font(family, attributes[attribute])
            for attribute, family in _STYLE_ATTRIBUTES
            if attribute in attributes
        )
        return next(filter(None, fonts), None)

    def _in_table(self, name: str, attributes: _Attributes) -> str | None:
        if name == "table:table":
            self._tables.append(_Table())
            return None
        if not self._tables:
            return None
        table, default_style = self._tables[-1], attributes.get("table:default-cell-style-name")
        if name == "table:table-column":
            table.columns.extend([default_style or ""] * min(_repeated(attributes), 1024))
        elif name == "table:table-row":
            table.row, table.column = default_style, 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            return self._scopes[-1].font("table-cell", table.cell(attributes))
        return None


def _repeated(attributes: _Attributes) -> int:
    count = attributes.get("table:number-columns-repeated", "1")
    return int(count) if count.isdecimal() else 1


_SHEET, _COLUMN, _ROW = "table:table", "table:table-column", "table:table-row"
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_HIDDEN = frozenset({"collapse", "filter"})
_STYLE, _LOOKS = "style:style", "style:table-properties"


@dataclass(slots=True)
class HiddenCells:
    """Visibility of the current position while a flat OpenDocument file is parsed."""

    styles: set[str] = field(default_factory=set)
    """Names of the styles that hide a whole sheet."""
    columns: list[range] = field(default_factory=list)
    next_column: int = 0
    style: str = ""
    sheet: bool = False
    row: bool = False
    cell: bool = False

    @property
    def is_hidden(self) -> bool:
        """True if the current position is hidden."""
        return self.sheet or self.row or self.cell

    def enter(self, name: str, attributes: Mapping[str, str]) -> None:
        """Process the start of an element."""
        if name == _STYLE:
            self.style = attributes.get("style:name", "")
        elif name == _LOOKS and attributes.get("table:display") == "false":
            self.styles.add(self.style)
        elif name == _SHEET:
            self.columns, self.next_column = [], 0
            self.sheet = attributes.get("table:style-name") in self.styles
        elif name == _COLUMN:
            place = self._step(attributes, "table:number-columns-repeated")
            if attributes.get("table:visibility") in _HIDDEN:
                self.columns.append(place)
        elif name == _ROW:
            self.row, self.next_column = attributes.get("table:visibility") in _HIDDEN, 0
        elif name in _CELLS:
            first = self._step(attributes, "table:number-columns-repeated").start
            self.cell = any(first in span for span in self.columns)

    def leave(self, name: str) -> None:
        """Process the end of an element."""
        if name in _CELLS:
            self.cell = False
        elif name == _ROW:
            self.row = False
        elif name == _SHEET:
            self.sheet = False

    def _step(self, attributes: Mapping[str, str], attribute: str) -> range:
        count = attributes.get(attribute, "")
        first = self.next_column
        self.next_column += int(count) if count.isdecimal() else 1
        return range(first, self.next_column)


_SERIF, _SANS = "Liberation Serif", "Liberation Sans"
"""Fonts with the widths of Times New Roman and Arial and all Vietnamese letters."""

_SANS_HINTS = ("arial", "helv", "avant", "avo", "aptima", "univer", "gothic", "swiss")
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_STRING_VALUE = "office:string-value"
_PRINT_RANGES = "table:print-ranges"
_PRINT_EVERYTHING = {"table:print": "true", "style:use-optimal-row-height": "true"}
"""Attributes that exclude parts of a table from printing, with the values that include them."""

_PAGE_LAYOUT = "style:page-layout-properties"
_SCALING = ("style:scale-to", "style:scale-to-pages")
_ONE_PAGE_WIDE = {"style:scale-to-X": "1", "style:scale-to-Y": "0"}
"""Attributes of a page layout by which the rows of a wide sheet stay whole."""

_FAMILIES = ("svg:font-family", "fo:font-family")


@dataclass(frozen=True, slots=True)
class Conversion:
    """Findings of the conversion of a document."""

    encodings: frozenset[LegacyEncoding]
    has_hidden_cells: bool = False
    """True if hidden rows, columns or sheets contain text."""


def convert_to_unicode(source: Path, target: Path) -> Conversion:
    """Write `source` to `target` in Unicode, sheets whole and one page wide; return the findings.

    If there is nothing to change, nothing is written. Hidden cells stay hidden: whoever hid them
    may have had a reason.
    """
    collector = _RunCollector()
    xml.sax.parse(str(source), collector)  # noqa: S317  (LibreOffice wrote it)
    texts, encodings = to_unicode(collector.runs)
    if encodings or collector.may_be_cut:
        with target.open("w", encoding="utf-8") as out:
            xml.sax.parse(str(source), _RunReplacer(out, iter(texts), collector.may_be_cut))  # noqa: S317
    return Conversion(encodings, collector.has_hidden_cells)


class _RunHandler(ContentHandler, ABC):
    """XML handler that passes each run of letters, with its font known, to `_replaced`."""

    def __init__(self) -> None:
        super().__init__()
        self._fonts = Fonts()
        self._paragraphs = 0
        self._letters: list[str] = []

    def startElement(self, name: str, attributes: dict[str, str]) -> None:  # noqa: N802
        """Track the fonts of the element, and handle text stored in an attribute."""
        self._flush()
        values = dict(attributes.items())
        self._fonts.enter(name, values)
        self._paragraphs += name in _PARAGRAPHS
        if _STRING_VALUE in values:
            values[_STRING_VALUE] = self._replaced(values[_STRING_VALUE])
        self._start(name, values)

    def endElement(self, name: str) -> None:  # noqa: N802
        """Leave the element and restore the outer font."""
        self._flush()
        self._fonts.leave(name)
        self._paragraphs -= name in _PARAGRAPHS
        self._end(name)

    def characters(self, content: str) -> None:
        """Collect letters, because the parser may deliver a run in pieces."""
        self._letters.append(content)

    def _flush(self) -> None:
        text = "".join(self._letters)
        self._letters.clear()
        if text:
            self._text(self._replaced(text) if self._paragraphs else text)

    @abstractmethod
    def _replaced(self, text: str) -> str:
        """Return the replacement of a run of letters."""

    def _start(self, name: str, attributes: dict[str, str]) -> None: ...

    def _end(self, name: str) -> None: ...

    def _text(self, text: str) -> None: ...


class _RunCollector(_RunHandler):
    """Handler that collects the runs."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        self.may_be_cut = False
        """True if printing may omit content, as with spreadsheets."""
        self.has_hidden_cells = False
        self._hidden = HiddenCells()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.may_be_cut = self.may_be_cut or name == "office:spreadsheet"
        self._hidden.enter(name, attributes)

    def _end(self, name: str) -> None:
        self._hidden.leave(name)

    def _replaced(self, text: str) -> str:
        self.runs.append(Run(text, self._fonts.current))
        self.has_hidden_cells = self.has_hidden_cells or (
            self._hidden.is_hidden and not text.isspace()
        )
        return text


class _RunReplacer(_RunHandler):
    """Handler that writes the document with each run replaced by the next text."""

    def __init__(self, out: TextIO, texts: Iterator[str], is_spreadsheet: bool) -> None:
        super().__init__()
        self._is_spreadsheet = is_spreadsheet
        self._out = XMLGenerator(out, "utf-8", short_empty_elements=True)
        self._texts = texts
        self._out.startDocument()

    def _replaced(self, text: str) -> str:
        return next(self._texts)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        for family in _FAMILIES:
            if family in attributes and legacy_font(attributes[family]):
                font = attributes[family]
                sans = any(look in font.lower() for look in _SANS_HINTS)
                attributes[family] = f"'{_SANS if sans else _SERIF}'"
                attributes.pop("style:font-charset", None)
        printable = {
            key: _PRINT_EVERYTHING.get(key, value)
            for key, value in attributes.items()
            if key != _PRINT_RANGES and not (self._is_spreadsheet and key in _SCALING)
        }
        if self._is_spreadsheet and name == _PAGE_LAYOUT:
            printable |= _ONE_PAGE_WIDE
        self._out.startElement(name, printable)

    def _end(self, name: str) -> None:
        self._out.endElement(name)

    def _text(self, text: str) -> None:
        self._out.characters(text)
