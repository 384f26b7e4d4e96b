"""Makes the packs that were ordered: those that somebody may wait for in a process of their own.

The other process has the lowest priority; what it makes may take hours.
"""

import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Engine

from kit.canonical import digest
from kit.contact import pack_orders
from kit.contact.held_lines import read_lines
from kit.contact.pack_orders import (
    FIRST_PACK,
    LINE,
    PACK,
    RIGHTS_LOOK,
    STICK,
    Lacks,
    ReadyPack,
    held_of,
    packs_folder,
    ready_pack,
    result_of,
)
from kit.contact.problems import HeldUnknownError
from kit.contact.stick_enrolment import OFFER, make_offer
from kit.models import Station
from kit.outbox.acknowledgements import acknowledge
from kit.outbox.stick_letters import ACKNOWLEDGEMENT, FOLDER
from kit.packs import tiers
from kit.packs.editions import Entry, Held
from kit.packs.make import PART_MB, Making, Outcome
from kit.packs.pack_files import MANIFEST, read_manifest
from kit.packs.problems import EditionUnknownError
from kit.packs.record_rows import PAGE
from kit.packs.target_editions import Purpose
from kit.signatures import province_key, public_bytes
from library.database import reading, work
from library.installation import installation
from library.jobs.models import WorkOrder
from library.jobs.work_orders import Lane, OrderKind, do_next
from library.monitoring.heartbeats import PIPELINE
from library.settings import Settings
from library.staff.permissions import Permission

_URGENT = Lane("urgent-packs", PIPELINE, priority=5)
"""Below the site in priority, above reading pages and the other packs."""

_OTHERS = Lane("packs", PIPELINE, priority=19)

_LINE_PART_MB = 64
"""A part that was damaged on the way comes again."""

_IMAGES_MB = 30
"""Images of one pack over a line: what was withdrawn meanwhile costs no more than these again."""

_STEPS = {LINE: (Purpose.RIGHTS, Purpose.TEXT, Purpose.IMAGES), STICK: (Purpose.STICK,)}
"""Packs in their order: the first that has something new is made."""


def make_due(settings: Settings) -> None:
    """Make everything that was ordered, what is urgent first."""
    with installation(settings) as engine:
        for lane in (_URGENT, _OTHERS):
            while do_next(settings, engine, lane):
                pass


def _make(
    settings: Settings, engine: Engine, order: WorkOrder, report: Callable[[str], None]
) -> dict[str, object]:
    """Make the pack of an order, if there is anything to do.

    A pack that its station may be in the middle of fetching stays, unless rights ended meanwhile.
    The name of its kind tells the folder from that of the other process.
    """
    station_id, way = order.payload["station"], order.payload["way"]
    pack, held = ready_pack(order), Held(*held_of(order))
    target = packs_folder(settings, station_id) / f"making-{order.kind}"
    making = Making(
        settings,
        engine,
        station_id,
        held,
        held.edition and read_lines(settings, station_id, held.edition),
        part_mb=_LINE_PART_MB if way == LINE else PART_MB,
        images_mb=_IMAGES_MB,
        progress=report,
    )
    try:
        outcome = making.make_first((Purpose.RIGHTS,) if pack else _STEPS[way], target)
    except EditionUnknownError as error:
        raise HeldUnknownError from error
    if outcome.purpose is not None:
        pack = _put_in_place(settings, engine, station_id, target, outcome.purpose)
    with work(engine) as session:
        pack_orders.remove_unused(session, settings, order, pack)
    return result_of(pack, _lacks(outcome))


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


ORDER_KINDS = tuple(
    OrderKind(name, title, Permission.ALL_POINTS, lane, _make)
    for name, title, lane in (
        (RIGHTS_LOOK, "xem lại gói của trạm", _URGENT),
        (FIRST_PACK, "làm gói đầu tiên cho trạm", _URGENT),
        (PACK, "làm gói cho trạm", _OTHERS),
    )
)
