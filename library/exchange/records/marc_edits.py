"""Editing of an item's MARC record: the description follows the subfields that it shows."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing, index_queue
from library.catalogue.description import original_records
from library.catalogue.models import Item
from library.changes import held_changes
from library.changes.row_changes import RowChange
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.marc_record import MarcRecord, as_stored
from library.exchange.marc21.marc_writing import to_record
from library.exchange.marc21.typed_record import typed_lines
from library.exchange.problems import AccessInRecordError, RecordValueRefusedError
from library.exchange.records.cell_values import REQUIRED, check_rule
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_descriptions import descriptions
from library.exchange.records.item_values import described_texts
from library.staff.audit import note

_RIGHTS = frozenset({"access", "opens"})


def current_record(session: Session, item_id: str) -> MarcRecord:
    """Return the MARC record of an item as an export writes it."""
    (description,) = descriptions(session, (item_id,))
    return to_record(description)


def save_record(
    session: Session, item_id: str, record: MarcRecord, rules: Rules, by: str
) -> tuple[str, ...]:
    """Store a record and change the description accordingly; return the changed fields' names.

    Raise AccessInRecordError or RecordValueRefusedError.
    """
    old_record = current_record(session, item_id)
    item = cataloguing.find_item(session, item_id)
    changes = changed_texts(old_record, record)
    if _RIGHTS & changes.keys():
        raise AccessInRecordError
    _check_values(item, changes, rules)
    old_texts = described_texts(item)
    cataloguing.describe(session, item, changes, by)
    session.flush()
    texts = described_texts(item)
    # what waits for a second person counts as changed back, so that no export shows it
    waiting = {name for name in changes if texts.get(name) == old_texts.get(name)}
    texts |= {name: changes[name] or "" for name in waiting}
    if held_changes.set_apart(session, item, _record_change(session, item.id, record, texts)):
        return tuple(changes)
    original_records.store(session, item.id, as_stored(record), texts)
    item.changed = clock.now()
    index_queue.mark(session, item.id)
    old_lines, new_lines = _lines(old_record), _lines(record)
    was = {"marc": "\n".join(line for line in old_lines if line not in new_lines)}
    now = {"marc": "\n".join(line for line in new_lines if line not in old_lines)}
    note(session, by, "item.marc", item.id, old=was, new=now)
    return tuple(changes)


def _record_change(
    session: Session, item_id: str, record: MarcRecord, texts: Mapping[str, str]
) -> RowChange:
    stored = original_records.of_item(session, item_id)
    old = stored and {"content": stored.content, "described": stored.described}
    new = {"item_id": item_id, "content": as_stored(record), "described": dict(texts)}
    return RowChange("original_record", (item_id,), old, new)


def changed_texts(old: MarcRecord, new: MarcRecord) -> dict[str, str | None]:
    """Return the texts of description fields that differ between two records; None if removed."""
    old_texts, new_texts = _texts(old), _texts(new)
    names = dict.fromkeys((*old_texts, *new_texts))
    return {
        name: new_texts.get(name)
        for name in names
        if old_texts.get(name) != new_texts.get(name)
        and (name not in REQUIRED or new_texts.get(name))
    }


def _texts(record: MarcRecord) -> dict[str, str]:
    row = row_of_record(0, record)
    return {**row.other, **row.told}


def _check_values(item: Item, changes: Mapping[str, str | None], rules: Rules) -> None:
    current = described_texts(item)
    for name, value in changes.items():
        try:
            check_rule(rules.of(item.collection, name), value, current.get(name, ""))
        except ValueError as error:
            raise RecordValueRefusedError(rules.label(name), error) from error


def _lines(record: MarcRecord) -> list[str]:
    return [f"{line.tag} {line.indicators} {line.content}" for line in typed_lines(record)]
