"""Detection of text in hidden rows, columns and sheets of spreadsheets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
