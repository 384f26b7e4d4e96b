"""At the province: packs that stations and people ordered, from the order to the files on the disk.

A station has one order for its line and one for a stick. The site enters orders and sends what is
ready; the pipeline service makes packs (`pack_maker`). A ready pack for the line is checked every
hour for rights that ended meanwhile: what may no longer be shown goes first.
"""

import shutil
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.models import PackOrder, Station
from kit.packs.pack_files import MANIFEST, SIGNATURE, Manifest
from library import clock
from library.settings import Settings

LINE, STICK = "line", "stick"
_CHECKED_FOR = timedelta(hours=1)
_RETRY_AFTER = timedelta(minutes=10)
_STATION = "trạm"


@dataclass(frozen=True, slots=True)
class ReadyPack:
    """A pack on the disk of the province: what `PackOrder.pack` holds."""

    digest: str
    """SHA-256 of its `pack.json`; names its folder."""
    number: int
    edition: str
    state_at: str
    purpose: str
    records: int
    removed: int
    files: int
    bytes: int
    parts: tuple[tuple[str, int, str], ...]
    """Name, size and SHA-256 of each part."""


@dataclass(frozen=True, slots=True)
class Lacks:
    """Everything that a station lacks: the content of `PackOrder.lacks`."""

    records: int
    pages: int
    image_bytes: int
    removed: int
    """Records that it holds and may not hold any more."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Answer to a station that asks what is new: a pack, or the state of its order."""

    pack: ReadyPack | None
    is_made: bool
    """False while the pipeline service works on it."""
    problem: str | None = None


def for_line(session: Session, settings: Settings, station: Station) -> Offer:
    """Return the pack that a station can fetch; order it, or a look at rights, if that is due.

    A province that was restored from its backup has the orders, but not the files of their packs.
    """
    order = session.get(PackOrder, (station.id, LINE))
    held = (station.held_number, station.held_edition)
    is_same = order is not None and (order.held_number, order.held_edition) == held
    if not is_same or _is_lost(settings, order):
        order = _enter(session, station, LINE, held, _STATION)
    elif order.finished is not None:
        wait = _RETRY_AFTER if order.problem else _CHECKED_FOR
        if order.finished < clock.now() - wait:
            order.finished = order.started = None
            order.ordered = clock.now()
    if order.finished is None:
        return Offer(None, is_made=False)
    return Offer(ready_pack(order), is_made=True, problem=order.problem)


def for_stick(session: Session, station: Station, *, is_full: bool, by: str) -> None:
    """Order a pack for a stick: what is new since the edition the station holds, or everything."""
    edition = None if is_full else station.held_edition
    _enter(session, station, STICK, (station.held_number, edition), by)


def ready_pack(order: PackOrder) -> ReadyPack | None:
    """Return the pack of an order."""
    if order.pack is None:
        return None
    parts = tuple((str(name), int(size), str(digest)) for name, size, digest in order.pack["parts"])
    return ReadyPack(**{**order.pack, "parts": parts})


def pack_of(session: Session, station_id: str, pack_digest: str) -> ReadyPack | None:
    """Return a pack of a station by its digest."""
    rows = select(PackOrder).where(PackOrder.station_id == station_id)
    packs = [ready_pack(order) for order in session.scalars(rows)]
    return next((pack for pack in packs if pack and pack.digest == pack_digest), None)


def next_order(session: Session, *, is_urgent: bool) -> PackOrder | None:
    """Return the order that waits longest, of the urgent ones or the others.

    Urgent are those of the line where a look at rights may end showings, and those of stations
    that hold nothing yet, at which somebody may be waiting; the looks go first.
    """
    rows = select(PackOrder).where(PackOrder.finished.is_(None))
    orders = session.scalars(rows.order_by(PackOrder.way, PackOrder.ordered))
    waiting = [order for order in orders if _is_urgent(order) is is_urgent]
    return min(waiting, key=lambda order: order.pack is None, default=None)


def orders_of(session: Session, station_id: str) -> dict[str, PackOrder]:
    """Return the orders of a station by their way."""
    rows = select(PackOrder).where(PackOrder.station_id == station_id)
    return {order.way: order for order in session.scalars(rows)}


def describe_pack(manifest: Manifest, pack_digest: str, purpose: str) -> ReadyPack:
    """Return the row of a pack that was made."""
    return ReadyPack(
        digest=pack_digest,
        number=manifest.number,
        edition=manifest.edition,
        state_at=manifest.state_at,
        purpose=purpose,
        records=manifest.record_count,
        removed=manifest.removed_count,
        files=manifest.file_count,
        bytes=sum(part.bytes for part in manifest.parts),
        parts=tuple((part.name, part.bytes, part.sha256) for part in manifest.parts),
    )


def lacks_of(order: PackOrder) -> Lacks | None:
    """Return everything that the station of an order lacked when the order was done."""
    return None if order.lacks is None else Lacks(**order.lacks)


def finish(
    order: PackOrder, pack: ReadyPack | None, lacks: Lacks | None, problem: str | None
) -> None:
    """Record the outcome of an order."""
    order.lacks = None if lacks is None else asdict(lacks)
    order.finished, order.progress, order.problem = clock.now(), "", problem
    order.pack = None if pack is None else asdict(pack)


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


def remove_unused(session: Session, settings: Settings) -> None:
    """Delete what no order names of the packs on the disk; nobody may be making one."""
    named = {
        (order.station_id, str(order.pack["digest"]))
        for order in session.scalars(select(PackOrder))
        if order.pack is not None
    }
    for pack in (settings.home / "kit" / "packs").glob("*/*"):
        if pack.is_dir() and (pack.parent.name, pack.name) not in named:
            shutil.rmtree(pack, ignore_errors=True)
        elif (pack.parent.name, pack.stem) not in named or pack.suffix == ".half":
            pack.unlink(missing_ok=True)


def _is_urgent(order: PackOrder) -> bool:
    return order.way == LINE and (order.pack is not None or order.held_edition is None)


def _is_lost(settings: Settings, order: PackOrder) -> bool:
    pack = ready_pack(order)
    names = () if pack is None else (MANIFEST, SIGNATURE, *(name for name, _, _ in pack.parts))
    return any(file_of_pack(settings, order.station_id, pack, name) is None for name in names)


def _enter(
    session: Session, station: Station, way: str, held: tuple[int, str | None], by: str
) -> PackOrder:
    order = session.get(PackOrder, (station.id, way))
    if order is None:
        order = PackOrder(station_id=station.id, way=way)
        session.add(order)
    order.held_number, order.held_edition = held
    order.ordered, order.ordered_by, order.progress = clock.now(), by, ""
    order.started = order.finished = order.problem = order.pack = order.lacks = None
    session.flush()
    return order
