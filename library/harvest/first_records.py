"""The first records of a source as drafts would hold them, before anything is harvested."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.catalogue.description.field_registry import LABELS
from library.catalogue.profiles import Profile
from library.exchange.marc21.marc_record import MarcRecord
from library.exchange.other_libraries.oai_client import SourceRecord
from library.exchange.records import record_drafts
from library.exchange.records.record_drafts import OTHER_FIELDS, DraftLine
from library.harvest.harvests import HarvestChoice
from library.harvest.source_rows import SourceRow, draft_lines, source_row
from library.harvest.take_records import known_records

_CODED = ("access", "opens", "language")
_SHOWN = tuple(name for name in LABELS if name not in _CODED)


@dataclass(frozen=True, slots=True)
class PreviewedRecord:
    """A record of a source, and the fields of the draft that it would become."""

    record: SourceRecord
    marc: MarcRecord | None
    title: str
    fields: tuple[tuple[str, str], ...]
    """Labels and texts."""
    held: str | None
    """Id of the item that holds it already; empty if it came before and its item is gone."""
    problem: str


def preview(
    session: Session, choice: HarvestChoice, profile: Profile, records: Iterable[SourceRecord]
) -> list[PreviewedRecord]:
    """Return records as a harvest would take them; nothing is written."""
    rows = [source_row(record, choice.prefix) for record in records]
    earlier = known_records(session, choice.source, [came.record.identifier for came in rows])
    lines = draft_lines(session, rows, profile, choice.access)
    held_items = record_drafts.existing_items(session, lines.values(), profile.slug)
    places = {name: row.item_id or "" for name, row in earlier.items()}
    return [
        _previewed(came, lines.get(came.record.identifier), held_items, places) for came in rows
    ]


def _previewed(
    came: SourceRow, line: DraftLine | None, held_items: dict[str, str], places: dict[str, str]
) -> PreviewedRecord:
    place = places.get(came.record.identifier)
    if place is None and line is not None:
        place = held_items.get(line.item_id)
    values = {**line.after[OTHER_FIELDS], **line.after} if line else {}
    fields = tuple((LABELS[name], str(values[name])) for name in _SHOWN if values.get(name))
    problem = "" if came.record.is_deleted else came.problem
    return PreviewedRecord(
        came.record, came.marc, line.title if line else "", fields, place, problem
    )
