"""Reports on bulk changes, planned or applied, one screen at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.bulk.models import BulkChange, BulkLine, ChangeKind, ChangeState, Verdict
from library.bulk.problems import ChangeNotFoundError
from library.catalogue.access import publishing
from library.catalogue.access.models import Opening
from library.catalogue.description.field_registry import LABELS
from library.catalogue.description.state_names import STATES
from library.exchange.records.draft_copies import COPY_LIST, from_cells
from library.exchange.records.item_values import COLLECTION, display_text
from library.exchange.records.record_drafts import COPIES, OTHER_FIELDS, PART_OF, PARTS
from library.staff.audit_log import ValueChange

_CELL_LABELS = {
    **LABELS,
    COLLECTION: "Sưu tập",
    "state": "Trạng thái",
    "source_id": "Mã nguồn",
    "classification": "Chỉ số phân loại",
    "edition": "Lần xuất bản",
    "languages": "Các ngôn ngữ",
    "isbn": "ISBN",
    "issn": "ISSN",
    "identifier": "Mã số",
    COPY_LIST: "Bản giấy",
}
ROW = "@row"
"""Key under which a line that is no item stores where it stands and what it became."""

_HIDDEN_CELLS = frozenset(
    {
        *publishing.ReviewStatus.__dataclass_fields__,
        "published",
        "page_count",
        "marc",
        PART_OF,
        COPIES,
        PARTS,
        ROW,
    }
)
"""Cells stored only for undo and not shown to people."""


def count_waiting(session: Session, change_id: int, since: datetime) -> int:
    """Return the number of items that wait for a second person since a change or its undoing."""
    query = select(func.count(func.distinct(Opening.item_id)))
    lines = query.join(BulkLine, BulkLine.item_id == Opening.item_id)
    waiting = lines.where(BulkLine.change_id == change_id, Opening.reason.is_(None))
    return session.scalar(waiting.where(Opening.proposed >= since)) or 0


def changes_of_item(session: Session, item_id: str) -> tuple[BulkChange, ...]:
    """Return the bulk changes that were applied to an item, the latest first."""
    lines = select(BulkLine.change_id).where(BulkLine.item_id == item_id)
    rows = select(BulkChange).where(BulkChange.id.in_(lines), BulkChange.applied.is_not(None))
    return tuple(session.scalars(rows.order_by(BulkChange.id.desc())))


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """A bulk change as a whole: who, when, and the number of lines by verdict."""

    id: int
    kind: ChangeKind
    state: ChangeState
    told: str
    reason: str | None
    same: int
    remarks: tuple[str, ...]
    planned: datetime
    planned_by: str
    applied: datetime | None
    applied_by: str | None
    undone: datetime | None
    undone_by: str | None
    counts: dict[Verdict, int]
    put_back: int

    @property
    def done(self) -> int:
        """Return the number of items that it changes."""
        return self.counts.get(Verdict.CHANGE, 0) + self.counts.get(Verdict.NEW, 0)

    @property
    def left(self) -> int:
        """Return the number of refused and clashing lines."""
        return self.counts.get(Verdict.REFUSED, 0) + self.counts.get(Verdict.CLASH, 0)


@dataclass(frozen=True, slots=True)
class CellLabels:
    """Display names of collections and of collection-specific fields."""

    collection_titles: Mapping[str, str]
    own: Mapping[str, str]

    def name(self, name: str) -> str:
        """Return the label of a cell."""
        return _CELL_LABELS.get(name) or self.own.get(name, name)

    def text(self, name: str, value: object) -> str:
        """Return a stored cell value as text for people."""
        if name == "state":
            return STATES.get(str(value), "")
        if name == COPY_LIST:
            return "; ".join(map(str, from_cells(value or ())))
        if name == COLLECTION:
            return self.collection_titles.get(str(value), "" if value is None else str(value))
        return display_text(name, value)


@dataclass(frozen=True, slots=True)
class LineReport:
    """Report on one line: the change to one item."""

    row: int
    item_id: str | None
    title: str
    verdict: Verdict
    problem: str | None
    cells: tuple[ValueChange, ...]


def change_report(session: Session, change_id: int) -> ChangeReport:
    """Return the report on a change; raise ChangeNotFoundError."""
    change = session.get(BulkChange, change_id)
    if change is None:
        raise ChangeNotFoundError
    counts = _counts(session, (change_id,))[change_id]
    return _report(change, counts, _count_undone(session, change))


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Criteria of a list of changes; those that are None are ignored."""

    kind: ChangeKind | None = None
    state: ChangeState | None = None
    person: str | None = None


def planners(session: Session) -> tuple[str, ...]:
    """Return the names of the people who planned changes of items, sorted."""
    names = select(BulkChange.planned_by).where(BulkChange.book.is_(None)).distinct()
    return tuple(session.scalars(names.order_by(BulkChange.planned_by)))


def newest(
    session: Session, *, first: int, count: int, filter_: ChangeFilter = ChangeFilter()
) -> tuple[tuple[ChangeReport, ...], int]:
    """Return one screen of changes of items, newest first, and the total number of them.

    The number of undone items is left at 0 here: only `change_report` queries it.
    """
    criteria = {
        BulkChange.kind: filter_.kind,
        BulkChange.state: filter_.state,
        BulkChange.planned_by: filter_.person,
    }
    conditions = [column == value for column, value in criteria.items() if value is not None]
    conditions.append(BulkChange.book.is_(None))
    matching = select(BulkChange).where(*conditions).order_by(BulkChange.id.desc())
    query = matching.offset(first).limit(count)
    total = session.scalar(select(func.count(BulkChange.id)).where(*conditions)) or 0
    changes = list(session.scalars(query))
    counts = _counts(session, [change.id for change in changes])
    return tuple(_report(change, counts[change.id], 0) for change in changes), total


def lines(
    session: Session,
    change_id: int,
    verdict: Verdict,
    labels: CellLabels,
    *,
    first: int,
    count: int,
) -> tuple[LineReport, ...]:
    """Return one screen of the lines with this verdict, in row order."""
    query = select(BulkLine).where(BulkLine.change_id == change_id, BulkLine.verdict == verdict)
    rows = query.order_by(BulkLine.row, BulkLine.id).offset(first).limit(count)
    return tuple(_line(row, labels) for row in session.scalars(rows))


def _counts(session: Session, change_ids: Iterable[int]) -> dict[int, dict[Verdict, int]]:
    """Return the number of lines by change and verdict, from one query."""
    query = (
        select(BulkLine.change_id, BulkLine.verdict, func.count())
        .where(BulkLine.change_id.in_(list(change_ids)))
        .group_by(BulkLine.change_id, BulkLine.verdict)
    )
    counts: dict[int, dict[Verdict, int]] = defaultdict(dict)
    for change_id, verdict, lines_of in session.execute(query):
        counts[change_id][verdict] = lines_of
    return counts


def _count_undone(session: Session, change: BulkChange) -> int:
    if change.state is not ChangeState.UNDONE:
        return 0
    undone = (BulkLine.change_id == change.id, BulkLine.undone.is_(True))
    return session.scalar(select(func.count(BulkLine.id)).where(*undone)) or 0


def _report(change: BulkChange, counts: dict[Verdict, int], put_back: int) -> ChangeReport:
    columns = set(ChangeReport.__dataclass_fields__) - {"counts", "put_back", "remarks"}
    return ChangeReport(
        **{name: getattr(change, name) for name in columns},
        remarks=tuple(change.remarks),
        counts=counts,
        put_back=put_back,
    )


def _line(row: BulkLine, labels: CellLabels) -> LineReport:
    changes = [
        (name, row.before.get(name), value)
        for name, value in _flat_cells(row.after)
        if name not in _HIDDEN_CELLS and row.before.get(name) != value
    ]
    cells = tuple(
        ValueChange(labels.name(name), labels.text(name, old), labels.text(name, new))
        for name, old, new in changes
    )
    return LineReport(row.row, row.item_id, row.title, row.verdict, row.problem, cells)


def _flat_cells(after: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the cells of a line, then its fields outside the standard description."""
    yield from ((name, value) for name, value in after.items() if name != OTHER_FIELDS)
    yield from after.get(OTHER_FIELDS, {}).items()
