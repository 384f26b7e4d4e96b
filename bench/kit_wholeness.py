"""Whether a station holds one edition whole: every record made again from its rows, every file."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Engine, select

from kit.canonical import digest
from kit.models import HeldRecord
from kit.packs import tiers
from kit.packs.editions import edition_digest
from kit.packs.record_rows import Selection
from kit.packs.records import some_records
from kit.station.identity import read_identity
from kit.station.state import served_edition
from library.catalogue.models import Item
from library.database import reading
from library.settings import Settings
from library.storage.stores import derivative_store
from points.access_points.models import AccessPoint
from search_index.index import sync


def faults_of(settings: Settings, engine: Engine) -> list[str]:
    """Return what is wrong with the edition of a station; nothing if it is whole."""
    return list(_faults(settings, engine))


def _faults(settings: Settings, engine: Engine) -> Iterator[str]:
    point = read_identity(settings).point
    with reading(engine) as session:
        rows = session.execute(select(HeldRecord.kind, HeldRecord.key, HeldRecord.digest))
        held = {(kind, key): held_digest for kind, key, held_digest in rows}
        keys: dict[str, set[str]] = defaultdict(set)
        for kind, key in held:
            keys[kind].add(key)
        items = dict(session.execute(select(Item.id, Item.page_count).order_by(Item.id)).all())
        point_id = session.scalar(select(AccessPoint.id).where(AccessPoint.code == point))
        images = {step: keys[step] for step in tiers.STEPS}
        selection = Selection(point_id, items, {*items}, images)
        records = list(some_records(session, selection, keys))
        edition = served_edition(session)
    made_again = {(record.kind, record.key): digest(record.line) for record in records}
    for name in sorted(held.keys() | made_again.keys()):
        if held.get(name) != made_again.get(name):
            yield f"{name[0]} {name[1]} is other than the edition says"
    lines = ((kind, key, line) for (kind, key), line in held.items())
    if edition_digest(lines) != edition.digest:
        yield f"edition {edition.number} is mixed"
    if {key for kind, key in held if kind == "item"} != {*items}:
        yield "items that belong to no edition"
    store, files = derivative_store(settings), {one for record in records for one in record.files}
    for file in sorted(files):
        if not store.holds(file) or hashlib.sha256(store.read(file)).hexdigest() != file:
            yield f"file {file[:12]} is missing or damaged"
    if set(store.digests()) - files:
        yield f"{len(set(store.digests()) - files)} files of no record"
    if sync.check(settings, engine):
        yield "the index differs from the database"
