"""Plans of imports: rows of a file compared with the stored books, saved for a person to decide."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from library import clock
from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine
from library.catalogue import queries
from library.exchange.filled_sheets import read_sheets
from library.exchange.records.item_batches import id_batches
from library.vietnamese.letters import compose, fold
from points.access_points.models import AccessPoint
from points.access_points.point_names import PointNames, point_names
from points.access_points.problems import PointNotFoundError
from points.programme.models import ClosedMonth, RegisterEntry
from points.programme.old_books.asset_records import AssetRecords
from points.programme.old_books.book_rows import BookRow, line_of
from points.programme.old_books.books import ASSETS, TALLIES
from points.programme.old_books.parse_rows import Setting, parse_sheets
from points.programme.old_books.point_aliases import PointAliases
from points.programme.old_books.stored_records import (
    Key,
    RecordStore,
    StoredRecord,
    Writer,
    days_of,
    merged,
    plain,
)
from points.programme.old_books.tally_records import TallyRecords
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.registers.schema import Register, item_ids


class RegisterRecords:
    """Entries of a register."""

    not_compared: frozenset[str] = frozenset()

    def key(self, book: Register, row: BookRow) -> Key:
        """Return point, day and key fields."""
        return self._key(book, row.point, row.day, row.values)

    def problems(self, session: Session, rows: Sequence[BookRow]) -> Iterator[dict[str, str]]:
        """Yield no problems: the schema of the register has found them all."""
        yield from ({} for _ in rows)

    def stored(
        self, session: Session, book: Register, rows: Sequence[BookRow]
    ) -> dict[Key, StoredRecord]:
        """Return the entries within the days of the rows."""
        span = days_of(rows)
        if span is None:
            return {}
        stored_entries = entries.entries(session, book.code, since=span[0], until=span[1])
        return {
            self._key(book, entry.point, entry.day, entry.fields): StoredRecord(
                str(entry.number), entry.fields, entry.revision, entry.point
            )
            for entry in stored_entries
        }

    def write(self, session: Session, writer: Writer, rows: Sequence[BookRow]) -> None:
        """Add an entry for each new row, and a revision for each changed one."""
        records_by_key = self.stored(session, writer.book, rows)
        last = session.scalar(
            select(func.max(RegisterEntry.number)).where(RegisterEntry.register == writer.book.code)
        )
        number = last or 0
        revisions = []
        for row in rows:
            record = records_by_key.get(self.key(writer.book, row))
            if row.verdict is Verdict.NEW or record is None:
                number += 1
                row.target, row.revision, values = str(number), 1, dict(row.values)
            else:
                row.target, row.revision = record.target, record.revision + 1
                row.previous_values, values = dict(record.values), merged(record, row)
            revisions.append(_revision(row, values, row.point, row.day))
        self._insert(session, writer, revisions)

    def take_back(
        self, session: Session, writer: Writer, rows: Sequence[BookRow]
    ) -> tuple[BookRow, ...]:
        """Withdraw new entries, and give changed ones their earlier values."""
        span = days_of(rows)
        if span is None:
            return ()
        newest = {
            str(entry.number): entry
            for entry in entries.entries(session, writer.book.code, with_taken_back=True)
        }
        undone, revisions = [], []
        for row in rows:
            entry = newest.get(row.target or "")
            if entry is None or entry.revision != row.revision:
                continue
            undone.append(row)
            revisions.append(_undoing(row, entry))
        self._insert(session, writer, revisions)
        return tuple(undone)

    def _key(
        self, book: Register, point: str | None, day: date | None, values: dict[str, object]
    ) -> Key:
        return (point, day, *(plain(values.get(name)) for name in book.key))

    def _insert(
        self, session: Session, writer: Writer, revisions: Sequence[dict[str, object]]
    ) -> None:
        ids = dict(session.execute(select(AccessPoint.code, AccessPoint.id)).all())
        common = {
            "register": writer.book.code,
            "reason": writer.reason,
            "recorded": clock.now(),
            "recorded_by": writer.by,
        }
        for part in id_batches(revisions):
            rows = [
                {**common, **revision, "point_id": ids.get(revision["point_id"])}
                for revision in part
            ]
            session.execute(insert(RegisterEntry), rows)


def _revision(
    row: BookRow, values: dict[str, object], point: str | None, day: date | None
) -> dict[str, object]:
    return {
        "number": int(row.target or 0),
        "revision": row.revision,
        "point_id": point,
        "day": day,
        "told": values,
        "taken_back": False,
    }


def _undoing(row: BookRow, entry: Entry) -> dict[str, object]:
    """Return the revision that undoes a row; what was new is withdrawn."""
    is_new = row.previous_values is None
    values = dict(entry.fields if is_new else row.previous_values)
    revision = _revision(row, values, entry.point, entry.day)
    return {**revision, "revision": entry.revision + 1, "taken_back": is_new}


_STORES: dict[str, RecordStore] = {ASSETS: AssetRecords(), TALLIES: TallyRecords()}
_REGISTERS = RegisterRecords()
_MAX_SOURCE_LENGTH = 80  # characters


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file with the answers of the person who handed it in."""

    content: bytes
    name: str
    source: str
    year: int | None = None
    point: str | None = None


def store_of(book: Register) -> RecordStore:
    """Return the storage of a book."""
    return _STORES.get(book.code, _REGISTERS)


def plan(
    session: Session,
    book: Register,
    file: HandedIn,
    *,
    today: date,
    own: Collection[str] | None,
) -> Plan:
    """Read a file and compare its rows with the books; nothing is written.

    `own` are the codes of the points this person may write to, None for all. Raises a LibraryError
    if the file cannot be read.
    """
    names = point_names(session)
    if file.point is not None and file.point not in names.spans:
        raise PointNotFoundError(file.point)
    points = PointAliases(names, own)
    references = {rule.refers: _references(session, rule.refers) for rule in book.fields}
    setting = Setting(book, points, today, file.year, file.point, references)
    parsed_book = parse_sheets(read_sheets(file.content, file.name), setting, file.name)
    rows = parsed_book.rows
    judge(session, book, rows, province_too=own is None)
    return Plan(
        ChangeKind.BOOK,
        f"{book.title}: {file.name}",
        tuple(_lines(book, rows, names, closed_days(session))),
        remarks=parsed_book.remarks,
        reason=compose(file.source).strip()[:_MAX_SOURCE_LENGTH] or "sổ giấy",
        book=book.code,
        checksum=hashlib.sha256(file.content).hexdigest(),
    )


def judge(session: Session, book: Register, rows: Sequence[BookRow], *, province_too: bool) -> None:
    """Give each row its verdict, compared with the stored records and the rows above it."""
    store = store_of(book)
    records = store.stored(session, book, rows)
    more = list(store.problems(session, rows))
    item_problems = _unknown_items(session, book, rows)
    first_rows: dict[Key, BookRow] = {}
    for row, own_problems, items in zip(rows, more, item_problems, strict=True):
        problems = {**own_problems, **items, **row.problems}
        if row.point is None and book.of_point and not province_too and not problems:
            problems["@point"] = "Khoản chung toàn tỉnh do cán bộ chương trình nhập."
        key = store.key(book, row)
        if not problems and key in first_rows:
            problems["@row"] = f"Trùng với {_place(first_rows[key], row)} của tệp này."
        record = records.get(key)
        if record and record.tied_to_point and record.point != row.point and not problems:
            problems["@point"] = f"Số tài sản này đang ở điểm khác ({record.point})."
        row.problems, row.verdict = problems, Verdict.REFUSED
        if not problems:
            first_rows[key] = row
            row.verdict = _verdict(store, row, record)
            row.target = record.target if record else None
            row.previous_values = dict(record.values) if record else None


def closed_days(session: Session) -> frozenset[date]:
    """Return the first days of the closed months."""
    return frozenset(session.scalars(select(ClosedMonth.month)))


def is_closed(book: Register, day: date | None, months: frozenset[date]) -> bool:
    """Return True if a row changes figures of a closed month; an asset counts from its day on."""
    if day is None or not months:
        return False
    return day.replace(day=1) in months or (book.code == ASSETS and day <= max(months))


def _lines(
    book: Register, rows: Sequence[BookRow], names: PointNames, closed_months: frozenset[date]
) -> Iterator[PlannedLine]:
    """Yield a line for each row, named by its day and point."""
    sheets = {row.sheet for row in rows}
    for row in rows:
        day = f"{row.day:%d/%m/%Y}" if row.day else ""
        point = names.on(row.point, row.day or clock.today()) if row.point else ""
        where = f"trang “{row.sheet}”" if len(sheets) > 1 else ""
        title = " · ".join(filter(None, (day, point, where)))
        yield line_of(row, book, title, is_closed=is_closed(book, row.day, closed_months))


def _verdict(store: RecordStore, row: BookRow, record: StoredRecord | None) -> Verdict:
    if record is None:
        return Verdict.NEW
    differs = any(
        record.values.get(name) != value
        for name, value in row.values.items()
        if name not in store.not_compared
    )
    return Verdict.CLASH if differs else Verdict.SAME


def _place(row: BookRow, seen_from: BookRow) -> str:
    of_sheet = f", trang “{row.sheet}”," if row.sheet != seen_from.sheet else ""
    return f"dòng {row.place}{of_sheet}"


def _references(session: Session, register: str) -> dict[str, int]:
    """Return the entry numbers of a register by folded name; ambiguous names are left out."""
    if not register:
        return {}
    numbers: dict[str, set[int]] = {}
    for entry in entries.entries(session, register):
        name = fold(" ".join(str(entry.get("name") or "").split()))
        numbers.setdefault(name, set()).add(entry.number)
        numbers.setdefault(str(entry.number), set()).add(entry.number)
    return {name: min(of_name) for name, of_name in numbers.items() if len(of_name) == 1}


def _unknown_items(
    session: Session, book: Register, rows: Sequence[BookRow]
) -> Iterable[dict[str, str]]:
    """Return the problem of each row that names items the catalogue does not have."""
    names = [rule.name for rule in book.fields if rule.kind == "items"]
    of_rows = [{name: item_ids(str(row.values.get(name, ""))) for name in names} for row in rows]
    all_ids = sorted({item for fields in of_rows for ids in fields.values() for item in ids})
    known_ids = {
        item for part in id_batches(all_ids) for item in queries.records(session, tuple(part))
    }
    return [
        {
            name: f"Kho không có tài liệu mã {', '.join(missing)}."
            for name, ids in fields.items()
            if (missing := [item for item in ids if item not in known_ids])
        }
        for fields in of_rows
    ]
