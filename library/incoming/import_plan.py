"""Plan for importing external records as draft items."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.bulk.models import BulkLine, ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine, refused_line
from library.catalogue.models import Item
from library.catalogue.profiles import Profile
from library.exchange.list_rows import ParsedList
from library.exchange.records import draft_copies
from library.exchange.records.record_drafts import (
    GivenRights,
    draft_of,
    identity,
    items_by_name,
    with_direct_names,
)

_NO_TITLE = "Biểu ghi không có nhan đề."
_ALREADY_HELD = "Đã có tài liệu này: “{0}” ({1})."
_TWICE = "Biểu ghi này giống biểu ghi {0} trong tệp."


def plan(
    session: Session, records: ParsedList, profile: Profile, file: str, rights: GivenRights
) -> Plan:
    """Return the plan for importing records as drafts; records already held are refused.

    Inverted names of persons are written in the order of the authority file.
    """
    rows = draft_copies.with_free_numbers(session, with_direct_names(session, records.rows))
    rows_with_identifiers = [(row, *identity(row, profile)) for row in rows]
    names = {name for _, *identifiers in rows_with_identifiers for name in identifiers if name}
    held_items = items_by_name(session, names, profile.slug)
    first_rows: dict[str, int] = {}
    lines = []
    for row, identifier, source in rows_with_identifiers:
        title = row.told.get("title", "")
        existing = held_items.get(identifier) or held_items.get(source or "")
        problem = _problem(title, existing, first_rows.get(identifier))
        if problem:
            lines.append(
                refused_line(row.number, problem, existing[1] if existing else None, title)
            )
            continue
        first_rows[identifier] = row.number
        draft = draft_of(row, identifier, source, profile, rights)
        lines.append(
            PlannedLine(
                row.number, identifier, title, Verdict.NEW, after=draft.after, problem=draft.remarks
            )
        )
    return Plan(ChangeKind.RECORDS, f"{file} → {profile.title}", tuple(lines), 0, records.remarks)


def sources_of(session: Session, change_id: int) -> tuple[tuple[str, str], ...]:
    """Return the item id and source identifier of the drafts that an import made."""
    rows = (
        select(Item.id, Item.source_id)
        .join(BulkLine, BulkLine.item_id == Item.id)
        .where(BulkLine.change_id == change_id, BulkLine.verdict == Verdict.NEW)
        .where(BulkLine.undone.is_(False), Item.source_id.is_not(None))
    )
    return tuple(map(tuple, session.execute(rows.order_by(BulkLine.row))))


def _problem(title: str, existing: tuple[str, str] | None, first_row: int | None) -> str | None:
    if not title:
        return _NO_TITLE
    if existing is not None:
        return _ALREADY_HELD.format(*existing)
    return None if first_row is None else _TWICE.format(first_row)
