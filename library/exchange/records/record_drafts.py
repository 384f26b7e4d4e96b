"""Drafts of items that records of others make: identity, content, creation and deletion."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from library.catalogue import cataloguing, index_queue
from library.catalogue.authorities import linking
from library.catalogue.authorities.inverted_names import direct_name
from library.catalogue.authorities.models import Authority, ItemAuthority
from library.catalogue.belongings import of_items
from library.catalogue.description import holdings, original_records
from library.catalogue.description.field_registry import DESCRIPTION_FIELDS
from library.catalogue.models import Access, Item
from library.catalogue.profiles import Profile
from library.exchange.list_rows import SEPARATOR, Row
from library.exchange.records import draft_copies, item_descriptions, item_values
from library.exchange.records.draft_copies import COPY_LIST
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

_PRELOADED = "record_drafts.preloaded"
_PERSON_FIELDS = ("creator", "contributor")
_ROLE = re.compile(r"(.*?)( \([^()]*\))")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft that a record makes: its id, title and stored values."""

    item_id: str
    title: str
    after: Mapping[str, object]
    remarks: str | None = None


@dataclass(frozen=True, slots=True)
class GivenRights:
    """Rights that a person states for the records that state none."""

    access: Access = Access.STAFF
    licence: str | None = None


def draft_lines(
    session: Session, rows: Iterable[Row], profile: Profile, rights: GivenRights
) -> tuple[DraftLine, ...]:
    """Return the drafts that records with a title make, whether they are held or not."""
    titled_rows = (row for row in with_direct_names(session, rows) if row.told.get("title"))
    return tuple(draft_of(row, *identity(row, profile), profile, rights) for row in titled_rows)


def existing_items(session: Session, lines: Iterable[DraftLine], collection: str) -> dict[str, str]:
    """Return the ids of the items that hold the records of drafts already, by draft id."""
    by_draft = {line.item_id: line.after[_SOURCE] for line in lines}
    existing = items_by_name(session, {*by_draft, *by_draft.values()} - {None}, collection)
    items = {draft: existing.get(draft) or existing.get(by_draft[draft]) for draft in by_draft}
    return {draft: item[1] for draft, item in items.items() if item}


def make_draft(
    session: Session, draft_id: str, title: str, values: Mapping[str, object], by: str
) -> None:
    """Create the draft item of one record; see `complete_drafts`."""
    collection = str(values[_COLLECTION])
    item = cataloguing.make_item(session, draft_id, collection, title, by)
    item.source_id = values[_SOURCE]
    cataloguing.set_other_fields(session, item, values[OTHER_FIELDS])
    cataloguing.describe(
        session, item, column_values({name: values[name] for name in DESCRIPTION_FIELDS}), by
    )


def complete_drafts(
    session: Session, contents: Mapping[str, Mapping[str, object]], by: str
) -> None:
    """Store the copies and MARC records of new drafts, whose names have been linked."""
    copies = {
        draft_id: draft_copies.from_cells(values[COPY_LIST])
        for draft_id, values in contents.items()
        if COPY_LIST in values
    }
    holdings.add_copies(session, copies, by)
    for draft_id, values in contents.items():
        if MARC in values:
            draft = session.get_one(Item, draft_id)
            item_descriptions.store_record(session, draft, values[MARC])
    session.flush()


def preload(session: Session, item_ids: Iterable[str]) -> None:
    """Load the holdings, parts, consents… and records of drafts for `draft_content`."""
    ids = list(item_ids)
    records = original_records.of_items(session, ids)
    copies, parts = draft_copies.copies_by_item(session, ids), _counts(session, Item.part_of, ids)
    anchors = (row for row in of_items() if row.is_anchor and row.name != "holding")
    bonds = {row.name: _counts(session, row.table.c.item_id, ids) for row in anchors}
    session.info[_PRELOADED] = {
        draft: (
            {COPIES: len(copies.get(draft, ())), PARTS: parts.get(draft, 0)}
            | {name: counts[draft] for name, counts in bonds.items() if draft in counts}
            | ({COPY_LIST: draft_copies.as_cells(copies[draft])} if draft in copies else {}),
            records.get(draft),
        )
        for draft in ids
    }


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
    """Delete an imported draft that nobody has edited, with the names that nothing else has."""
    index_queue.mark(session, item.id)
    note(session, by, "item.unmake", item.id, item.title)
    names = select(ItemAuthority.authority_id).where(ItemAuthority.item_id == item.id)
    name_ids = set(session.scalars(names))
    session.delete(item)
    session.flush()
    linking.delete_unused(session, name_ids)


def _counts(session: Session, column: InstrumentedAttribute[str], ids: list[str]) -> dict[str, int]:
    """Return the number of rows by the item that they name."""
    rows = select(column, func.count()).where(column.in_(ids)).group_by(column)
    return dict(map(tuple, session.execute(rows)))


def identity(row: Row, profile: Profile) -> tuple[str, str | None]:
    """Return the permanent item id of a record, and its identifier in the source."""
    source = row.file or None
    content = json.dumps([row.told, row.other], sort_keys=True, ensure_ascii=False)
    return item_id(profile.slug, "biểu ghi", source or content), source


def items_by_name(
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


def with_direct_names(session: Session, rows: Iterable[Row]) -> list[Row]:
    """Return rows in which inverted names have the form of the authority file."""
    rows = list(rows)
    names = {
        name
        for row in rows
        for _, text in _person_texts(row)
        for name, _ in map(_name_and_role, text.split(SEPARATOR))
        if direct_name(name) != name
    }
    preferred_names = {
        name
        for batch in id_batches(tuple(names))
        for name in session.scalars(select(Authority.name).where(Authority.name.in_(batch)))
    }
    return [_with_names(row, names - preferred_names) for row in rows] if names else rows


def _with_names(row: Row, names: set[str]) -> Row:
    changes = {
        field: SEPARATOR.join(
            f"{direct_name(name)}{role}" if name in names else f"{name}{role}"
            for name, role in map(_name_and_role, text.split(SEPARATOR))
        )
        for field, text in _person_texts(row)
    }
    return replace(row, told=_changed(row.told, changes), other=_changed(row.other, changes))


def _changed(values: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    return {name: changes.get(name, text) for name, text in values.items()}


def _person_texts(row: Row) -> list[tuple[str, str]]:
    values = {**row.other, **row.told}
    return [(name, values[name]) for name in _PERSON_FIELDS if values.get(name)]


def _name_and_role(text: str) -> tuple[str, str]:
    with_role = _ROLE.fullmatch(text)
    return with_role.groups() if with_role else (text, "")


def draft_of(
    row: Row, identifier: str, source: str | None, profile: Profile, rights: GivenRights
) -> DraftLine:
    """Return the draft of a record that has a title."""
    values: dict[str, object] = {
        "kind": profile.kind,
        "licence": rights.licence,
        "access": rights.access.value,
        "language": "vi",
        **row.told,
    }
    fields = {name: values.get(name) for name in DESCRIPTION_FIELDS}
    after = {_COLLECTION: profile.slug, _SOURCE: source, OTHER_FIELDS: dict(row.other), **fields}
    if row.marc is not None:
        after[MARC] = row.marc
    if row.copies:
        after[COPY_LIST] = draft_copies.as_cells(row.copies)
    remarks = " ".join(row.remarks) or None
    return DraftLine(identifier, row.told["title"], after, remarks)


def column_values(values: Mapping[str, object]) -> dict[str, object]:
    """Return values of a line as the columns of an item hold them."""
    return {name: Access(value) if name == "access" else value for name, value in values.items()}
