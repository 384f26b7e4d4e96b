"""Physical copies of imported records: numbers that are free, and their form in a stored line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.description.holdings import Copy, copy_of
from library.catalogue.models import Condition, Holding
from library.exchange.list_rows import Row
from library.exchange.records.item_batches import id_batches

COPY_LIST = "copy_list"
"""Key under which a line stores its copies; absent from a draft without copies."""

NOT_IMPORTED = "nên bản ấy không được nhập"
_TAKEN = f"Số “{{0}}” đã có ở một bản giấy khác {NOT_IMPORTED}."


def with_free_numbers(session: Session, rows: Sequence[Row]) -> list[Row]:
    """Return the rows without copies whose number another copy has, with a remark for each."""
    codes = {code for row in rows for copy in row.copies for code in _codes(copy)}
    used_numbers = _used(session, tuple(codes)) if codes else set()
    return [_with_free_numbers(row, used_numbers) if row.copies else row for row in rows]


def as_cells(copies: Iterable[Copy]) -> list[dict[str, object]]:
    """Return copies as JSON values."""
    return [{**asdict(copy), "condition": copy.condition.value} for copy in copies]


def from_cells(cells: Iterable[Mapping[str, object]]) -> tuple[Copy, ...]:
    """Return the copies of a stored line."""
    return tuple(Copy(**{**cell, "condition": Condition(cell["condition"])}) for cell in cells)


def copies_by_item(session: Session, ids: list[str]) -> dict[str, list[Copy]]:
    """Return the copies of items, in order; items without copies are absent."""
    copies: dict[str, list[Copy]] = {}
    rows = select(Holding).where(Holding.item_id.in_(ids)).order_by(Holding.item_id, Holding.place)
    for row in session.scalars(rows):
        copies.setdefault(row.item_id, []).append(copy_of(row))
    return copies


def _with_free_numbers(row: Row, used_numbers: set[str]) -> Row:
    """Return a row with its importable copies; their numbers are used from then on."""
    free, remarks = [], []
    for copy in row.copies:
        taken_number = next((code for code in _codes(copy) if code in used_numbers), None)
        if taken_number:
            remarks.append(_TAKEN.format(taken_number))
        else:
            used_numbers |= _codes(copy)
            free.append(copy)
    return replace(row, copies=tuple(free), remarks=(*row.remarks, *remarks))


def _codes(copy: Copy) -> set[str]:
    return {code.upper() for code in (copy.registration, copy.barcode) if code}


def _used(session: Session, codes: tuple[str, ...]) -> set[str]:
    return {
        code
        for column in (Holding.registration, Holding.barcode)
        for batch in id_batches(codes)
        for code in session.scalars(select(func.upper(column)).where(func.upper(column).in_(batch)))
    }
