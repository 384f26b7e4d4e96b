"""Lists that are being imported: cells and answers are kept with the plan, which follows them."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library.bulk import planned_changes
from library.bulk.models import BulkChange, BulkLine, ChangeState
from library.bulk.planned_changes import Plan
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.models import Access, Item
from library.catalogue.profiles import Profile
from library.exchange.filled_sheets import FilledRow
from library.exchange.list_rows import ParsedList, Row
from library.exchange.records.record_drafts import GivenRights
from library.incoming import import_plan
from library.incoming.headings import COPIES, COPY, IMPRINT, PAGES, SIZE, SUBTITLE
from library.incoming.import_plan import Target
from library.incoming.list_reader import Trouble, rows_of, unknown_column_remarks
from library.incoming.list_tables import ListTable
from library.incoming.matches import Key, Rule

_DEFAULT_RULES = dict.fromkeys(Key, Rule.COPIES)
_EXAMPLES, _EXAMPLE_ROWS = 3, 50
"""Number of rows that are shown as they are understood; they are chosen from the first ones."""


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


@dataclass(frozen=True, slots=True)
class Example:
    """One cell of an example row: as written, as understood, and whether that is doubtful."""

    written: str
    understood: str
    is_doubtful: bool


def with_remembered_columns(session: Session, table: ImportTable) -> ImportTable:
    """Return a list with the columns that its sender used before."""
    return table.with_fields(_remembered(session, table))


def plan_of(session: Session, table: ImportTable, profile: Profile) -> tuple[ImportTable, Plan]:
    """Return a list with its doubtful rows, and its plan.

    It reads every item, so nobody should wait for it to write.
    """
    readings = tuple(rows_of(_with_names(session, table.table)))
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
    session: Session, table: ImportTable, numbers: Collection[int]
) -> dict[int, tuple[int, tuple[Trouble, ...]]]:
    """Return by row number the place of each row with these numbers or doubts, and its troubles."""
    rows, doubtful = table.table.rows, frozenset(table.doubtful)
    places = [at for at, row in enumerate(rows) if at in doubtful or row.place in numbers]
    readings = zip(places, rows_of(_with_names(session, table.table), places), strict=True)
    return {row.number: (at, row_troubles) for at, (row, row_troubles) in readings}


def examples(session: Session, table: ImportTable) -> list[list[Example]]:
    """Return the cells of the fullest of the first rows."""
    filled_counts = [len(list(filter(None, row.cells))) for row in table.table.rows[:_EXAMPLE_ROWS]]
    fullest = sorted(range(len(filled_counts)), key=lambda at: -filled_counts[at])[:_EXAMPLES]
    places, fields = sorted(fullest), table.table.fields
    rows = []
    readings = rows_of(_with_names(session, table.table), places)
    for at, (row, row_troubles) in zip(places, readings, strict=True):
        doubtful = {trouble.column for trouble in row_troubles}
        cells = dict(enumerate(table.table.rows[at].cells))
        rows.append(
            [
                Example(cells.get(column, ""), understood(row, field), column in doubtful)
                for column, field in enumerate(fields)
            ]
        )
    return rows


def understood(row: Row, field_: str) -> str:
    """Return the value of a row for the field of a column, as the item will hold it."""
    values = {**row.other, **row.told}
    if field_ == COPIES:
        return f"{len(row.copies)} bản" if row.copies else ""
    if field_.startswith(COPY):
        name = field_.removeprefix(COPY).replace("last", "registration")
        texts = (str(getattr(copy, name) or "") for copy in row.copies)
        return ", ".join(dict.fromkeys(filter(None, texts)))
    if field_ == IMPRINT:
        return ", ".join(values[name] for name in ("place", "publisher", "date") if name in values)
    return values.get({PAGES: "extent", SIZE: "extent", SUBTITLE: "title"}.get(field_, field_), "")


def _with_names(session: Session, table: ListTable) -> ListTable:
    """Return a list that knows the bodies and publishers of the catalogue."""
    publisher = Item.other_fields["publisher"].as_string()
    bodies = select(Authority.name).where(Authority.kind == AuthorityKind.BODY)
    publishers = select(publisher).where(publisher.is_not(None)).distinct()
    names = (*session.scalars(bodies), *session.scalars(publishers))
    return replace(table, names=tuple(sorted(dict.fromkeys(names))))


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
