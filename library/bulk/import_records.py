"""Plans to enter records of others as drafts, each once; makes them, and takes them back."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from library.bulk import item_cells
from library.bulk.models import BulkLine, ChangeKind, Verdict
from library.bulk.planned_changes import Line, Plan, refused
from library.bulk.selections import in_parts
from library.catalogue import cataloguing, index_queue
from library.catalogue.cataloguing import DESCRIBED
from library.catalogue.models import Access, Holding, Item
from library.catalogue.profiles import Profile
from library.exchange.list_rows import Row, Sheet
from library.identifiers import item_id
from library.staff.audit import note

_COLLECTION, _SOURCE = "collection", "source_id"
_STATE, _PAGES = "state", "page_count"
PART_OF, COPIES, PARTS = "part_of", "copies", "parts"
BESIDE = "beside"
"""Under this name a line keeps what is no field of the description."""

_NO_TITLE = "Biểu ghi không có nhan đề."
_HELD = "Đã có tài liệu này: “{0}” ({1})."
_TWICE = "Biểu ghi này giống biểu ghi {0} trong tệp."


def plan(session: Session, sheet: Sheet, profile: Profile, file: str) -> Plan:
    """Return the drafts that would be made of records; what is held already is refused."""
    told = [(row, *_identity(row, profile)) for row in sheet.rows]
    held = _held(session, told, profile)
    seen: dict[str, int] = {}
    lines = []
    for row, identifier, source in told:
        title = row.told.get("title", "")
        there = held.get(identifier) or held.get(source or "")
        problem = _problem(title, there, seen.get(identifier))
        if problem:
            lines.append(refused(row.number, problem, there[1] if there else None, title))
            continue
        seen[identifier] = row.number
        lines.append(_line(row, identifier, source, profile))
    return Plan(ChangeKind.RECORDS, f"{file} → {profile.title}", tuple(lines), 0, sheet.remarks)


def make(session: Session, line: BulkLine, by: str) -> None:
    """Make the draft of one record."""
    told = line.after
    collection = str(told[_COLLECTION])
    item = cataloguing.make_item(session, line.item_id, collection, line.title, by)
    item.source_id = told[_SOURCE]
    cataloguing.describe_beside(session, item, told[BESIDE])
    cataloguing.describe(session, item, _typed({name: told[name] for name in DESCRIBED}), by)


def held_now(session: Session, item: Item) -> dict[str, object]:
    """Return what a draft holds: the same as its record until somebody works on it."""
    held = {name: item_cells.read(item, name) for name in DESCRIBED}
    where = {_COLLECTION: item.collection, _SOURCE: item.source_id, _STATE: item.state.value}
    leaning = {PART_OF: item.part_of, **_leaning(session, item)}
    return {**where, _PAGES: item.page_count, BESIDE: dict(item.other_fields), **leaning, **held}


def unmake(session: Session, item: Item, by: str) -> None:
    """Take a draft out of the catalogue that came from a record and nobody worked on."""
    index_queue.mark(session, item.id)
    note(session, by, "item.unmake", item.id, item.title)
    session.delete(item)


def _leaning(session: Session, item: Item) -> dict[str, object]:
    """Count what would be lost with a draft: copies that were listed, and parts of it."""
    part = aliased(Item)
    copies = select(func.count(Holding.id)).where(Holding.item_id == item.id)
    parts = select(func.count(part.id)).where(part.part_of == item.id)
    counted = select(copies.scalar_subquery(), parts.scalar_subquery())
    return dict(zip((COPIES, PARTS), session.execute(counted).one(), strict=True))


def _identity(row: Row, profile: Profile) -> tuple[str, str | None]:
    """Return the id that a record has for good, and by what its source knows it."""
    source = row.file or None
    told = json.dumps([row.told, row.other], sort_keys=True, ensure_ascii=False)
    return item_id(profile.slug, "biểu ghi", source or told), source


def _held(
    session: Session, told: Iterable[tuple[Row, str, str | None]], profile: Profile
) -> dict[str, tuple[str, str]]:
    """Return title and id of what is held, by id and by what its source knows it."""
    names = tuple({name for _, *both in told for name in both if name})
    found = {}
    for part in in_parts(names):
        same_source = (Item.collection == profile.slug) & Item.source_id.in_(part)
        query = select(Item.id, Item.source_id, Item.title)
        for held, source, title in session.execute(
            query.where(or_(Item.id.in_(part), same_source))
        ):
            found |= {held: (title, held)} | ({source: (title, held)} if source else {})
    return found


def _problem(title: str, there: tuple[str, str] | None, seen: int | None) -> str | None:
    if not title:
        return _NO_TITLE
    if there is not None:
        return _HELD.format(*there)
    return None if seen is None else _TWICE.format(seen)


def _line(row: Row, identifier: str, source: str | None, profile: Profile) -> Line:
    kept: dict[str, object] = {
        "kind": profile.kind,
        "licence": profile.licence,
        "access": profile.access.value,
        "language": "vi",
        **row.told,
    }
    described = {name: kept.get(name) for name in DESCRIBED}
    after = {_COLLECTION: profile.slug, _SOURCE: source, BESIDE: dict(row.other), **described}
    remarks = " ".join(row.remarks) or None
    return Line(row.number, identifier, row.told["title"], Verdict.NEW, {}, after, remarks)


def _typed(described: Mapping[str, object]) -> dict[str, object]:
    return {name: Access(value) if name == "access" else value for name, value in described.items()}
