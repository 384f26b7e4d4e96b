"""Stocktakes: codes as a scanner types them, compared with the list of copies."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.description.holdings import copy_with_code
from library.catalogue.models import Item
from library.staff.audit import note
from library.stock import stock_list
from library.stock.models import Stocktake, StocktakeScan
from library.stock.problems import StocktakeClosedError, StocktakeNotFoundError
from library.stock.stock_list import StockFilter, StockLine

MAX_CODES = 500
"""Codes that one request takes: a scanner with memory sends a whole shelf."""

_MAX_CODE_LENGTH = 60


class Outcome(StrEnum):
    """Outcome of one scan."""

    FOUND = "found"
    AGAIN = "again"
    MISPLACED = "misplaced"
    """The copy belongs to another location."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned code and the copy that it names."""

    code: str
    outcome: Outcome
    title: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class StocktakeReport:
    """The copies of a stocktake, by whether they were scanned."""

    seen: tuple[StockLine, ...]
    missing: tuple[StockLine, ...]
    without_code: tuple[StockLine, ...]
    misplaced: tuple[StockLine, ...]
    unknown: tuple[str, ...]


def begin(session: Session, location: str, by: str) -> Stocktake:
    """Begin a stocktake of a location, or of all copies."""
    row = Stocktake(location=location, started=clock.now(), started_by=by)
    session.add(row)
    session.flush()
    note(session, by, "stocktake.begin", str(row.id), location)
    return row


def find(session: Session, stocktake_id: int) -> Stocktake:
    """Return a stocktake; raise StocktakeNotFoundError."""
    row = session.get(Stocktake, stocktake_id)
    if row is None:
        raise StocktakeNotFoundError
    return row


def newest(session: Session, count: int) -> tuple[tuple[Stocktake, int], ...]:
    """Return the newest stocktakes, each with the number of its scanned codes."""
    scans = (
        select(func.count(StocktakeScan.id))
        .where(StocktakeScan.stocktake_id == Stocktake.id)
        .scalar_subquery()
    )
    rows = select(Stocktake, scans).order_by(Stocktake.id.desc()).limit(count)
    return tuple((row, code_count) for row, code_count in session.execute(rows))


def scan(session: Session, stocktake_id: int, code: str, by: str) -> Scan:
    """Store a scanned code, and return the copy that it names; raise StocktakeClosedError."""
    stocktake = find(session, stocktake_id)
    if stocktake.closed is not None:
        raise StocktakeClosedError
    code = code.strip().upper()[:_MAX_CODE_LENGTH]
    is_new = _store(session, stocktake_id, code, by)
    copy = copy_with_code(session, code)
    if copy is None:
        return Scan(code, Outcome.UNKNOWN)
    outcome = Outcome.FOUND if is_new else Outcome.AGAIN
    if stocktake.location and copy.location != stocktake.location:
        outcome = Outcome.MISPLACED
    return Scan(code, outcome, session.get(Item, copy.item_id).title, copy.location)


def remove_scan(session: Session, stocktake_id: int, code: str) -> None:
    """Delete a code that was scanned by mistake."""
    if find(session, stocktake_id).closed is not None:
        raise StocktakeClosedError
    rows = select(StocktakeScan).where(
        StocktakeScan.stocktake_id == stocktake_id, StocktakeScan.code == code
    )
    for row in session.scalars(rows):
        session.delete(row)


def set_closed(session: Session, stocktake_id: int, by: str, *, closed: bool) -> None:
    """Close a stocktake, or open it again."""
    row = find(session, stocktake_id)
    row.closed, row.closed_by = (clock.now(), by) if closed else (None, None)
    note(session, by, "stocktake.close" if closed else "stocktake.reopen", str(row.id))


def report(session: Session, stocktake_id: int) -> StocktakeReport:
    """Compare the scanned codes with the copies as they are listed now."""
    stocktake = find(session, stocktake_id)
    codes = {row.code for row in _scans(session, stocktake_id)}
    expected_copies = tuple(stock_list.lines(session, StockFilter(location=stocktake.location)))
    present, missing, without_code = [], [], []
    for line in expected_copies:
        if not line.copy.code:
            without_code.append(line)
        else:
            (present if codes & codes_of(line) else missing).append(line)
    here = {code for line in expected_copies for code in codes_of(line)}
    elsewhere = _elsewhere(session, codes - here)
    return StocktakeReport(*map(tuple, (present, missing, without_code, *elsewhere)))


def codes_of(line: StockLine) -> set[str]:
    """Return the codes by which a copy is scanned."""
    return {code.upper() for code in (line.copy.registration, line.copy.barcode) if code}


def _elsewhere(session: Session, codes: set[str]) -> tuple[list[StockLine], list[str]]:
    """Return the copies of other locations with these codes, and the codes of no copy."""
    if not codes:
        return [], []
    lines = [line for line in stock_list.lines(session, StockFilter()) if codes & codes_of(line)]
    known_codes = {code for line in lines for code in codes_of(line)}
    return lines, sorted(codes - known_codes)


def _scans(session: Session, stocktake_id: int) -> Iterator[StocktakeScan]:
    rows = select(StocktakeScan).where(StocktakeScan.stocktake_id == stocktake_id)
    return session.scalars(rows.order_by(StocktakeScan.id))


def _store(session: Session, stocktake_id: int, code: str, by: str) -> bool:
    """Store a code; return False when it was scanned already."""
    row = StocktakeScan(stocktake_id=stocktake_id, code=code, at=clock.now(), by=by)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
