"""Tells what a change of many items would do or did, a screen at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.bulk.import_records import BESIDE, COPIES, PART_OF, PARTS
from library.bulk.item_cells import COLLECTION, shown
from library.bulk.models import BulkChange, BulkLine, ChangeKind, ChangeState, Verdict
from library.bulk.problems import ChangeNotFoundError
from library.bulk.text_differences import Difference, difference
from library.catalogue.access import publishing
from library.catalogue.description.labels import LABELS, STATES

_NAMES = {
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
}
_UNSEEN = frozenset(
    {*publishing.Slip.__dataclass_fields__, "published", "page_count", PART_OF, COPIES, PARTS}
)
"""What is kept to be put back, and tells nobody anything."""


@dataclass(frozen=True, slots=True)
class Told:
    """A change as a whole: who, when, and how many lines of each kind."""

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
        """How many items it changes."""
        return self.counts.get(Verdict.CHANGE, 0) + self.counts.get(Verdict.NEW, 0)

    @property
    def left(self) -> int:
        """How many lines it does nothing about."""
        return self.counts.get(Verdict.REFUSED, 0) + self.counts.get(Verdict.CLASH, 0)


@dataclass(frozen=True, slots=True)
class Words:
    """How this house calls its collections, and the fields only they have."""

    shelves: Mapping[str, str]
    own: Mapping[str, str]

    def name(self, name: str) -> str:
        """Return what a cell is called."""
        return _NAMES.get(name) or self.own.get(name, name)

    def said(self, name: str, stored: object) -> str:
        """Return what a cell holds as people read it."""
        if name == "state":
            return STATES.get(str(stored), "")
        if name == COLLECTION:
            return self.shelves.get(str(stored), "" if stored is None else str(stored))
        return shown(name, stored)


@dataclass(frozen=True, slots=True)
class ToldCell:
    """One cell that changes, by the name people know it."""

    name: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class ToldLine:
    """What is done to one item."""

    row: int
    item_id: str | None
    title: str
    verdict: Verdict
    problem: str | None
    cells: tuple[ToldCell, ...]


def told(session: Session, change_id: int) -> Told:
    """Return a change as a whole; raise ChangeNotFoundError."""
    change = session.get(BulkChange, change_id)
    if change is None:
        raise ChangeNotFoundError
    counts = _counts(session, (change_id,))[change_id]
    return _told(change, counts, _put_back(session, change))


def newest(session: Session, *, first: int, count: int) -> tuple[tuple[Told, ...], int]:
    """Return a screen of changes, the newest first, and how many there are.

    How many items each put back is told with the change itself: there it is asked for.
    """
    query = select(BulkChange).order_by(BulkChange.id.desc()).offset(first).limit(count)
    total = session.scalar(select(func.count(BulkChange.id))) or 0
    changes = list(session.scalars(query))
    counts = _counts(session, [change.id for change in changes])
    return tuple(_told(change, counts[change.id], 0) for change in changes), total


def lines(
    session: Session,
    change_id: int,
    verdict: Verdict,
    words: Words,
    *,
    first: int,
    count: int,
) -> tuple[ToldLine, ...]:
    """Return a screen of the lines with this verdict, in their order."""
    query = select(BulkLine).where(BulkLine.change_id == change_id, BulkLine.verdict == verdict)
    there = query.order_by(BulkLine.row, BulkLine.id).offset(first).limit(count)
    return tuple(_line(row, words) for row in session.scalars(there))


def _counts(session: Session, change_ids: Iterable[int]) -> dict[int, dict[Verdict, int]]:
    """Return how many lines of each kind changes have, asked for at once."""
    query = (
        select(BulkLine.change_id, BulkLine.verdict, func.count())
        .where(BulkLine.change_id.in_(list(change_ids)))
        .group_by(BulkLine.change_id, BulkLine.verdict)
    )
    found: dict[int, dict[Verdict, int]] = defaultdict(dict)
    for change_id, verdict, lines_of in session.execute(query):
        found[change_id][verdict] = lines_of
    return found


def _put_back(session: Session, change: BulkChange) -> int:
    if change.state is not ChangeState.UNDONE:
        return 0
    back = (BulkLine.change_id == change.id, BulkLine.undone.is_(True))
    return session.scalar(select(func.count(BulkLine.id)).where(*back)) or 0


def _told(change: BulkChange, counts: dict[Verdict, int], put_back: int) -> Told:
    kept = set(Told.__dataclass_fields__) - {"counts", "put_back", "remarks"}
    return Told(
        **{name: getattr(change, name) for name in kept},
        remarks=tuple(change.remarks),
        counts=counts,
        put_back=put_back,
    )


def _line(row: BulkLine, words: Words) -> ToldLine:
    changed = [
        (name, row.before.get(name), value)
        for name, value in _flat(row.after)
        if name not in _UNSEEN and row.before.get(name) != value
    ]
    cells = tuple(
        ToldCell(words.name(name), difference(words.said(name, old), words.said(name, new)))
        for name, old, new in changed
    )
    return ToldLine(row.row, row.item_id, row.title, row.verdict, row.problem, cells)


def _flat(after: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Give the cells of a line, and after them what it keeps beside the description."""
    yield from ((name, value) for name, value in after.items() if name != BESIDE)
    yield from after.get(BESIDE, {}).items()
