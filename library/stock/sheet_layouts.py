"""Layouts of label and card sheets, from a data file that a library can extend."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from library.stock.problems import BadLayoutError

_FILE = Path(__file__).with_name("data") / "layouts.toml"
OWN_FILE = "catalogue/giay-in.toml"
"""Layouts of the library, in its data folder."""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet: lengths in millimetres from the top left corner."""

    key: str
    name: str
    page: tuple[float, float]
    label: tuple[float, float]
    columns: int
    rows: int
    left_margin: float = 0
    top_margin: float = 0
    gap: tuple[float, float] = (0, 0)
    cards: bool = False
    """True for catalogue cards."""

    @property
    def count(self) -> int:
        """Return the number of labels on a sheet."""
        return self.columns * self.rows

    def places(self) -> Iterator[tuple[float, float]]:
        """Yield the top left corners of the labels, row by row."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield (
                    self.left_margin + column * (self.label[0] + self.gap[0]),
                    self.top_margin + row * (self.label[1] + self.gap[1]),
                )


def read_layouts(home: Path) -> dict[str, SheetLayout]:
    """Return the layouts by key, those of the library included; raise BadLayoutError."""
    own = home / OWN_FILE
    return _read(_FILE) | (_read(own) if own.exists() else {})


def _read(path: Path) -> dict[str, SheetLayout]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {key: _layout(key, table) for key, table in tables.items()}
    except (ValueError, TypeError, KeyError) as error:
        raise BadLayoutError(path, error) from error


def _layout(key: str, table: Mapping[str, object]) -> SheetLayout:
    layout = SheetLayout(
        key=key,
        name=str(table["name"]),
        page=_pair(table["page"]),
        label=_pair(table["label"]),
        columns=int(table["columns"]),
        rows=int(table["rows"]),
        left_margin=float(table.get("left", 0)),
        top_margin=float(table.get("top", 0)),
        gap=_pair(table.get("gap", (0, 0))),
        cards=bool(table.get("cards", False)),
    )
    last = list(layout.places())[-1]
    if any(
        place + size > page + 0.01
        for place, size, page in zip(last, layout.label, layout.page, strict=True)
    ):
        raise ValueError(f"nhãn của mẫu “{key}” tràn ra ngoài tờ giấy")
    return layout


def _pair(values: object) -> tuple[float, float]:
    width, height = values
    return float(width), float(height)
