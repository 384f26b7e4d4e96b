"""At the province: packs that stations and people ordered, from the order to the files on the disk.

A station has one order for its line and one for a stick (`library.jobs.work_orders`). The site
enters orders and sends what is ready; the pipeline service makes packs (`pack_maker`). A ready pack
for the line is checked every hour for rights that ended meanwhile.
"""

import shutil
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.models import Station
from kit.packs.pack_files import MANIFEST, SIGNATURE, Manifest
from library import clock
from library.jobs import work_orders
from library.jobs.models import WorkOrder
from library.settings import Settings
from points.access_points.inventory import points_on

LINE, STICK = "line", "stick"
RIGHTS_LOOK, FIRST_PACK, PACK = KINDS = ("look-at-rights", "first-pack", "pack")
"""Kinds of orders: looks may end showings, and somebody may wait for the first pack."""

_CHECKED_FOR = timedelta(hours=1)
_RETRY_AFTER = timedelta(minutes=10)
_STATION = "trạm"


@dataclass(frozen=True, slots=True)
class ReadyPack:
    """A pack on the disk of the province: a part of the result of its order."""

    digest: str
    """SHA-256 of its `pack.json`; names its folder."""
    number: int
    purpose: str
    records: int
    removed: int
    bytes: int
    parts: tuple[tuple[str, int, str], ...]
    """Name, size and SHA-256 of each part."""


@dataclass(frozen=True, slots=True)
class Lacks:
    """Everything that a station lacks: a part of the result of an order."""

    records: int
    pages: int
    image_bytes: int
    removed: int
    """Records that it holds and may not hold any more."""


def for_line(session: Session, settings: Settings, station: Station) -> WorkOrder:
    """Return the order of the pack that a station can fetch; a new one, or a look, if it is due.

    A province that was restored from its backup has the orders, but not the files of their packs.
    """
    order = order_of(session, station.id, LINE)
    is_same = order is not None and held_of(order) == (station.held_number, station.held_edition)
    if not is_same or _is_lost(settings, order):
        kind = PACK if station.held_edition else FIRST_PACK
        order = _enter(session, station, LINE, kind, station.held_edition, _STATION)
    elif order.finished is not None:
        wait = _RETRY_AFTER if order.problem else _CHECKED_FOR
        if order.finished < clock.now() - wait:
            order.kind = RIGHTS_LOOK if ready_pack(order) else order.kind
            work_orders.reopen(order, _STATION)
    return order


def for_stick(session: Session, station: Station, *, is_full: bool, by: str) -> None:
    """Order a pack for a stick: what is new since the edition the station holds, or everything."""
    _enter(session, station, STICK, PACK, None if is_full else station.held_edition, by)


def order_of(session: Session, station_id: str, way: str) -> WorkOrder | None:
    """Return the order of a station for its line or a stick."""
    return work_orders.find_by_key(session, f"pack {station_id} {way}")


def held_of(order: WorkOrder) -> tuple[int, str | None]:
    """Return the number and the digest of the edition on which the pack of an order builds."""
    number, edition = order.payload["held"]
    return number, edition


def ready_pack(order: WorkOrder) -> ReadyPack | None:
    """Return the pack of an order."""
    pack = (order.result or {}).get("pack")
    if pack is None:
        return None
    return ReadyPack(**{**pack, "parts": tuple(tuple(part) for part in pack["parts"])})


def pack_of(session: Session, station_id: str, pack_digest: str) -> ReadyPack | None:
    """Return a pack of a station by its digest."""
    packs = [ready_pack(order) for order in orders_of(session, station_id).values()]
    return next((pack for pack in packs if pack and pack.digest == pack_digest), None)


def orders_of(session: Session, station_id: str) -> dict[str, WorkOrder]:
    """Return the orders of a station by their way."""
    orders = ((way, order_of(session, station_id, way)) for way in (LINE, STICK))
    return {way: order for way, order in orders if order is not None}


def describe_pack(manifest: Manifest, pack_digest: str, purpose: str) -> ReadyPack:
    """Return the row of a pack that was made."""
    return ReadyPack(
        digest=pack_digest,
        number=manifest.number,
        purpose=purpose,
        records=manifest.record_count,
        removed=manifest.removed_count,
        bytes=sum(part.bytes for part in manifest.parts),
        parts=tuple((part.name, part.bytes, part.sha256) for part in manifest.parts),
    )


def lacks_of(order: WorkOrder) -> Lacks | None:
    """Return everything that the station of an order lacked when the order was done."""
    lacks = (order.result or {}).get("lacks")
    return None if lacks is None else Lacks(**lacks)


def result_of(pack: ReadyPack | None, lacks: Lacks) -> dict[str, object]:
    """Return the result of an order."""
    message = "Trạm đã có mọi thứ, không cần gói."
    if pack is not None:
        message = f"Gói số {pack.number}: {pack.records} bản ghi, {pack.removed} mục phải gỡ."
    return {"message": message, "pack": pack and asdict(pack), "lacks": asdict(lacks)}


def packs_folder(settings: Settings, station_id: str) -> Path:
    """Return the folder of the packs of a station, one folder each by their digests."""
    return settings.home / "kit" / "packs" / station_id


def file_of_pack(settings: Settings, station_id: str, pack: ReadyPack, name: str) -> Path | None:
    """Return a file of a pack; None for a name that is not one of its files, or a lost file."""
    if name not in (MANIFEST, SIGNATURE, *(part for part, _, _ in pack.parts)):
        return None
    file = packs_folder(settings, station_id) / pack.digest / name
    return file if file.is_file() else None


def stick_file(settings: Settings, station_id: str, pack: ReadyPack) -> Path | None:
    """Return the ZIP file of a pack for a stick; None if it is lost."""
    file = packs_folder(settings, station_id) / f"{pack.digest}.zip"
    return file if file.is_file() else None


def remove_unused(
    session: Session, settings: Settings, order: WorkOrder, pack: ReadyPack | None
) -> None:
    """Delete what no order names of the packs on the disk, unless another one is being made.

    Nobody can begin one before this transaction ends. The order has made this pack.
    """
    other_orders = select(WorkOrder).where(WorkOrder.kind.in_(KINDS), WorkOrder.id != order.id)
    rows = session.scalars(other_orders).all()
    if any(row.lease for row in rows):
        return
    packs = [(row, ready_pack(row)) for row in rows] + [(order, pack)]
    named = {(row.payload["station"], ready.digest) for row, ready in packs if ready is not None}
    for place in (settings.home / "kit" / "packs").glob("*/*"):
        if place.is_dir() and (place.parent.name, place.name) not in named:
            shutil.rmtree(place, ignore_errors=True)
        elif (place.parent.name, place.stem) not in named or place.suffix == ".half":
            place.unlink(missing_ok=True)


def _is_lost(settings: Settings, order: WorkOrder) -> bool:
    pack = ready_pack(order)
    names = () if pack is None else (MANIFEST, SIGNATURE, *(name for name, _, _ in pack.parts))
    return any(
        file_of_pack(settings, order.payload["station"], pack, name) is None for name in names
    )


def _enter(
    session: Session, station: Station, way: str, kind: str, edition: str | None, by: str
) -> WorkOrder:
    held = (station.held_number, edition)
    names = {point.id: point.facts.name for point in points_on(session, clock.today())}
    payload = {"station": station.id, "way": way, "held": held}
    key, subject = f"pack {station.id} {way}", names.get(station.point_id, "")
    return work_orders.order_anew(session, kind, key, payload, by, subject)
