"""Descriptions of selected items for export in an exchange format."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.access.reading_conditions import conditions_of, describe_conditions
from library.catalogue.description import original_records, record_sources
from library.catalogue.description.fields import public_fields
from library.catalogue.models import Item
from library.catalogue.profiles import Profile
from library.exchange.item_description import Description, Original, SourceNumber, several
from library.exchange.marc21.marc_record import of_stored
from library.exchange.marc21.public_fields import public_part
from library.exchange.marc21.subject_headings import place_names_in
from library.exchange.records.item_batches import id_batches, items
from library.exchange.records.item_values import described_texts
from library.places.edition import current_history
from library.places.then_and_now import units_of_record
from library.recordings.extents import NO_EXTENT, extents

AddressOf = Callable[[str], str]
"""A function that returns the address of an item's page."""


def descriptions(
    session: Session, item_ids: tuple[str, ...], address_of: AddressOf | None = None
) -> Iterator[Description]:
    """Yield the descriptions of items, with a few hundred items in memory at a time."""
    history = current_history(session)
    for batch in id_batches(item_ids):
        records = original_records.of_items(session, batch)
        sources = record_sources.of_items(session, batch)
        extents_by_id = extents(session, batch)
        for item in items(session, batch):
            record = records.get(item.id)
            original = Original(of_stored(record.content), record.described) if record else None
            numbers = (SourceNumber(row.catalogue, row.number) for row in sources.get(item.id, ()))
            cells = described_texts(item)
            yield Description(
                item.id,
                item.changed,
                item.year,
                cells,
                original,
                tuple(numbers),
                item.page_count,
                extents_by_id.get(item.id, NO_EXTENT),
                address_of(item.id) if address_of else "",
                tuple(describe_conditions(conditions_of(item))),
                place_names=place_names_in(history, several(cells.get("subject"))),
            )


def public_descriptions(
    session: Session,
    item_ids: tuple[str, ...],
    profiles: Mapping[str, Profile],
    address_of: AddressOf | None = None,
) -> Iterator[Description]:
    """Yield descriptions with the fields of the item page only, since notes may be for staff."""
    chosen = select(Item.id, Item.collection, Item.date).where(Item.id.in_(item_ids))
    rows = {row.id: row for row in session.execute(chosen)}
    history = current_history(session)
    for description in descriptions(session, item_ids, address_of):
        row = rows[description.id]
        profile = profiles.get(row.collection)
        cells = public_fields(profile, description.cells)
        names = several(cells.get("coverage"))
        yield replace(
            description,
            cells=cells,
            original=public_part(description.original),
            places=units_of_record(history, names, row.date or "") if address_of else (),
        )


def store_record(session: Session, item: Item, content: Mapping[str, object]) -> None:
    """Store the MARC record from which a new item was described."""
    original_records.enter(session, item.id, content, described_texts(item))


def replace_record(session: Session, item: Item, content: Mapping[str, object]) -> None:
    """Store the MARC record with which the description of an item agrees now."""
    original_records.store(session, item.id, content, described_texts(item))
