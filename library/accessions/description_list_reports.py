"""Tells what became of a list of descriptions: of every row that went astray, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.description_lists import deliveries_beside
from library.accessions.models import (
    Accession,
    DescriptionRow,
    DescriptionSheet,
    SheetState,
)
from library.accessions.problems import SheetNotFoundError


@dataclass(frozen=True, slots=True)
class RowReport:
    """A row about which something must be said."""

    number: int
    file: str
    sentences: tuple[str, ...]
    accession: str | None
    """Number of the delivery it describes; none when it describes nothing."""


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of a list: which rows found their file, and what must be said of the others."""

    id: int
    name: str
    collection: str
    received: datetime
    received_by: str
    state: SheetState
    message: str | None
    remarks: tuple[str, ...]
    rows: int
    matched: int
    doubtful: tuple[RowReport, ...]
    without_row: tuple[str, ...]
    """Names of deliveries the list says nothing about."""

    @property
    def well(self) -> bool:
        """Whether every row found its file, and every file its row."""
        return self.state is SheetState.READ and self.rows == self.matched and not self.without_row

    @property
    def facts(self) -> dict[str, object]:
        """The report as other programs read it."""
        return {
            "sheet": self.name,
            "status": self.state.value,
            "message": self.message,
            "remarks": self.remarks,
            "rows": self.rows,
            "matched": self.matched,
            "doubtful": [asdict(row) for row in self.doubtful],
            "without_row": self.without_row,
        }


def report_on(session: Session, sheet_id: int) -> SheetReport:
    """Return what became of a list; raise SheetNotFoundError."""
    sheet = session.get(DescriptionSheet, sheet_id)
    if sheet is None:
        raise SheetNotFoundError(sheet_id)
    beside_it = deliveries_beside(session, sheet_id)
    numbers = {row.id: row.number for row in beside_it}
    described = {row.accession_id for row in sheet.rows}
    return SheetReport(
        id=sheet.id,
        name=sheet.name,
        collection=sheet.collection,
        received=sheet.received,
        received_by=sheet.received_by,
        state=sheet.state,
        message=sheet.message,
        remarks=tuple(sheet.remarks),
        rows=len(sheet.rows),
        matched=len(described - {None}),
        doubtful=tuple(
            _row_report(row, numbers) for row in sheet.rows if row.problem or row.remarks
        ),
        without_row=tuple(row.place or row.source for row in beside_it if row.id not in described),
    )


def recent(session: Session, count: int) -> tuple[SheetReport, ...]:
    """Return what became of the newest lists."""
    newest = select(DescriptionSheet.id).order_by(DescriptionSheet.id.desc()).limit(count)
    return tuple(report_on(session, found) for found in session.scalars(newest).all())


def beside(session: Session, numbers: Iterable[str]) -> tuple[int, ...]:
    """Return the lists that came beside deliveries with these numbers."""
    found = select(Accession.sheet_id).where(Accession.number.in_(list(numbers)))
    return tuple(sorted({sheet_id for sheet_id in session.scalars(found) if sheet_id is not None}))


def sentences(told: SheetReport) -> Iterator[str]:
    """Give a report line by line, for people."""
    if told.state is not SheetState.READ:
        yield f"{told.name}: {told.message or 'chờ đọc'}"
        return
    yield f"{told.name}: {told.matched}/{told.rows} dòng khớp với tệp"
    yield from (f"  {remark}" for remark in told.remarks)
    for row in told.doubtful:
        yield f"  dòng {row.number} “{row.file}”: {' '.join(row.sentences)}"
    if told.without_row:
        yield f"  tệp không có dòng nào: {', '.join(told.without_row)}"


def _row_report(row: DescriptionRow, numbers: dict[int, str]) -> RowReport:
    said = (*filter(None, (row.problem,)), *row.remarks)
    return RowReport(row.number, row.file, said, numbers.get(row.accession_id))
