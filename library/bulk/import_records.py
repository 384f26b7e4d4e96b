"""Import of external records as draft items: planning, creation and undo."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from library.bulk import import_copies
from library.bulk.import_copies import COPY_LIST
from library.bulk.models import BulkLine, ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine, refused_line
from library.catalogue import cataloguing, index_queue
from library.catalogue.authorities.inverted_names import direct_name
from library.catalogue.authorities.models import Authority
from library.catalogue.description import holdings, original_records
from library.catalogue.description.field_registry import DESCRIPTION_FIELDS
from library.catalogue.models import Access, Item
from library.catalogue.profiles import Profile
from library.exchange.list_rows import SEPARATOR, ParsedList, Row
from library.exchange.records import item_descriptions, item_values
from library.exchange.records.item_batches import id_batches
from library.identifiers import item_id
from library.staff.audit import note

_COLLECTION, _SOURCE = "collection", "source_id"
_STATE, _PAGES = "state", "page_count"
PART_OF, COPIES, PARTS = "part_of", "copies", "parts"
MARC = "marc"
"""Key under which a line stores the MARC record as it came."""

OTHER_FIELDS = "beside"
"""Key under which a line stores fields outside the standard description."""

_PRELOADED = "import_records.preloaded"
_PERSON_FIELDS = ("creator", "contributor")
_ROLE = re.compile(r"(.*?)( \([^()]*\))")
_NO_TITLE = "Biểu ghi không có nhan đề."
_ALREADY_HELD = "Đã có tài liệu này: “{0}” ({1})."
_TWICE = "Biểu ghi này giống biểu ghi {0} trong tệp."


@dataclass(frozen=True, slots=True)
class GivenRights:
    """Rights that a person states for the records that state none."""

    access: Access = Access.STAFF
    licence: str | None = None


def plan(
    session: Session, records: ParsedList, profile: Profile, file: str, rights: GivenRights
) -> Plan:
    """Return the plan for importing records as drafts; records already held are refused.

    Inverted names of persons are written in the order of the authority file.
    """
    rows = import_copies.with_free_numbers(session, _with_direct_names(session, records.rows))
    identified = [(row, *_identity(row, profile)) for row in rows]
    names = {name for _, *identifiers in identified for name in identifiers if name}
    held = _existing(session, names, profile.slug)
    first_rows: dict[str, int] = {}
    lines = []
    for row, identifier, source in identified:
        title = row.told.get("title", "")
        existing = held.get(identifier) or held.get(source or "")
        problem = _problem(title, existing, first_rows.get(identifier))
        if problem:
            lines.append(
                refused_line(row.number, problem, existing[1] if existing else None, title)
            )
            continue
        first_rows[identifier] = row.number
        lines.append(_line(row, identifier, source, profile, rights))
    return Plan(ChangeKind.RECORDS, f"{file} → {profile.title}", tuple(lines), 0, records.remarks)


def draft_lines(
    session: Session, rows: Iterable[Row], profile: Profile, rights: GivenRights
) -> tuple[PlannedLine, ...]:
    """Return the drafts that records with a title make, whether they are held or not."""
    titled = (row for row in _with_direct_names(session, rows) if row.told.get("title"))
    return tuple(_line(row, *_identity(row, profile), profile, rights) for row in titled)


def existing_items(
    session: Session, lines: Iterable[PlannedLine], collection: str
) -> dict[str, str]:
    """Return the ids of the items that hold the records of drafts already, by draft id."""
    by_draft = {line.item_id: line.after[_SOURCE] for line in lines}
    existing = _existing(session, {*by_draft, *by_draft.values()} - {None}, collection)
    items = {draft: existing.get(draft) or existing.get(by_draft[draft]) for draft in by_draft}
    return {draft: item[1] for draft, item in items.items() if item}


def make_draft(session: Session, line: BulkLine | PlannedLine, by: str) -> None:
    """Create the draft item of one record."""
    values = line.after
    collection = str(values[_COLLECTION])
    item = cataloguing.make_item(session, line.item_id, collection, line.title, by)
    item.source_id = values[_SOURCE]
    cataloguing.set_other_fields(session, item, values[OTHER_FIELDS])
    cataloguing.describe(
        session, item, column_values({name: values[name] for name in DESCRIPTION_FIELDS}), by
    )
    if COPY_LIST in values:
        holdings.add_copies(session, item, import_copies.from_cells(values[COPY_LIST]), by)


def store_records(session: Session, lines: Mapping[str, BulkLine | PlannedLine]) -> None:
    """Store the MARC records of new drafts, whose names have been linked."""
    for draft_id, line in lines.items():
        if MARC in line.after:
            draft = session.get_one(Item, draft_id)
            item_descriptions.store_record(session, draft, line.after[MARC])
    session.flush()


def preload(session: Session, item_ids: Iterable[str]) -> None:
    """Load the holdings, parts and records of drafts for `draft_content`."""
    ids = list(item_ids)
    records = original_records.of_items(session, ids)
    copies, parts = import_copies.copies_by_item(session, ids), _counts(session, Item.part_of, ids)
    session.info[_PRELOADED] = {
        draft: (
            {COPIES: len(copies.get(draft, ())), PARTS: parts.get(draft, 0)}
            | ({COPY_LIST: import_copies.as_cells(copies[draft])} if draft in copies else {}),
            records.get(draft),
        )
        for draft in ids
    }


def sources_of(session: Session, change_id: int) -> tuple[tuple[str, str], ...]:
    """Return the item id and source identifier of the drafts that an import made."""
    rows = (
        select(Item.id, Item.source_id)
        .join(BulkLine, BulkLine.item_id == Item.id)
        .where(BulkLine.change_id == change_id, BulkLine.verdict == Verdict.NEW)
        .where(BulkLine.undone.is_(False), Item.source_id.is_not(None))
    )
    return tuple(map(tuple, session.execute(rows.order_by(BulkLine.row))))


def draft_content(session: Session, item: Item) -> dict[str, object]:
    """Return the content of a draft; it equals its record until somebody edits the draft."""
    cells = {name: item_values.read(item, name) for name in DESCRIPTION_FIELDS}
    placement = {_COLLECTION: item.collection, _SOURCE: item.source_id, _STATE: item.state.value}
    if item.id not in session.info.get(_PRELOADED, {}):
        preload(session, (item.id,))
    counts, record = session.info[_PRELOADED].pop(item.id)
    dependents = {PART_OF: item.part_of, **counts}
    return {
        **({MARC: dict(record.content)} if record else {}),
        **placement,
        _PAGES: item.page_count,
        OTHER_FIELDS: dict(item.other_fields),
        **dependents,
        **cells,
    }


def delete_draft(session: Session, item: Item, by: str) -> None:
    """Delete an imported draft that nobody has edited."""
    index_queue.mark(session, item.id)
    note(session, by, "item.unmake", item.id, item.title)
    session.delete(item)


def _counts(session: Session, column: InstrumentedAttribute[str], ids: list[str]) -> dict[str, int]:
    """Return the number of rows by the item that they name."""
    rows = select(column, func.count()).where(column.in_(ids)).group_by(column)
    return dict(map(tuple, session.execute(rows)))


def _identity(row: Row, profile: Profile) -> tuple[str, str | None]:
    """Return the permanent item id of a record, and its identifier in the source."""
    source = row.file or None
    content = json.dumps([row.told, row.other], sort_keys=True, ensure_ascii=False)
    return item_id(profile.slug, "biểu ghi", source or content), source


def _existing(
    session: Session, names: Iterable[str], collection: str
) -> dict[str, tuple[str, str]]:
    """Return (title, item id) of existing items by item id and by source identifier."""
    existing = {}
    for batch in id_batches(tuple(names)):
        same_source = (Item.collection == collection) & Item.source_id.in_(batch)
        query = select(Item.id, Item.source_id, Item.title)
        for held_id, source, title in session.execute(
            query.where(or_(Item.id.in_(batch), same_source))
        ):
            existing |= {held_id: (title, held_id)} | ({source: (title, held_id)} if source else {})
    return existing


def _problem(title: str, existing: tuple[str, str] | None, first_row: int | None) -> str | None:
    if not title:
        return _NO_TITLE
    if existing is not None:
        return _ALREADY_HELD.format(*existing)
    return None if first_row is None else _TWICE.format(first_row)


def _with_direct_names(session: Session, rows: Iterable[Row]) -> list[Row]:
    """Return rows in which inverted names have the form of the authority file."""
    rows = list(rows)
    inverted = {
        name
        for row in rows
        for _, text in _person_texts(row)
        for name, _ in map(_name_and_role, text.split(SEPARATOR))
        if direct_name(name) != name
    }
    preferred = {
        name
        for batch in id_batches(tuple(inverted))
        for name in session.scalars(select(Authority.name).where(Authority.name.in_(batch)))
    }
    return [_with_names(row, inverted - preferred) for row in rows] if inverted else rows


def _with_names(row: Row, inverted: set[str]) -> Row:
    changed = {
        field: SEPARATOR.join(
            f"{direct_name(name)}{role}" if name in inverted else f"{name}{role}"
            for name, role in map(_name_and_role, text.split(SEPARATOR))
        )
        for field, text in _person_texts(row)
    }
    return replace(row, told=_changed(row.told, changed), other=_changed(row.other, changed))


def _changed(values: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    return {name: changed.get(name, text) for name, text in values.items()}


def _person_texts(row: Row) -> list[tuple[str, str]]:
    values = {**row.other, **row.told}
    return [(name, values[name]) for name in _PERSON_FIELDS if values.get(name)]


def _name_and_role(text: str) -> tuple[str, str]:
    with_role = _ROLE.fullmatch(text)
    return with_role.groups() if with_role else (text, "")


def _line(
    row: Row, identifier: str, source: str | None, profile: Profile, rights: GivenRights
) -> PlannedLine:
    values: dict[str, object] = {
        "kind": profile.kind,
        "licence": rights.licence,
        "access": rights.access.value,
        "language": "vi",
        **row.told,
    }
    described = {name: values.get(name) for name in DESCRIPTION_FIELDS}
    after = {_COLLECTION: profile.slug, _SOURCE: source, OTHER_FIELDS: dict(row.other), **described}
    if row.marc is not None:
        after[MARC] = row.marc
    if row.copies:
        after[COPY_LIST] = import_copies.as_cells(row.copies)
    remarks = " ".join(row.remarks) or None
    return PlannedLine(row.number, identifier, row.told["title"], Verdict.NEW, {}, after, remarks)


def column_values(described: Mapping[str, object]) -> dict[str, object]:
    """Return values of a line as the columns of an item hold them."""
    return {name: Access(value) if name == "access" else value for name, value in described.items()}
