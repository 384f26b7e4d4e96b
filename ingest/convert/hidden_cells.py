"""Notices what is written where a spreadsheet does not show it: hidden rows, columns, sheets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_SHEET, _COLUMN, _ROW = "table:table", "table:table-column", "table:table-row"
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_HIDDEN = frozenset({"collapse", "filter"})
_STYLE, _LOOKS = "style:style", "style:table-properties"


@dataclass(slots=True)
class HiddenCells:
    """Goes through a flat OpenDocument file, and knows whether the place it is at is shown."""

    styles: set[str] = field(default_factory=set)
    """Names of the styles that hide a whole sheet."""
    columns: list[range] = field(default_factory=list)
    next_column: int = 0
    style: str = ""
    sheet: bool = False
    row: bool = False
    cell: bool = False

    @property
    def here(self) -> bool:
        """Whether nobody sees what is written here."""
        return self.sheet or self.row or self.cell

    def enter(self, name: str, told: Mapping[str, str]) -> None:
        """Go into an element."""
        if name == _STYLE:
            self.style = told.get("style:name", "")
        elif name == _LOOKS and told.get("table:display") == "false":
            self.styles.add(self.style)
        elif name == _SHEET:
            self.columns, self.next_column = [], 0
            self.sheet = told.get("table:style-name") in self.styles
        elif name == _COLUMN:
            place = self._step(told, "table:number-columns-repeated")
            if told.get("table:visibility") in _HIDDEN:
                self.columns.append(place)
        elif name == _ROW:
            self.row, self.next_column = told.get("table:visibility") in _HIDDEN, 0
        elif name in _CELLS:
            first = self._step(told, "table:number-columns-repeated").start
            self.cell = any(first in hidden for hidden in self.columns)

    def leave(self, name: str) -> None:
        """Come out of an element."""
        if name in _CELLS:
            self.cell = False
        elif name == _ROW:
            self.row = False
        elif name == _SHEET:
            self.sheet = False

    def _step(self, told: Mapping[str, str], repeated: str) -> range:
        many = told.get(repeated, "")
        first = self.next_column
        self.next_column += int(many) if many.isdecimal() else 1
        return range(first, self.next_column)
