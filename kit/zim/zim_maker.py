"""Writes the ZIM files that the office ordered, in a process that nobody waits for."""

import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from kit.handouts.handout_items import lasting_records
from kit.handouts.problems import (
    NoSpaceForZimError,
    ZimCancelledError,
    ZimFailedError,
)
from kit.zim import zim_orders
from kit.zim.zim_contents import zim_order
from kit.zim.zim_entries import PictureSize
from kit.zim.zim_file import ZimOrder, ZimReport, write_zim
from kit.zim.zim_orders import ZimNote
from library import clock
from library.catalogue import profile_versions
from library.catalogue.pages.lost_files import note_many_lost
from library.database import reading
from library.errors import LibraryError
from library.installation import installation
from library.jobs.duties import Duties
from library.process.child import BackgroundProcess
from library.process.locks import FileLock, trying
from library.settings import Settings
from library.storage.models import Condition
from library.storage.stores import verified_derivatives

_LOOK_SECONDS, _SAY_SECONDS = 10.0, 2.0
_MB = 1 << 20

_log = logging.getLogger(__name__)


def is_due(settings: Settings) -> bool:
    """Return True if an order waits."""
    return any(note.is_open for note in zim_orders.all_notes(settings))


def make_due(settings: Settings) -> None:
    """Write the ordered files until none waits, unless another process does."""
    lock = FileLock(zim_orders.folder_of(settings) / "making.lock")
    with installation(settings) as engine, trying(lock) as is_held:
        if not is_held:
            return
        zim_orders.remove_unnamed(settings)
        while (note := zim_orders.begin_next(settings)) is not None:
            _make(settings, engine, note)
            zim_orders.remove_unnamed(settings)


def _make(settings: Settings, engine: Engine, note: ZimNote) -> None:
    """Write the file of an order, and name it in the note once it is whole."""
    file = zim_orders.folder_of(settings) / f"{note.id}.{secrets.token_hex(4)}.zim"
    try:
        outcome = _write(settings, engine, note, file)
    except ZimCancelledError:
        return
    except LibraryError as error:
        outcome = {"problem": str(error)}
    except Exception:  # outermost handler: other orders must not wait for a bug
        _log.exception("a ZIM file could not be written")
        outcome = {"problem": str(ZimFailedError())}
    zim_orders.change_open_order(settings, note, is_open=False, written_items=0, total=0, **outcome)


def _write(settings: Settings, engine: Engine, note: ZimNote, file: Path) -> dict[str, object]:
    """Write a file with the items that may be handed out now; return what the note says of it."""
    start_time = clock.now().isoformat()
    lost: dict[str, Condition] = {}
    store = verified_derivatives(settings, lost.__setitem__)
    with reading(engine) as session:
        profiles = profile_versions.newest_id(session)
    order = _order(settings, engine, note)
    with reading(engine) as session:
        held = lasting_records(session, order.item_ids, order.day)  # rights may end meanwhile
        report = write_zim(session, store, order, file, _progress(settings, note, session))
    note_many_lost(engine, lost)
    _sync(file)
    zim_orders.write_held(file, held)
    return {"file": file.name, "contents_at": start_time, "profiles": profiles, **_numbers(report)}


def _order(settings: Settings, engine: Engine, note: ZimNote) -> ZimOrder:
    return zim_order(
        settings,
        engine,
        (note.collection,) if note.collection else (),
        () if note.collection else zim_orders.chosen_ids(settings, note),
        PictureSize(note.images),
        title=note.title,
        name=note.collection or note.id,
    )


def _progress(settings: Settings, note: ZimNote, session: Session) -> Callable[[int, int], None]:
    """Return a function that notes the progress, and raises if the file shall not be written on."""
    said_at = 0.0

    def say(count: int, total: int) -> None:
        nonlocal said_at
        if time.monotonic() - said_at < _SAY_SECONDS:
            return
        said_at = time.monotonic()
        session.rollback()  # a read of an hour would keep the log of the database from shrinking
        if not zim_orders.change_open_order(settings, note, written_items=count, total=total):
            raise ZimCancelledError
        free = shutil.disk_usage(settings.home).free
        if free < settings.free_mb * _MB:
            raise NoSpaceForZimError(free // _MB)

    return say


def _numbers(report: ZimReport) -> dict[str, int]:
    names = ("bytes", "items", "pages", "left_out")
    return {name: getattr(report, name) for name in names}


def _sync(file: Path) -> None:
    with file.open("rb") as content:
        os.fsync(content.fileno())


@cache
def _process(settings: Settings) -> BackgroundProcess:
    return BackgroundProcess(settings, "zim", make_due, partial(is_due, settings), _LOOK_SECONDS)


def _keep_up(settings: Settings, _engine: Engine) -> None:
    if not settings.station:
        _process(settings).keep_up()


DUTIES = Duties(
    every_minute=_keep_up,
    in_steps=lambda _settings, _engine: iter(()),
    when_idle=lambda _settings, _engine: None,
)
