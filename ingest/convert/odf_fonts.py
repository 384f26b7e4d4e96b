"""Knows in which font each place of a flat OpenDocument file is set."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_STYLES = frozenset({"style:style", "style:default-style"})
_ASKED = (
    ("draw:style-name", "graphic"),
    ("presentation:style-name", "presentation"),
    ("draw:text-style-name", "paragraph"),
    ("text:style-name", "text"),
    ("text:style-name", "paragraph"),
    ("table:style-name", "table-cell"),
)
"""Attributes that name a style, and the family it is of."""

_ANY = "*"
_DEEP = 32
"""Styles are based on each other, in a broken file for ever."""

_Told = Mapping[str, str]


@dataclass(slots=True)
class _Style:
    parent: str | None
    font: str | None = None


@dataclass(slots=True)
class _Scope:
    """The fonts and styles of a document, or of one that lies in it."""

    faces: dict[str, str] = field(default_factory=dict)
    styles: dict[tuple[str, str], _Style] = field(default_factory=dict)

    def font(self, family: str, name: str | None) -> str | None:
        """Return the font a style asks for, itself or through those it is based on."""
        for _ in range(_DEEP):
            style = self.styles.get((family, name or ""))
            if style is None:
                return None
            if style.font:
                return style.font
            name = style.parent
        return None

    @property
    def usual(self) -> str:
        """The font of what asks for none."""
        defaults = (self.font(family, _ANY) for family in ("paragraph", "table-cell", "graphic"))
        return next(filter(None, defaults), "")


@dataclass(slots=True)
class _Table:
    """Where we are in a table: a cell without a style has that of its row or column."""

    columns: list[str] = field(default_factory=list)
    row: str | None = None
    column: int = 0

    def cell(self, told: _Told) -> str | None:
        """Return the style of the next cell, and go on behind it."""
        own = told.get("table:style-name") or self.row
        if own is None and self.column < len(self.columns):
            own = self.columns[self.column]
        self.column += _repeated(told)
        return own


class Fonts:
    """Follows a document from its beginning; `here` is the font of the place reached."""

    def __init__(self) -> None:
        self._scopes = [_Scope()]
        self._tables: list[_Table] = []
        self._stack = [""]
        self._style: _Style | None = None

    @property
    def here(self) -> str:
        """The font in which letters at this place are set."""
        return self._stack[-1] or self._scopes[-1].usual

    def enter(self, name: str, told: _Told) -> None:
        """Go into an element."""
        if name == "office:document":
            self._scopes.append(_Scope())
        elif name == "style:font-face":
            self._scopes[-1].faces[told.get("style:name", "")] = told.get("svg:font-family", "")
        elif name in _STYLES:
            self._define(told)
        elif name == "style:text-properties" and self._style:
            self._style.font = self._named(told) or self._style.font
        self._stack.append(self._asked(name, told) or self._stack[-1])

    def leave(self, name: str) -> None:
        """Go out of an element."""
        self._stack.pop()
        if name == "office:document":
            self._scopes.pop()
        elif name == "table:table":
            self._tables.pop()
        elif name in _STYLES:
            self._style = None

    def _define(self, told: _Told) -> None:
        self._style = _Style(told.get("style:parent-style-name"))
        key = (told.get("style:family", ""), told.get("style:name", _ANY))
        self._scopes[-1].styles[key] = self._style

    def _named(self, told: _Told) -> str:
        face = told.get("style:font-name", "")
        families = self._scopes[-1].faces.get(face, face) or told.get("fo:font-family", "")
        return families.split(",")[0].strip("'\" ")

    def _asked(self, name: str, told: _Told) -> str | None:
        """Return the font an element asks for."""
        if name.startswith("table:"):
            return self._in_table(name, told)
        scope = self._scopes[-1]
        fonts = (scope.font(family, told[asked]) for asked, family in _ASKED if asked in told)
        return next(filter(None, fonts), None)

    def _in_table(self, name: str, told: _Told) -> str | None:
        if name == "table:table":
            self._tables.append(_Table())
            return None
        if not self._tables:
            return None
        table, usual = self._tables[-1], told.get("table:default-cell-style-name")
        if name == "table:table-column":
            table.columns.extend([usual or ""] * min(_repeated(told), 1024))
        elif name == "table:table-row":
            table.row, table.column = usual, 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            return self._scopes[-1].font("table-cell", table.cell(told))
        return None


def _repeated(told: _Told) -> int:
    count = told.get("table:number-columns-repeated", "1")
    return int(count) if count.isdecimal() else 1
