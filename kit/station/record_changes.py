"""The changes of a pack in the database of a station, inside one transaction."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from kit.models import HeldRecord
from kit.packs import applying, pack_files
from kit.packs.contents import AUTHORITY, COLLECTION
from kit.packs.pack_files import Manifest, Record
from kit.packs.problems import PackDamagedError
from kit.station.edition_changes import Changes
from library.catalogue import index_queue
from library.catalogue.authorities.models import ItemAuthority
from library.catalogue.profile_versions import ProfileVersion
from library.database import insert_new
from library.exchange.records.item_batches import id_batches


def apply(session: Session, folder: Path, manifest: Manifest, changes: Changes) -> None:
    """Remove, replace and enter records, note what is held, and queue items for the index.

    Raises PackDamagedError if the records are not those whose digests were compared: what is read
    twice from a stick may be two things.
    """
    applying.defer_references(session)
    items = _items(session, changes)
    _remove_own_collections(session, changes)
    for kind, names in groupby(sorted(changes.removed), itemgetter(0)):
        applying.remove(session, kind, [key for _, key in names])
    records = _same_records(folder, manifest, changes)
    if changes.held:
        applying.apply(session, records)
        applying.drop_pages_aside(session)
    else:
        applying.insert_all(session, records)
    _note_held(session, changes)
    for item_id in sorted(items | _items(session, changes)):
        index_queue.requeue(session, item_id)


def _remove_own_collections(session: Session, changes: Changes) -> None:
    """Remove the profiles that no pack brought: the machine was set up as a library at first."""
    held = [key for kind, key in changes.held if kind == COLLECTION]
    session.execute(delete(ProfileVersion).where(ProfileVersion.collection.not_in(held)))


def _same_records(folder: Path, manifest: Manifest, changes: Changes) -> Iterator[Record]:
    missing = dict(changes.digests)
    for record in pack_files.records(folder, manifest):
        name = record.kind, record.key
        if name in changes.digests:
            if missing.pop(name, None) != record.digest:
                raise PackDamagedError(" ".join(name))
            yield record
    if missing:
        raise PackDamagedError(pack_files.MANIFEST)


def _note_held(session: Session, changes: Changes) -> None:
    for names in id_batches((*changes.removed, *changes.digests)):
        session.execute(
            delete(HeldRecord).where(tuple_(HeldRecord.kind, HeldRecord.key).in_(names))
        )
    for names in id_batches(tuple(changes.digests)):
        rows = [
            {"kind": kind, "key": key, "digest": changes.digests[kind, key]} for kind, key in names
        ]
        insert_new(session, HeldRecord, rows)


def _items(session: Session, changes: Changes) -> set[str]:
    """Return the items whose documents in the index change: their own records, or their names."""
    names = (*changes.removed, *changes.digests)
    items = {applying.indexed_item(kind, key) for kind, key in names} - {None}
    authorities = [int(key) for kind, key in names if kind == AUTHORITY]
    for ids in id_batches(authorities):
        query = select(ItemAuthority.item_id).where(ItemAuthority.authority_id.in_(ids))
        items |= set(session.scalars(query))
    return items
