"""Taking in a pack: everything is verified before anything changes, then all changes at once."""

import errno
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Engine, delete, select, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kit.models import HeldEdition, HeldRecord
from kit.outbox.enrolment_reports import restore_enrolments
from kit.packs import applying, pack_files
from kit.packs.editions import edition_digest
from kit.packs.pack_files import Manifest, Record
from kit.packs.problems import PackDamagedError
from kit.packs.record_rows import AUTHORITY, COLLECTION, ITEM, KINDS, PAGE
from kit.station import forgetting
from kit.station.problems import (
    MissingPackError,
    NewerProgramPackError,
    NotEnrolledError,
    OlderPackError,
    OlderProgramPackError,
    OtherStationPackError,
    StationFullError,
)
from kit.station.state import is_newer, served_edition
from kit.station.station_identity import Identity, read_identity, station_folder
from library import clock
from library.catalogue import index_queue
from library.catalogue.authorities.models import ItemAuthority
from library.catalogue.profile_versions import ProfileVersion
from library.clock import HANOI
from library.database import insert_new, reading, work
from library.database_failures import failure_of
from library.exchange.records.item_batches import id_batches
from library.fixity.orphans import find_orphans
from library.process.locks import FileLock, holding, trying
from library.schema_version import known_versions, newest_version, old_code_survives
from library.settings import Settings
from library.storage.stores import derivative_store

_log = logging.getLogger(__name__)

_MEGABYTE = 1 << 20
_SPACE_FACTOR = 1.5
"""Space for a pack on the disk: its files, and the rows and index of its records."""

_CHUNK_BYTES = 1 << 20
_SAID_EACH = 100
"""Files between two words about the progress."""

_MAX_NEW_ITEMS = 100


_RECORDS_BETWEEN_SENTENCES = 500
"""Records between two words about the progress."""

_RecordName = tuple[str, str]
"""Kind and key."""

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Changes:
    """Records of a pack by name, with their digests, and what becomes of those that are held."""

    digests: dict[_RecordName, str]
    """Records that are new or other than what is held."""
    removed: frozenset[_RecordName]
    held: frozenset[_RecordName]

    @property
    def new_count(self) -> int:
        """Number of records that the station did not have."""
        return sum(name not in self.held for name in self.digests)

    @property
    def new_items(self) -> list[str]:
        """Ids of the first new items, in the order of the pack."""
        items = (key for kind, key in self.digests if kind == ITEM and (kind, key) not in self.held)
        return [key for key, _ in zip(items, range(_MAX_NEW_ITEMS), strict=False)]


def take_in(
    settings: Settings, engine: Engine, folder: Path, way: str, say: Say = lambda _text: None
) -> HeldEdition:
    """Take in the pack of a folder, and return the edition that the station holds then.

    A pack that is held already changes nothing. A process killed at any moment leaves the old
    edition or the new one; doing it again completes it. Raises LibraryError with a sentence for
    the librarian, and OSError if the pack cannot be read any more.
    """
    identity = read_identity(settings)
    if identity is None:
        raise NotEnrolledError
    lock = FileLock(station_folder(settings) / forgetting.TAKING_IN)
    with holding(lock, on_wait=lambda: say("Đang đợi trạm nhận xong gói khác")):
        manifest = pack_files.read_manifest(folder, identity.province_key)
        with reading(engine) as session:
            held = served_edition(session)
        is_held = held is not None and held.digest == manifest.edition
        if is_held and held.state_at == manifest.order[0]:
            _tidy(settings, engine)  # it may have been interrupted after the switch
            return held
        _require_next(identity, manifest, held)
        _require_space(settings, manifest)
        _verify(folder, manifest, say)
        with reading(engine) as session:
            changes = _read_changes(session, folder, manifest, say)
        with _full_disk_reported(settings, manifest):
            _store_files(settings, folder, manifest, say)
            say("Đang đổi kho sang bản mới")
            if {ITEM, PAGE}.intersection(kind for kind, _ in changes.removed):
                forgetting.ask(settings)
            with _bad_rows_reported(manifest), work(engine) as session:
                _apply(session, folder, manifest, changes)
                edition = _edition(manifest, held, way)
                restore_enrolments(session, settings, edition.state_at)
                edition.new_records = changes.new_count
                edition.changed_records = len(changes.digests) - changes.new_count
                edition.removed_records = len(changes.removed)
                edition.new_items = changes.new_items
                session.add(edition)
        say("Đang dọn tệp của bản cũ")
        _tidy(settings, engine)
        return edition


def finish(settings: Settings, engine: Engine) -> None:
    """Remove what an edition left behind whose taking in was interrupted after it was served."""
    with trying(FileLock(station_folder(settings) / forgetting.TAKING_IN)) as is_held:
        if is_held:
            _tidy(settings, engine)


def _require_next(identity: Identity, manifest: Manifest, held: HeldEdition | None) -> None:
    """Raise unless the pack is for this station, this program, and follows what is held."""
    if (manifest.station, manifest.point) != (identity.station, identity.point):
        raise OtherStationPackError(manifest.station, manifest.point)
    if held is not None and not is_newer(manifest, held):
        days = [
            f"{at.astimezone(HANOI):%d/%m/%Y %H:%M}" for at in (manifest.order[0], held.state_at)
        ]
        raise OlderPackError(manifest.number, days[0], held.number, days[1])
    if manifest.base not in (None, held and held.digest):
        raise MissingPackError(manifest.number, held.number if held else 0)
    if manifest.revision not in known_versions():
        raise NewerProgramPackError(manifest.program)
    if not old_code_survives(manifest.revision):
        raise OlderProgramPackError(manifest.program)


def _require_space(settings: Settings, manifest: Manifest) -> None:
    free = shutil.disk_usage(settings.home).free
    needed = int(manifest.bytes * _SPACE_FACTOR) + settings.free_mb * _MEGABYTE
    if free < needed:
        raise StationFullError(needed // _MEGABYTE, free // _MEGABYTE)


def _verify(folder: Path, manifest: Manifest, say: Say) -> None:
    verified = 0
    for part in pack_files.verify_parts(folder, manifest):
        verified += part.bytes
        say(f"Đang kiểm tra gói: {100 * verified // max(manifest.bytes, 1)} %")


def _store_files(settings: Settings, folder: Path, manifest: Manifest, say: Say) -> None:
    """Store the files of the pack; those that no record names yet do no harm."""
    store = derivative_store(settings)
    for count, (digest, content, size) in enumerate(pack_files.files(folder, manifest), start=1):
        if not store.heal(digest, partial(shutil.copyfileobj, content, length=_CHUNK_BYTES)):
            raise PackDamagedError(f"{digest} ({size} byte)")
        if count % _SAID_EACH == 0:
            say(f"Đang chép tệp: {count}/{manifest.file_count}")


def _edition(manifest: Manifest, held: HeldEdition | None, way: str) -> HeldEdition:
    return HeldEdition(
        number=max(manifest.number, held.number + 1 if held else 0),
        digest=manifest.edition,
        state_at=manifest.order[0],
        taken=clock.now(),
        way=way,
        bytes=manifest.bytes,
    )


@contextmanager
def _full_disk_reported(settings: Settings, manifest: Manifest) -> Iterator[None]:
    """Report a disk that fills up meanwhile as one that had no space."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            free = shutil.disk_usage(settings.home).free
            raise StationFullError(manifest.bytes // _MEGABYTE, free // _MEGABYTE) from error
        raise


@contextmanager
def _bad_rows_reported(manifest: Manifest) -> Iterator[None]:
    """Report records that the database does not take as a damaged pack, or one of older columns."""
    try:
        yield
    except (PackDamagedError, SQLAlchemyError) as error:
        if isinstance(error, SQLAlchemyError) and failure_of(error) is not None:
            raise  # the database failed, not the pack
        if manifest.revision != newest_version():
            raise OlderProgramPackError(manifest.program) from error
        raise PackDamagedError(pack_files.MANIFEST) from error


def _tidy(settings: Settings, engine: Engine) -> None:
    """Remove the files of earlier editions and the cached downloads; safe to repeat.

    The new edition is served already: a failure is logged, and the next tidying removes the rest.
    """
    try:
        _remove_unnamed(settings, engine)
    except Exception:  # outermost handler: the pack was taken in
        _log.exception("files of an earlier edition could not be removed")


def _remove_unnamed(settings: Settings, engine: Engine) -> None:
    for download in settings.cache.glob("*"):
        with suppress(FileNotFoundError):  # evicted by the site meanwhile
            shutil.rmtree(download) if download.is_dir() else download.unlink()
    store = derivative_store(settings)
    settings.temporary.mkdir(parents=True, exist_ok=True)
    for orphan in find_orphans(settings, engine, older_than_seconds=0):
        if orphan.store == "derivatives":
            store.discard(orphan.digest)
    store.clear_unfinished()


def _apply(session: Session, folder: Path, manifest: Manifest, changes: _Changes) -> None:
    """Remove, replace and enter records, note what is held, and queue items for the index.

    Raises PackDamagedError if the records are not those whose digests were compared: what is read
    twice from a stick may be two things.
    """
    applying.defer_references(session)
    items = _items(session, changes)
    # of a machine that was set up as a library at first, the profiles that no pack brought go
    held = [key for kind, key in changes.held if kind == COLLECTION]
    session.execute(delete(ProfileVersion).where(ProfileVersion.collection.not_in(held)))
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


def _same_records(folder: Path, manifest: Manifest, changes: _Changes) -> Iterator[Record]:
    missing = dict(changes.digests)
    for record in pack_files.records(folder, manifest):
        name = record.kind, record.key
        if name in changes.digests:
            if missing.pop(name, None) != record.digest:
                raise PackDamagedError(" ".join(name))
            yield record
    if missing:
        raise PackDamagedError(pack_files.MANIFEST)


def _note_held(session: Session, changes: _Changes) -> None:
    for names in id_batches((*changes.removed, *changes.digests)):
        session.execute(
            delete(HeldRecord).where(tuple_(HeldRecord.kind, HeldRecord.key).in_(names))
        )
    for names in id_batches(tuple(changes.digests)):
        rows = [
            {"kind": kind, "key": key, "digest": changes.digests[kind, key]} for kind, key in names
        ]
        insert_new(session, HeldRecord, rows)


def _items(session: Session, changes: _Changes) -> set[str]:
    """Return the items whose documents in the index change: their own records, or their names."""
    names = (*changes.removed, *changes.digests)
    items = {applying.indexed_item(kind, key) for kind, key in names} - {None}
    authorities = [int(key) for kind, key in names if kind == AUTHORITY]
    for ids in id_batches(authorities):
        query = select(ItemAuthority.item_id).where(ItemAuthority.authority_id.in_(ids))
        items |= set(session.scalars(query))
    return items


def _read_changes(
    session: Session, folder: Path, manifest: Manifest, say: Callable[[str], object]
) -> _Changes:
    """Return the changes of a pack; raise PackDamagedError unless they give its edition.

    Nothing is changed here, and nothing of the records stays in memory but their digests.
    """
    rows = session.execute(select(HeldRecord.kind, HeldRecord.key, HeldRecord.digest))
    held = {(kind, key): digest for kind, key, digest in rows}
    removed = set(pack_files.removals(folder, manifest))
    digests = _digests(folder, manifest, say)
    if manifest.base is None:
        removed = held.keys() - digests.keys()
    elif not removed <= held.keys() - digests.keys():
        raise PackDamagedError(pack_files.REMOVALS)
    lines = {name: digest for name, digest in held.items() if name not in removed} | digests
    if edition_digest((*name, digest) for name, digest in lines.items()) != manifest.edition:
        raise PackDamagedError(pack_files.MANIFEST)
    changed = {name: digest for name, digest in digests.items() if held.get(name) != digest}
    return _Changes(changed, frozenset(removed), frozenset(held))


def _digests(
    folder: Path, manifest: Manifest, say: Callable[[str], object]
) -> dict[_RecordName, str]:
    digests: dict[_RecordName, str] = {}
    for record in pack_files.records(folder, manifest):
        name = record.kind, record.key
        if record.kind not in KINDS:
            raise NewerProgramPackError(manifest.program)
        if name in digests:
            raise PackDamagedError(f"{record.kind} {record.key}")
        digests[name] = record.digest
        if len(digests) % _RECORDS_BETWEEN_SENTENCES == 0:
            say(f"Đang đọc gói: {len(digests)}/{manifest.record_count} mục")
    return digests
