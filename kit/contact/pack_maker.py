"""Makes the packs that were ordered: those that somebody may wait for in a process of their own.

The other process has the lowest priority; what it makes may take hours.
"""

import logging
import shutil
import time
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from kit.canonical import digest
from kit.contact import pack_orders
from kit.contact.held_lines import read_lines
from kit.contact.pack_orders import LINE, Lacks, ReadyPack, packs_folder, ready_pack
from kit.contact.problems import HeldUnknownError, PackFailedError
from kit.contact.stick_enrolment import OFFER, make_offer
from kit.models import PackOrder, Station
from kit.outbox.acknowledgements import acknowledge
from kit.outbox.stick_letters import ACKNOWLEDGEMENT, FOLDER
from kit.packs import tiers
from kit.packs.contents import PAGE
from kit.packs.editions import Entry, Held
from kit.packs.make import PART_MB, Making, Outcome
from kit.packs.pack_files import MANIFEST, read_manifest
from kit.packs.problems import EditionUnknownError
from kit.packs.target_editions import Purpose
from kit.signatures import province_key, public_bytes
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.installation import installation
from library.process.child import BackgroundProcess
from library.process.locks import FileLock, trying
from library.settings import Settings

_log = logging.getLogger(__name__)

_LOOK_SECONDS, _SAY_SECONDS = 5.0, 2.0
_NAME, _URGENT_NAME = "packs", "urgent-packs"
_LOCKS = {True: "making-urgent.lock", False: "making.lock"}
_URGENT_PRIORITY = 5
"""Below that of the site, above those of reading pages and of the other packs."""

_LINE_PART_MB = 64
"""A part that was damaged on the way comes again."""

_IMAGES_MB = 30
"""Images of one pack over a line: what was withdrawn meanwhile costs no more than these again."""

_STEPS = {LINE: (Purpose.RIGHTS, Purpose.TEXT, Purpose.IMAGES)}
"""Packs of the line in their order: the first that has something new is made."""


def pack_making(settings: Settings, engine: Engine) -> tuple[BackgroundProcess, BackgroundProcess]:
    """Return the processes that make packs while orders wait: the urgent ones, and the others."""
    is_urgent_due = partial(is_due, engine, is_urgent=True)
    is_other_due = partial(is_due, engine, is_urgent=False)
    return (
        BackgroundProcess(
            *(settings, _URGENT_NAME, make_urgent, is_urgent_due, _LOOK_SECONDS),
            priority=_URGENT_PRIORITY,
        ),
        BackgroundProcess(settings, _NAME, make_others, is_other_due, _LOOK_SECONDS),
    )


def is_due(engine: Engine, *, is_urgent: bool) -> bool:
    """Return True if an urgent order waits, or another one."""
    with reading(engine) as session:
        return pack_orders.next_order(session, is_urgent=is_urgent) is not None


def make_due(settings: Settings) -> None:
    """Make everything that was ordered, what is urgent first."""
    make_urgent(settings)
    make_others(settings)


def make_urgent(settings: Settings) -> None:
    """Make what is urgent until nothing of it waits, unless another process does."""
    _make_all(settings, is_urgent=True)


def make_others(settings: Settings) -> None:
    """Make what is not urgent until nothing of it waits, unless another process does."""
    _make_all(settings, is_urgent=False)


def _make_all(settings: Settings, *, is_urgent: bool) -> None:
    folder = settings.home / "kit"
    folder.mkdir(parents=True, exist_ok=True)
    own_lock, other_lock = (FileLock(folder / _LOCKS[kind]) for kind in (is_urgent, not is_urgent))
    with installation(settings) as engine, trying(own_lock) as is_held:
        if not is_held:
            return
        while _make_next(settings, engine, is_urgent=is_urgent):
            pass
        with trying(other_lock) as is_alone, reading(engine) as session:
            if is_alone:  # else the other process may be writing a pack
                pack_orders.remove_unused(session, settings)


def _make_next(settings: Settings, engine: Engine, *, is_urgent: bool) -> bool:
    """Make the pack of one order; return False if none waits."""
    with work(engine) as session:
        order = pack_orders.next_order(session, is_urgent=is_urgent)
        if order is None:
            return False
        order.started = clock.now()
    problem, pack, lacks = None, None, None
    try:
        pack, lacks = _make(settings, engine, order, "urgent" if is_urgent else order.way)
    except EditionUnknownError:
        problem = str(HeldUnknownError())
    except LibraryError as error:
        problem = str(error)
    except Exception:  # outermost handler: the orders of other stations must not wait for a bug
        _log.exception("a pack could not be made")
        problem = str(PackFailedError())
    with work(engine) as session:
        current = session.get(PackOrder, (order.station_id, order.way))
        if current is not None and current.ordered == order.ordered:  # else it was ordered anew
            pack_orders.finish(current, pack, lacks, problem)
    return True


def _make(
    settings: Settings, engine: Engine, order: PackOrder, name: str
) -> tuple[ReadyPack | None, Lacks]:
    """Return the pack of an order (None if there is nothing to do), and all that is lacking.

    A pack that its station may be in the middle of fetching stays, unless rights ended meanwhile.
    The name tells the folder from that of the other process: an order may be entered anew.
    """
    former = ready_pack(order)
    target = packs_folder(settings, order.station_id) / f"making-{name}"
    held = Held(order.held_number, order.held_edition)
    lines = order.held_edition and read_lines(settings, order.station_id, order.held_edition)
    making = Making(
        settings,
        engine,
        order.station_id,
        held,
        lines,
        part_mb=_LINE_PART_MB if order.way == LINE else PART_MB,
        images_mb=_IMAGES_MB,
        progress=_sayer(engine, order),
    )
    purposes = _STEPS.get(order.way, (Purpose.STICK,))
    outcome = making.make_first(purposes if former is None else (Purpose.RIGHTS,), target)
    if outcome.purpose is not None:
        former = _put_in_place(settings, engine, order.station_id, target, outcome.purpose)
    return former, _lacks(outcome)


def _lacks(outcome: Outcome) -> Lacks:
    wanted, base, sizes = outcome.state.wanted, outcome.base, outcome.state.plan.sizes
    nothing = Entry("")
    missing = [
        line for line, entry in wanted.items() if base.get(line, nothing).digest != entry.digest
    ]
    return Lacks(
        records=sum(kind not in tiers.STEPS and kind != PAGE for kind, _ in missing),
        pages=sum(kind == PAGE for kind, _ in missing),
        image_bytes=sum(sizes.get(kind, {}).get(key, 0) for kind, key in missing),
        removed=len(base.keys() - wanted.keys()),
    )


def _put_in_place(
    settings: Settings, engine: Engine, station_id: str, folder: Path, purpose: Purpose
) -> ReadyPack:
    """Move a pack that was made to the place from which it is sent."""
    manifest = read_manifest(folder, public_bytes(province_key(settings)))
    pack_digest = digest((folder / MANIFEST).read_bytes())
    place = packs_folder(settings, station_id) / pack_digest
    if purpose is Purpose.STICK:
        inside = f"{FOLDER}/{station_id}"
        with reading(engine) as session:
            acknowledgement = acknowledge(session, station_id, province_key(settings))
            offer = make_offer(settings, session, session.get_one(Station, station_id))
        texts = {f"{inside}/{ACKNOWLEDGEMENT}": acknowledgement}
        texts |= {f"{inside}/{OFFER}": offer} if offer else {}
        files = {f"{inside}/goi-{manifest.number}/{file.name}": file for file in folder.iterdir()}
        _write_zip(place.with_suffix(".zip"), files, texts)
    else:
        shutil.rmtree(place, ignore_errors=True)  # the same bytes, unless one of them was lost
        folder.rename(place)
    shutil.rmtree(folder, ignore_errors=True)
    return pack_orders.describe_pack(manifest, pack_digest, purpose.value)


def _write_zip(target: Path, files: Mapping[str, Path], texts: Mapping[str, str]) -> None:
    """Write a pack and what goes with it as one file, unpacked into the top folder of a stick."""
    half = target.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_STORED) as archive:
        for name, file in sorted(files.items()):
            archive.write(file, name)
        for name, text in texts.items():
            archive.writestr(name, text)
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
