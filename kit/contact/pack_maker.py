"""Makes the packs that were ordered, in a process of the lowest priority that nobody waits for."""

import shutil
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from kit.canonical import digest
from kit.contact import pack_orders
from kit.contact.held_lines import read_lines
from kit.contact.pack_orders import LINE, Lacks, ReadyPack, packs_folder, ready_pack
from kit.models import PackOrder
from kit.packs import tiers
from kit.packs.contents import PAGE
from kit.packs.editions import Entry, Held, Line
from kit.packs.make import make_pack
from kit.packs.pack_files import MANIFEST, read_manifest
from kit.packs.state import base_of, read_state
from kit.packs.targets import Purpose
from kit.signatures import province_key, public_bytes
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.installation import installation
from library.process.child import BackgroundProcess
from library.process.locks import FileLock, trying
from library.settings import Settings

_LOOK_SECONDS, _SAY_SECONDS = 10.0, 2.0
_NAME = "packs"
_IMAGES_MB = 30
"""Images of one pack over a line: what was withdrawn meanwhile costs no more than these again."""

_STEPS = {LINE: (Purpose.RIGHTS, Purpose.TEXT, Purpose.IMAGES)}
"""Packs of the line in their order: the first that has something new is made."""


def pack_making(settings: Settings, engine: Engine) -> BackgroundProcess:
    """Return the process that makes packs while orders wait."""
    return BackgroundProcess(settings, _NAME, make_due, partial(is_due, engine), _LOOK_SECONDS)


def is_due(engine: Engine) -> bool:
    """Return True if an order waits."""
    with reading(engine) as session:
        return pack_orders.next_order(session) is not None


def make_due(settings: Settings) -> None:
    """Make what was ordered until nothing waits, unless another process does."""
    folder = settings.home / "kit"
    folder.mkdir(parents=True, exist_ok=True)
    with installation(settings) as engine, trying(FileLock(folder / "making.lock")) as is_held:
        while is_held and _make_next(settings, engine):
            pass


def _make_next(settings: Settings, engine: Engine) -> bool:
    """Make the pack of one order; return False if none waits."""
    with work(engine) as session:
        order = pack_orders.next_order(session)
        if order is None:
            pack_orders.remove_unused(session, settings)
            return False
        order.started = clock.now()
    problem, pack, lacks = None, None, None
    try:
        lacks = _lacks(settings, engine, order)
        pack = _make(settings, engine, order)
    except LibraryError as error:
        problem = str(error)
    with work(engine) as session:
        current = session.get(PackOrder, (order.station_id, order.way))
        if current is not None and current.ordered == order.ordered:  # else it was ordered anew
            pack_orders.finish(current, pack, lacks, problem)
    return True


def _lacks(settings: Settings, engine: Engine, order: PackOrder) -> Lacks:
    """Return what the station of an order lacks in all, whatever one pack brings."""
    held = _held(order)
    base = base_of(settings, held, _lines(settings, order))
    _sayer(engine, order)("Đang so với những gì trạm có")
    with reading(engine) as session:
        state = read_state(session, order.station_id)
    nothing = Entry("")
    missing = [
        (kind, key)
        for (kind, key), entry in state.wanted.items()
        if base.get((kind, key), nothing).digest != entry.digest
    ]
    return Lacks(
        records=sum(kind not in tiers.STEPS and kind != PAGE for kind, _ in missing),
        pages=sum(kind == PAGE for kind, _ in missing),
        image_bytes=sum(state.plan.sizes.get(kind, {}).get(key, 0) for kind, key in missing),
        removed=len(base.keys() - state.wanted.keys()),
    )


def _make(settings: Settings, engine: Engine, order: PackOrder) -> ReadyPack | None:
    """Return the pack of an order; None if the station holds everything."""
    former = ready_pack(order)
    target = packs_folder(settings, order.station_id) / "making"
    for purpose in _STEPS.get(order.way, (Purpose.STICK,)):
        if purpose is not Purpose.RIGHTS and former is not None:
            return former  # its station may be in the middle of fetching it
        folder = make_pack(
            settings,
            engine,
            order.station_id,
            _held(order),
            _lines(settings, order),
            purpose,
            target,
            images_mb=_IMAGES_MB,
            progress=_sayer(engine, order),
        )
        if folder is not None:
            return _put_in_place(settings, order.station_id, folder, purpose)
    return None


def _held(order: PackOrder) -> Held:
    return Held(order.held_number, order.held_edition)


def _lines(settings: Settings, order: PackOrder) -> list[Line] | None:
    if order.held_edition is None:
        return None
    return read_lines(settings, order.station_id, order.held_edition)


def _put_in_place(settings: Settings, station_id: str, folder: Path, purpose: Purpose) -> ReadyPack:
    """Move a pack that was made to the place from which it is sent."""
    manifest = read_manifest(folder, public_bytes(province_key(settings)))
    pack_digest = digest((folder / MANIFEST).read_bytes())
    place = packs_folder(settings, station_id) / pack_digest
    if purpose is Purpose.STICK:
        inside = f"diachi-tram/{station_id}/goi-{manifest.number}"
        _write_zip(folder, place.with_suffix(".zip"), inside)
    elif not place.exists():  # the same state and base make the same bytes
        folder.rename(place)
    shutil.rmtree(folder, ignore_errors=True)
    return pack_orders.describe_pack(manifest, pack_digest, purpose.value)


def _write_zip(folder: Path, target: Path, inside: str) -> None:
    """Write a pack as one file, which is unpacked into the top folder of a stick."""
    half = target.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{inside}/{file.name}")
    half.replace(target)


def _sayer(engine: Engine, order: PackOrder) -> Callable[[str], None]:
    """Return a function that writes into an order what is being done, now and then."""
    said_at = 0.0

    def say(text: str) -> None:
        nonlocal said_at
        if time.monotonic() - said_at < _SAY_SECONDS:
            return
        said_at = time.monotonic()
        with work(engine) as session:
            current = session.get(PackOrder, (order.station_id, order.way))
            if current is not None:
                current.progress = text

    return say
