"""Checks that a station holds one edition whole: records made again from their rows, and files."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from kit.canonical import digest
from kit.models import HeldRecord
from kit.packs import tiers
from kit.packs.editions import edition_digest
from kit.packs.record_rows import ITEM, RecordContent, Selection
from kit.packs.selected_records import records
from kit.station.state import served_edition
from kit.station.station_identity import read_identity
from library.catalogue.models import Item
from library.database import reading
from library.settings import Settings
from library.storage.stores import derivative_store
from points.access_points.models import AccessPoint
from search_index.index import sync

LEFT_FILES = "files of no record"
"""They may stay until a pack that was interrupted is taken in."""


def faults_of(settings: Settings, engine: Engine) -> list[str]:
    """Return the faults in the edition of a station; none if it is whole."""
    return list(_faults(settings, engine))


def _faults(settings: Settings, engine: Engine) -> Iterator[str]:
    with reading(engine) as session:
        rows = session.execute(select(HeldRecord.kind, HeldRecord.key, HeldRecord.digest))
        held = {(kind, key): held_digest for kind, key, held_digest in rows}
        records = _made_again(session, read_identity(settings).point, held)
        items = set(session.scalars(select(Item.id)))
        edition = served_edition(session)
    now = {(record.kind, record.key): digest(record.line) for record in records}
    for kind, key in sorted(held.keys() | now.keys()):
        if held.get((kind, key)) != now.get((kind, key)):
            yield f"{kind} {key} is other than the edition says"
    if edition_digest((kind, key, line) for (kind, key), line in held.items()) != edition.digest:
        yield f"edition {edition.number} is mixed"
    if {key for kind, key in held if kind == ITEM} != items:
        yield "items that belong to no edition"
    yield from _file_faults(settings, {file for record in records for file in record.files})
    sync.drain(settings, engine)
    if sync.check(settings, engine):
        yield "the index differs from the database"


def _made_again(
    session: Session, point: str, held: Mapping[tuple[str, str], str]
) -> list[RecordContent]:
    """Return the records that are held, made again from the rows of the station."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in held:
        keys[kind].add(key)
    items = dict(session.execute(select(Item.id, Item.page_count).order_by(Item.id)).all())
    point_id = session.scalar(select(AccessPoint.id).where(AccessPoint.code == point))
    images = {step: keys[step] for step in tiers.STEPS}
    return list(records(session, Selection(point_id, items, {*items}, images), keys))


def _file_faults(settings: Settings, files: set[str]) -> Iterator[str]:
    store = derivative_store(settings)
    for file in sorted(files):
        if not store.holds(file) or hashlib.sha256(store.read(file)).hexdigest() != file:
            yield f"file {file[:12]} is missing or damaged"
    if set(store.digests()) - files:
        yield LEFT_FILES
