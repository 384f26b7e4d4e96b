"""Says of each kind of change how it is done to one item, and how it is put back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from library.bulk import import_records, item_cells, move_items, publication_state
from library.bulk.bulk_context import Rules
from library.bulk.models import BulkChange, BulkLine, ChangeKind
from library.catalogue.models import Item


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes items, by which rules, and in the course of which change."""

    by: str
    rules: Rules
    change: BulkChange


@dataclass(frozen=True, slots=True)
class Operation:
    """How a change is done to one item, what the item is like then, and how it is put back."""

    is_as_planned: Callable[[Session, Item | None, BulkLine], bool]
    do: Callable[[Session, Item | None, BulkLine, Hand], None]
    left: Callable[[Session, Item, BulkLine], dict[str, object]]
    put_back: Callable[[Session, Item, BulkLine, Hand], None]


def _cells_as_planned(_session: Session, item: Item | None, line: BulkLine) -> bool:
    return item is not None and all(
        item_cells.read(item, name) == value for name, value in line.before.items()
    )


def _write_cells(session: Session, item: Item, line: BulkLine, hand: Hand) -> None:
    item_cells.write(session, item, line.after, hand.by)


def _cells(_session: Session, item: Item, line: BulkLine) -> dict[str, object]:
    return {name: item_cells.read(item, name) for name in line.after}


def _put_cells_back(session: Session, item: Item, line: BulkLine, hand: Hand) -> None:
    item_cells.write(session, item, line.before, hand.by)


def _move(session: Session, item: Item, line: BulkLine, hand: Hand) -> None:
    move_items.must_be_movable(session, item, str(line.after[item_cells.COLLECTION]), hand.rules)
    _write_cells(session, item, line, hand)


def _move_back(session: Session, item: Item, line: BulkLine, hand: Hand) -> None:
    move_items.must_be_movable(session, item, str(line.before[item_cells.COLLECTION]), hand.rules)
    _put_cells_back(session, item, line, hand)


def _stands_as_planned(_session: Session, item: Item | None, line: BulkLine) -> bool:
    return item is not None and item.state.value == line.before["state"]


def _stand(kind: ChangeKind, session: Session, item: Item, line: BulkLine, hand: Hand) -> None:
    line.before = publication_state.snapshot(session, item)
    publication_state.ACTS[kind](session, item, hand.by, hand.rules, hand.change.reason or "")


def _standing(session: Session, item: Item, _line: BulkLine) -> dict[str, object]:
    return publication_state.snapshot(session, item)


def _stand_back(session: Session, item: Item, line: BulkLine, hand: Hand) -> None:
    publication_state.restore(session, item, line.before, hand.by)


def _is_not_there(_session: Session, item: Item | None, _line: BulkLine) -> bool:
    return item is None


def _make(session: Session, _item: Item | None, line: BulkLine, hand: Hand) -> None:
    import_records.make(session, line, hand.by)


def _made(session: Session, item: Item, _line: BulkLine) -> dict[str, object]:
    return import_records.held_now(session, item)


def _unmake(session: Session, item: Item, _line: BulkLine, hand: Hand) -> None:
    import_records.unmake(session, item, hand.by)


_OF_CELLS = Operation(_cells_as_planned, _write_cells, _cells, _put_cells_back)
DEEDS = {
    ChangeKind.SHEET: _OF_CELLS,
    ChangeKind.FIELD: _OF_CELLS,
    ChangeKind.MOVE: Operation(_cells_as_planned, _move, _cells, _move_back),
    ChangeKind.RECORDS: Operation(_is_not_there, _make, _made, _unmake),
    **{
        kind: Operation(_stands_as_planned, partial(_stand, kind), _standing, _stand_back)
        for kind in publication_state.ACTS
    },
}
