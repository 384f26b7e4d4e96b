"""Reports on description lists: matched rows, unmatched rows and the reasons."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.description_lists import deliveries_of_list
from library.accessions.models import (
    Accession,
    DescriptionList,
    DescriptionListState,
    DescriptionRow,
)
from library.accessions.problems import DescriptionListNotFoundError


@dataclass(frozen=True, slots=True)
class RowReport:
    """A row with a problem or remarks."""

    number: int
    file: str
    sentences: tuple[str, ...]
    accession: str | None
    """Number of the delivery that the row describes, or None if it matches none."""


@dataclass(frozen=True, slots=True)
class DescriptionListReport:
    """Result of reading a description list: matched rows, doubtful rows and remarks."""

    id: int
    name: str
    collection: str
    received: datetime
    received_by: str
    state: DescriptionListState
    message: str | None
    remarks: tuple[str, ...]
    rows: int
    matched: int
    doubtful: tuple[RowReport, ...]
    without_row: tuple[str, ...]
    """Names of deliveries without a row in the list."""

    @property
    def well(self) -> bool:
        """Return True if every row matches a file and every file has a row."""
        return (
            self.state is DescriptionListState.READ
            and self.rows == self.matched
            and not self.without_row
        )

    @property
    def facts(self) -> dict[str, object]:
        """Return the report as a dictionary for JSON output."""
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


def report_on(session: Session, sheet_id: int) -> DescriptionListReport:
    """Return the report on a list; raise DescriptionListNotFoundError."""
    description_list = session.get(DescriptionList, sheet_id)
    if description_list is None:
        raise DescriptionListNotFoundError(sheet_id)
    deliveries = deliveries_of_list(session, sheet_id)
    numbers = {row.id: row.number for row in deliveries}
    matches = {row.accession_id for row in description_list.rows}
    return DescriptionListReport(
        id=description_list.id,
        name=description_list.name,
        collection=description_list.collection,
        received=description_list.received,
        received_by=description_list.received_by,
        state=description_list.state,
        message=description_list.message,
        remarks=tuple(description_list.remarks),
        rows=len(description_list.rows),
        matched=len(matches - {None}),
        doubtful=tuple(
            _row_report(row, numbers) for row in description_list.rows if row.problem or row.remarks
        ),
        without_row=tuple(row.place or row.source for row in deliveries if row.id not in matches),
    )


def lists(session: Session) -> tuple[DescriptionList, ...]:
    """Return all lists, the newest first, without reading their rows."""
    return tuple(session.scalars(select(DescriptionList).order_by(DescriptionList.id.desc())))


def lists_of_deliveries(session: Session, numbers: Iterable[str]) -> tuple[int, ...]:
    """Return the ids of the lists delivered with accessions of these numbers."""
    sheet_ids = select(Accession.sheet_id).where(Accession.number.in_(list(numbers)))
    return tuple(
        sorted({sheet_id for sheet_id in session.scalars(sheet_ids) if sheet_id is not None})
    )


def report_lines(report: DescriptionListReport) -> Iterator[str]:
    """Yield a report as lines of text for people."""
    if report.state is not DescriptionListState.READ:
        yield f"{report.name}: {report.message or 'chờ đọc'}"
        return
    yield f"{report.name}: {report.matched}/{report.rows} dòng khớp với tệp"
    yield from (f"  {remark}" for remark in report.remarks)
    for row in report.doubtful:
        yield f"  dòng {row.number} “{row.file}”: {' '.join(row.sentences)}"
    if report.without_row:
        yield f"  tệp không có dòng mô tả: {', '.join(report.without_row)}"


def _row_report(row: DescriptionRow, numbers: dict[int, str]) -> RowReport:
    sentences = (*filter(None, (row.problem,)), *row.remarks)
    return RowReport(row.number, row.file, sentences, numbers.get(row.accession_id))
