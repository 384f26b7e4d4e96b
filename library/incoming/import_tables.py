"""Lists that are being imported: cells and answers are kept with the plan, which follows them."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library.bulk import planned_changes
from library.bulk.models import BulkChange, BulkLine, ChangeState
from library.bulk.planned_changes import Plan
from library.catalogue.models import Access
from library.catalogue.profiles import Profile
from library.exchange.filled_sheets import FilledRow
from library.exchange.list_rows import ParsedList
from library.exchange.records.record_drafts import GivenRights
from library.incoming import import_plan
from library.incoming.import_plan import Target
from library.incoming.list_reader import Trouble, rows_of, unknown_column_remarks
from library.incoming.list_tables import ListTable
from library.incoming.matches import Key, Rule

_DEFAULT_RULES = dict.fromkeys(Key, Rule.COPIES)
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ImportTable:
    """A list with the answers of the person who imports it."""

    file: str
    sender: str
    """Library or person that sent it; its columns are remembered by this name."""
    collection: str
    rights: GivenRights
    table: ListTable
    rules: Mapping[Key, Rule] = field(default_factory=_DEFAULT_RULES.copy)
    doubtful: tuple[int, ...] = ()
    """Places of the rows with troubles: the other rows of a long list are not read again."""

    def with_fields(self, fields: Mapping[int, str]) -> "ImportTable":
        """Return the list with other fields for some columns."""
        chosen = tuple(fields.get(at, name) for at, name in enumerate(self.table.fields))
        return replace(self, table=replace(self.table, fields=chosen))

    def with_cells(self, cells: Mapping[tuple[int, int], str]) -> "ImportTable":
        """Return the list with other texts in some cells, by place of row and column."""
        rows = list(self.table.rows)
        for (at, column), text in cells.items():
            if not (0 <= at < len(rows) and 0 <= column < len(self.table.fields)):
                continue
            padding = [""] * (column + 1 - len(rows[at].cells))
            texts = [*rows[at].cells, *padding]
            if texts[column] != text:
                texts[column] = text
                unreadable = rows[at].unreadable - {column}
                values = {at_: v for at_, v in rows[at].values.items() if at_ != column}
                rows[at] = FilledRow(rows[at].place, tuple(texts), unreadable, values)
        return replace(self, table=replace(self.table, rows=tuple(rows)))

    def samples(self, column: int) -> tuple[str, ...]:
        """Return the first different values of a column."""
        texts = (row.cells[column] for row in self.table.rows if column < len(row.cells))
        return tuple(dict.fromkeys(filter(None, texts)))[:_SAMPLES]


def with_remembered_columns(session: Session, table: ImportTable) -> ImportTable:
    """Return a list with the columns that its sender used before."""
    return table.with_fields(_remembered(session, table))


def plan_of(session: Session, table: ImportTable, profile: Profile) -> tuple[ImportTable, Plan]:
    """Return a list with its doubtful rows, and its plan.

    It reads every item, so nobody should wait for it to write.
    """
    readings = tuple(rows_of(table.table))
    rows = tuple(row for row, _ in readings)
    doubtful = tuple(at for at, (_, row_troubles) in enumerate(readings) if row_troubles)
    remarks = (*table.table.remarks, *unknown_column_remarks(table.table))
    target = Target(profile, table.rights, table.rules)
    plan = import_plan.plan(session, ParsedList(rows, remarks), target, table.file)
    return replace(table, doubtful=doubtful), plan


def start(session: Session, table: ImportTable, plan: Plan, by: str) -> BulkChange:
    """Store a list and its plan."""
    change = planned_changes.save(session, plan, by)
    change.sender, change.incoming = table.sender, _as_json(table)
    return change


def plan_again(session: Session, change: BulkChange, table: ImportTable, plan: Plan) -> None:
    """Replace the plan of an import by that of its list with other answers."""
    session.execute(delete(BulkLine).where(BulkLine.change_id == change.id))
    planned_changes.add_lines(session, change.id, plan.lines)
    change.told, change.same, change.remarks = plan.summary, plan.same, list(plan.remarks)
    change.incoming = _as_json(table)


def table_of(change: BulkChange) -> ImportTable | None:
    """Return the list of a planned import; None for other changes and plans of older versions."""
    if change.incoming is None or change.state is not ChangeState.PLANNED:
        return None
    return _from_json(change.incoming)


def troubles(
    table: ImportTable, numbers: Collection[int]
) -> dict[int, tuple[int, tuple[Trouble, ...]]]:
    """Return by row number the place of each row with these numbers or doubts, and its troubles."""
    rows, doubtful = table.table.rows, frozenset(table.doubtful)
    places = [at for at, row in enumerate(rows) if at in doubtful or row.place in numbers]
    part = replace(table.table, rows=tuple(rows[at] for at in places))
    readings = zip(places, rows_of(part), strict=True)
    return {row.number: (at, row_troubles) for at, (row, row_troubles) in readings}


def senders(session: Session) -> tuple[str, ...]:
    """Return the names of those who sent lists before."""
    names = select(BulkChange.sender).where(BulkChange.sender > "").distinct()
    return tuple(sorted(session.scalars(names)))


def _remembered(session: Session, table: ImportTable) -> dict[int, str]:
    """Return the fields that the sender's last list gave columns with the same headings."""
    if not table.sender:
        return {}
    earlier = select(BulkChange.incoming).where(
        BulkChange.sender == table.sender, BulkChange.state != ChangeState.PLANNED
    )
    last = session.scalar(earlier.order_by(BulkChange.id.desc()).limit(1))
    if last is None:
        return {}
    previous = _from_json(last).table
    fields = dict(zip(previous.headings, previous.fields, strict=True))
    headings = table.table.headings
    return {at: fields[name] for at, name in enumerate(headings) if name.strip() and name in fields}


def _as_json(table: ImportTable) -> str:
    rows = [[row.place, row.cells, sorted(row.unreadable)] for row in table.table.rows]
    content = {
        "file": table.file,
        "sender": table.sender,
        "collection": table.collection,
        "access": table.rights.access,
        "licence": table.rights.licence,
        "headings": table.table.headings,
        "fields": table.table.fields,
        "rows": rows,
        "values": [list(row.values.items()) for row in table.table.rows],
        "remarks": table.table.remarks,
        "rules": table.rules,
        "doubtful": table.doubtful,
    }
    return json.dumps(content, ensure_ascii=False)


def _from_json(text: str) -> ImportTable:
    content = json.loads(text)
    values_of_rows = content.get("values", [[]] * len(content["rows"]))
    rows = (
        FilledRow(place, tuple(cells), frozenset(unreadable), dict(values))
        for (place, cells, unreadable), values in zip(content["rows"], values_of_rows, strict=True)
    )
    headings, fields = tuple(content["headings"]), tuple(content["fields"])
    return ImportTable(
        *(content[name] for name in ("file", "sender", "collection")),
        GivenRights(Access(content["access"]), content["licence"]),
        ListTable(headings, fields, tuple(rows), tuple(content["remarks"])),
        {Key(key): Rule(rule) for key, rule in content["rules"].items()},
        tuple(content.get("doubtful", range(len(content["rows"])))),
    )
