"""Harvested records taken in: new drafts, drafts brought up to date, changes proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue import cataloguing
from library.catalogue.access import openings
from library.catalogue.authorities import linking
from library.catalogue.description import record_sources
from library.catalogue.description.field_registry import DESCRIPTION_FIELDS
from library.catalogue.models import Item
from library.catalogue.profiles import Profile
from library.exchange.marc21.source_fields import source_number
from library.exchange.other_libraries.oai_client import SourceRecord
from library.exchange.records import item_descriptions, record_drafts
from library.exchange.records.item_batches import id_batches
from library.exchange.records.record_drafts import MARC, OTHER_FIELDS, DraftLine
from library.harvest.models import Harvest, HarvestedRecord, RecordState
from library.harvest.source_rows import SourceRow, draft_lines, source_row

_NEVER_PROPOSED = ("access", "licence", "opens", "kind")
"""Fields that a harvest fills from its own form; the source has no say in them later."""

_DESCRIBED = tuple(name for name in DESCRIPTION_FIELDS if name not in _NEVER_PROPOSED)


@dataclass(frozen=True, slots=True)
class Taker:
    """A harvest with what its records need: the name of the catalogue, and the collection."""

    session: Session
    harvest: Harvest
    catalogue: str
    profile: Profile

    def take(self, records: Iterable[SourceRecord]) -> None:
        """Take records in; a record that came already, unchanged, changes nothing."""
        latest = {record.identifier: record for record in records}
        earlier = known_records(self.session, self.harvest.source, latest)
        fresh, changes = [], []
        for record in latest.values():
            row = earlier.get(record.identifier)
            if record.is_deleted:
                if row is not None:
                    row.is_deleted, row.datestamp = True, record.datestamp
                continue
            came = source_row(record, self.harvest.prefix)
            if row is None:
                fresh.append(came)
            elif row.digest != came.digest or row.is_deleted:
                changes.append((row, came))
        self._make_drafts(fresh)
        self._update(changes)
        self.session.flush()

    def _make_drafts(self, fresh: list[SourceRow]) -> None:
        lines = self._lines(fresh)
        drafts = {line.item_id: line for line in lines.values()}
        held_items = record_drafts.existing_items(self.session, drafts.values(), self.profile.slug)
        new = {draft: line for draft, line in drafts.items() if draft not in held_items}
        with linking.deferred(self.session):
            for line in new.values():
                record_drafts.make_draft(
                    self.session, line.item_id, line.title, line.after, self.harvest.ordered_by
                )
        values = {draft: line.after for draft, line in new.items()}
        record_drafts.complete_drafts(self.session, values, self.harvest.ordered_by)
        contents = self._contents(new)
        for came in fresh:
            line = lines.get(came.record.identifier)
            self.session.add(self._entered(came, line, held_items, contents))

    def _entered(
        self,
        came: SourceRow,
        line: DraftLine | None,
        held_items: Mapping[str, str],
        contents: Mapping[str, dict[str, object]],
    ) -> HarvestedRecord:
        """Return the row of a record that came for the first time, and note its source."""
        item_id = line and held_items.get(line.item_id, line.item_id)
        state = RecordState.REFUSED if line is None else RecordState.DRAFT
        if line is not None and line.item_id in held_items:
            state = RecordState.HELD
        if state is RecordState.DRAFT:
            record_sources.add(
                self.session, item_id, self.catalogue, _number(came), self.harvest.ordered_by
            )
        return HarvestedRecord(
            source=self.harvest.source,
            identifier=came.record.identifier,
            harvest_id=self.harvest.id,
            item_id=item_id,
            title=line.title if line else "",
            state=state,
            problem=came.problem,
            datestamp=came.record.datestamp,
            digest=came.digest,
            is_deleted=False,
            content=contents.get(item_id, dict(line.after)) if line else {},
            changes={},
            has_changes=False,
        )

    def _update(self, changes: list[tuple[HarvestedRecord, SourceRow]]) -> None:
        """Write newer values into untouched drafts; propose them where somebody edited."""
        lines = self._lines([came for _, came in changes])
        items = _items(self.session, [row.item_id for row, _ in changes if row.item_id])
        for row, came in changes:
            row.digest, row.datestamp, row.is_deleted = came.digest, came.record.datestamp, False
            line, item = lines.get(came.record.identifier), items.get(row.item_id or "")
            if row.state is RecordState.REFUSED and line is not None:
                self.session.delete(row)
                self.session.flush()
                self._make_drafts([came])
            elif line is None or item is None:
                row.problem = came.problem
            elif record_drafts.draft_content(self.session, item) == row.content:
                self._rewrite(item, line, row)
            else:
                _propose(item, line, row)

    def _rewrite(self, item: Item, line: DraftLine, row: HarvestedRecord) -> None:
        by, values = self.harvest.ordered_by, line.after
        description = {name: values[name] for name in _DESCRIBED}
        other = dict.fromkeys(item.other_fields or {}) | values[OTHER_FIELDS]
        fields = other | record_drafts.column_values(description)
        cataloguing.describe(self.session, item, fields, by)
        if MARC in values and not openings.waits(self.session, item, by):
            item_descriptions.replace_record(self.session, item, values[MARC])
        self.session.flush()
        row.title, row.content = item.title, record_drafts.draft_content(self.session, item)

    def _lines(self, rows: Iterable[SourceRow]) -> dict[str, DraftLine]:
        return draft_lines(self.session, rows, self.profile, self.harvest.access)

    def _contents(self, drafts: Iterable[str]) -> dict[str, dict[str, object]]:
        """Return the contents of new drafts by id."""
        items = _items(self.session, drafts)
        record_drafts.preload(self.session, items)
        return {id_: record_drafts.draft_content(self.session, item) for id_, item in items.items()}


def known_records(
    session: Session, source: str, identifiers: Iterable[str]
) -> dict[str, HarvestedRecord]:
    """Return the records that came from a catalogue before, by identifier."""
    by_identifier = {}
    for batch in id_batches(tuple(identifiers)):
        rows = select(HarvestedRecord).where(
            HarvestedRecord.source == source, HarvestedRecord.identifier.in_(batch)
        )
        by_identifier |= {row.identifier: row for row in session.scalars(rows)}
    return by_identifier


def _propose(item: Item, line: DraftLine, row: HarvestedRecord) -> None:
    """Keep the values that changed at the source since they came last and differ from ours."""
    ours, last, new = cataloguing.item_fields(item), _values(row.content), _values(line.after)
    row.changes = {
        name: new.get(name)
        for name in {**last, **new}
        if (new.get(name) or None) != (ours.get(name) or None)
        and (name in row.changes or (new.get(name) or None) != (last.get(name) or None))
    }
    row.has_changes = bool(row.changes)
    own = {name: row.content[name] for name in row.content if name in _NEVER_PROPOSED}
    row.content = {**row.content, **line.after, **own}


def _values(content: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a draft that come from its source, by field."""
    description = {name: content.get(name) for name in _DESCRIBED}
    return {**content.get(OTHER_FIELDS, {}), **description}


def _items(session: Session, ids: Iterable[str]) -> dict[str, Item]:
    return {
        item.id: item
        for batch in id_batches(tuple(ids))
        for item in session.scalars(select(Item).where(Item.id.in_(batch)))
    }


def _number(came: SourceRow) -> str:
    """Return the control number of a MARC record, else its identifier at the catalogue."""
    return (source_number(came.marc) if came.marc else "") or came.record.identifier
