"""Says of each kind of change how it is done to one item, and how it is put back."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.bulk import cells
from library.bulk.models import BulkLine, ChangeKind
from library.catalogue.models import Item


@dataclass(frozen=True, slots=True)
class Rules:
    """What a change must know of the collections."""

    four_eyes: frozenset[str] = frozenset()
    """Those in which nobody publishes what they sent to review."""


@dataclass(frozen=True, slots=True)
class Deed:
    """How a change is done to one item; `do` returns what the item is like then."""

    is_as_planned: Callable[[Session, Item | None, BulkLine], bool]
    do: Callable[[Session, Item | None, BulkLine, str, Rules], dict[str, object]]
    is_as_left: Callable[[Session, Item | None, BulkLine], bool]
    put_back: Callable[[Session, Item, BulkLine, str], None]


def _cells_are(item: Item | None, told: dict[str, object]) -> bool:
    return item is not None and all(cells.read(item, name) == told[name] for name in told)


def _cells_as_planned(_session: Session, item: Item | None, line: BulkLine) -> bool:
    return _cells_are(item, line.before)


def _write_cells(
    session: Session, item: Item, line: BulkLine, by: str, _rules: Rules
) -> dict[str, object]:
    cells.write(session, item, line.after, by)
    return {name: cells.read(item, name) for name in line.after}


def _cells_as_left(_session: Session, item: Item | None, line: BulkLine) -> bool:
    return _cells_are(item, line.after)


def _put_cells_back(session: Session, item: Item, line: BulkLine, by: str) -> None:
    cells.write(session, item, line.before, by)


_OF_CELLS = Deed(_cells_as_planned, _write_cells, _cells_as_left, _put_cells_back)
DEEDS = {
    ChangeKind.SHEET: _OF_CELLS,
    ChangeKind.FIELD: _OF_CELLS,
    ChangeKind.MOVE: _OF_CELLS,
}
