"""Makes the packs that were ordered, in a process of the lowest priority that nobody waits for."""

import shutil
import zipfile
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from kit.canonical import digest
from kit.contact import pack_orders
from kit.contact.held_lines import read_lines
from kit.contact.pack_orders import LINE, ReadyPack, packs_folder, ready_pack
from kit.models import PackOrder
from kit.outbox.receiving import province_key
from kit.packs.editions import Held, known
from kit.packs.make import Purpose, make_pack
from kit.packs.pack_files import MANIFEST, read_manifest
from kit.signatures import public_bytes
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.installation import installation
from library.process.child import BackgroundProcess
from library.process.locks import FileLock, trying
from library.settings import Settings

_LOOK_SECONDS = 10.0
_NAME = "packs"
_LINE_PART_MB, _STICK_PART_MB = 256, 2000
_STEPS = {LINE: (Purpose.RIGHTS, Purpose.TEXT, Purpose.IMAGES)}
"""Packs of the line in their order: the first that has something new is made."""

_CAPTIONS = {
    Purpose.RIGHTS: "đang xem tài liệu nào không còn được bày",
    Purpose.TEXT: "đang gom văn bản",
    Purpose.IMAGES: "đang gom ảnh",
    Purpose.STICK: "đang gom văn bản và ảnh",
}


def pack_making(settings: Settings, engine: Engine) -> BackgroundProcess:
    """Return the process that makes packs while orders wait."""
    return BackgroundProcess(settings, _NAME, make_due, partial(is_due, engine), _LOOK_SECONDS)


def is_due(engine: Engine) -> bool:
    """Return True if an order waits."""
    with reading(engine) as session:
        return pack_orders.next_order(session) is not None


def make_due(settings: Settings) -> None:
    """Make what was ordered until nothing waits, unless another process does."""
    lock = FileLock(_folder(settings) / "making.lock")
    with installation(settings) as engine, trying(lock) as is_held:
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
    problem, pack = None, None
    try:
        pack = _make(settings, engine, order)
    except LibraryError as error:
        problem = str(error)
    with work(engine) as session:
        current = session.get(PackOrder, (order.station_id, order.way))
        if current is not None and current.ordered == order.ordered:  # else it was ordered anew
            pack_orders.finish(current, pack, problem)
    return True


def _make(settings: Settings, engine: Engine, order: PackOrder) -> ReadyPack | None:
    """Return the pack of an order; None if the station holds everything."""
    former = ready_pack(order)
    for purpose in _STEPS.get(order.way, (Purpose.STICK,)):
        if purpose is not Purpose.RIGHTS and former is not None:
            return former  # its station may be in the middle of fetching it
        _say(engine, order, _CAPTIONS[purpose])
        folder = _make_one(settings, engine, order, purpose)
        if folder is not None:
            return _put_in_place(settings, order.station_id, folder, purpose)
    return None


def _make_one(
    settings: Settings, engine: Engine, order: PackOrder, purpose: Purpose
) -> Path | None:
    held, lines = Held(order.held_number, order.held_edition), None
    if held.edition is not None and not known(settings, held.edition):
        lines = read_lines(settings, order.station_id, held.edition)
    target = _folder(settings) / f"making-{order.station_id}"
    shutil.rmtree(target, ignore_errors=True)
    part_mb = _LINE_PART_MB if order.way == LINE else _STICK_PART_MB
    return make_pack(settings, engine, order.station_id, held, lines, purpose, target, part_mb)


def _put_in_place(settings: Settings, station_id: str, folder: Path, purpose: Purpose) -> ReadyPack:
    key = province_key(settings)
    manifest = read_manifest(folder, public_bytes(key))
    pack_digest = digest((folder / MANIFEST).read_bytes())
    place = packs_folder(settings, station_id) / pack_digest
    place.parent.mkdir(parents=True, exist_ok=True)
    if purpose is Purpose.STICK:
        _write_zip(
            folder, place.with_suffix(".zip"), f"diachi-tram/{station_id}/goi-{manifest.number}"
        )
        shutil.rmtree(folder)
    elif place.exists():  # the same state and base make the same bytes
        shutil.rmtree(folder)
    else:
        folder.rename(place)
    return pack_orders.describe_pack(manifest, pack_digest, purpose.value)


def _write_zip(folder: Path, target: Path, inside: str) -> None:
    """Write a pack as one file, which is unpacked into the top folder of a stick."""
    half = target.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{inside}/{file.name}")
    half.replace(target)


def _say(engine: Engine, order: PackOrder, text: str) -> None:
    with work(engine) as session:
        current = session.get(PackOrder, (order.station_id, order.way))
        if current is not None:
            current.progress = text


def _folder(settings: Settings) -> Path:
    folder = settings.home / "kit"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
