"""Tracking of the font at each position of a flat OpenDocument file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
            self._define(attributes)
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

    def _define(self, attributes: _Attributes) -> None:
        self._style = _Style(attributes.get("style:parent-style-name"))
        key = (attributes.get("style:family", ""), attributes.get("style:name", _ANY))
        self._scopes[-1].styles[key] = self._style

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
