"""The province of simulated stations: its site, its staff, its backup, and its twin with a line."""

import random
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import current_thread, main_thread
from types import SimpleNamespace

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bench.restartable_site import RestartableSite
from kit.contact import pack_orders, stations
from kit.contact.pack_maker import make_due
from kit.contact.pack_orders import packs_folder
from kit.contact.stations import StationSettings
from kit.models import Station
from kit.outbox import machine_time
from library import clock
from library.catalogue import cataloguing
from library.catalogue.models import Item, ItemState, PageText
from library.clock import HANOI
from library.database import open_database, reading, work
from library.installation import set_up
from library.settings import read_settings
from points.access_points import inventory
from points.access_points.enrolment import announce
from points.access_points.models import DevicePlacement, PointLevel
from points.item_use import Visitor, record
from points.programme.registers import incidents
from points.usage.events import intake
from points.usage.events.intake import Delivery
from points.usage.events.protocol import read_batch
from points.usage.rollups import maintenance
from points.use_kind import UseKind
from tests.kit.packs.province import make_scanned_item
from tests.makers import BY

DELIVERY = Delivery(by_agent=False, signed=True, network="4abc")
_TIER = StationSettings(2_000, "small", (), "", None)
_ITEMS = 12
_MONTHS = 13


@dataclass(slots=True)
class Times:
    """The true time; in the main thread, the clock and the run of the machine that is at work."""

    now: datetime
    wrong_by: timedelta = timedelta()
    run: str = "province"
    started: datetime | None = None
    _real: tuple[object, ...] = ()

    def __enter__(self) -> "Times":
        self._real = clock.now, machine_time.time, machine_time._run
        clock.now = self._now
        machine_time._run = lambda: self.run
        machine_time.time = SimpleNamespace(
            CLOCK_BOOTTIME=time.CLOCK_BOOTTIME, clock_gettime_ns=self._uptime
        )
        return self

    def __exit__(self, *_: object) -> None:
        clock.now, machine_time.time, machine_time._run = self._real

    def _now(self) -> datetime:
        is_station = current_thread() is main_thread()
        return self.now + self.wrong_by if is_station else self.now

    def _uptime(self, _clock: int) -> int:
        return (self.now - (self.started or self.now)) // timedelta(microseconds=1) * 1_000


@dataclass(slots=True)
class Deed:
    """One event in a room: a batch of a computer, or a use of an item at it."""

    at: datetime
    device: int
    what: dict[str, object] | str
    station: str
    number: int | None = None
    """Entry of the station's outbox that tells of it; None until there is one."""
    day_there: date | None = None
    """Its day by the clock of the station."""
    is_doubtful: bool = False
    """True if the clock of the station was wrong then."""
    is_lost: bool = False
    """True if nobody can count it: its disk was lost, or nobody knows its day."""

    def tell(self, session: Session, at: datetime) -> intake.Receipt | None:
        """Store it as the site does that is asked, at its own time."""
        if isinstance(self.what, dict):
            receipt = intake.receive(session, self.device, read_batch(self.what), at, DELIVERY)
            incidents.enter(session, self.device, receipt.faults, at)
            return receipt
        visitor = Visitor("10.0.0.1", "Chrome", self.device, f"{self.at}")
        record(session, UseKind.SEARCH, visitor, at)
        record(session, UseKind.INVESTIGATION, visitor, at, item_id=self.what)
        record(session, UseKind.REQUEST, visitor, at, item_id=self.what)
        return None


@dataclass(slots=True)
class Province:
    """The installation of the province, and what its staff do each day."""

    home: Path
    times: Times
    seed: int
    settings: object = None
    engine: Engine | None = None
    site: RestartableSite | None = None
    dice: random.Random = field(default_factory=random.Random)
    restored: datetime | None = None
    _titles: int = 0

    def __enter__(self) -> "Province":
        self.dice.seed(self.seed)
        self.settings = read_settings({"DIACHI_HOME": str(self.home)})
        self.engine = set_up(self.settings)
        self.site = RestartableSite(self.settings)
        self.site.start()
        for _ in range(_ITEMS):
            self.publish()
        return self

    def __exit__(self, *_: object) -> None:
        self.site.stop()
        self.engine.dispose()

    def enter_point(self, number: int, computers: int) -> tuple[str, str, list[int]]:
        """Enter a point with a station; return its id, its code, and the ids of its computers."""
        slug, facts = f"xa-{number}", inventory.PointFacts(f"Xã {number}", PointLevel.COMMUNE)
        with work(self.engine) as session:
            point_id = inventory.enter(session, slug, facts, since=date(2020, 1, 1), by=BY)
            for computer in range(computers):
                announce(session, slug, f"Máy {computer}")
            placed_here = select(DevicePlacement.device_id).filter_by(point_id=point_id)
            devices = session.scalars(placed_here.order_by(DevicePlacement.id)).all()
            return *stations.enter(session, point_id, _TIER, BY), devices

    def replace_station(self, station_id: str) -> tuple[str, str]:
        """Enter another computer in place of a station that is lost."""
        with work(self.engine) as session:
            return stations.replace(session, stations.find(session, station_id), BY)

    def work_a_day(self, _day: int) -> None:
        """Publish, correct and withdraw a few items."""
        for _ in range(self.dice.randrange(2)):
            self.publish()
        with work(self.engine) as session:
            shown = select(Item).where(Item.state == ItemState.PUBLISHED).order_by(Item.id)
            items = list(session.scalars(shown))
            changed = self.dice.choice(items)
            text = session.get_one(PageText, changed.pages[0].id)
            text.text = f"{text.text} {self.dice.randrange(10**6)}"
            changed.changed = clock.now()
            cataloguing.describe(session, changed, {"description": f"{self.times.now}"}, BY)
            if len(items) > _ITEMS // 2 and self.dice.random() < 0.3:
                cataloguing.withdraw(session, self.dice.choice(items), BY, "theo yêu cầu")

    def shown(self) -> set[str]:
        """Return the ids of the items that readers may see."""
        with reading(self.engine) as session:
            return set(session.scalars(select(Item.id).where(Item.state == ItemState.PUBLISHED)))

    def make_packs(self, _seconds: float = 0) -> None:
        """Make the packs that are ordered, as the pipeline service does."""
        with self.at_work():
            make_due(self.settings)

    def pack_on_stick(self, station_id: str, stick: Path) -> None:
        """Order a pack for a stick and unpack its file there; a full one if none can follow."""
        if not any(self._pack(station_id, stick, is_full=is_full) for is_full in (False, True)):
            raise RuntimeError(station_id)

    def _pack(self, station_id: str, stick: Path, *, is_full: bool) -> bool:
        with self.at_work():
            with work(self.engine) as session:
                station = stations.find(session, station_id)
                pack_orders.for_stick(session, station, is_full=is_full, by=BY)
            make_due(self.settings)
            with reading(self.engine) as session:
                order = pack_orders.order_of(session, station_id, pack_orders.STICK)
                pack = pack_orders.ready_pack(order)
                if order.problem:
                    return False
        if pack is not None:
            with zipfile.ZipFile(
                packs_folder(self.settings, station_id) / f"{pack.digest}.zip"
            ) as z:
                z.extractall(stick)
        return True

    def taken(self, station_id: str) -> int:
        """Return the number of the last entry of a station that is taken in."""
        with reading(self.engine) as session:
            return session.get_one(Station, station_id).taken

    def count(self) -> None:
        """Count what came in."""
        with self.at_work():
            maintenance.bring_up_to_date(self.engine, _MONTHS)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Use the clock of the province."""
        wrong_by, self.times.wrong_by = self.times.wrong_by, timedelta()
        try:
            yield
        finally:
            self.times.wrong_by = wrong_by

    def back_up(self) -> None:
        """Copy the database."""
        self.copy_to(self.home.with_name("sao-luu"))

    def copy_to(self, folder: Path) -> None:
        """Copy the database to a folder."""
        folder.mkdir(parents=True)
        copy(self.home, folder)

    def restore(self) -> None:
        """Start again on a new machine with the last copy: nothing else of the kit is there."""
        self.site.stop()
        self.engine.dispose()
        copy(self.home.with_name("sao-luu"), self.home)
        for name in ("editions", "packs", "lines"):
            shutil.rmtree(self.home / "kit" / name, ignore_errors=True)
        self.engine = open_database(self.settings.database_url)
        self.site.start()
        self.restored = self.times.now

    def publish(self) -> None:
        """Publish an item with a page and its images."""
        self._titles += 1
        with work(self.engine) as session:
            make_scanned_item(session, self.settings, f"Sách số {self._titles}")


def copy(source: Path, target: Path) -> None:
    """Copy a database over another one, or to a new folder."""
    for stale in target.glob("diachi.sqlite*"):
        stale.unlink()
    with (
        sqlite3.connect(source / "diachi.sqlite") as from_,
        sqlite3.connect(target / "diachi.sqlite") as to,
    ):
        from_.backup(to)


def replay(home: Path, times: Times, deeds: Iterable[Deed]) -> Engine:
    """Store the deeds at a province whose computers have a line; return its database."""
    engine = open_database(read_settings({"DIACHI_HOME": str(home)}).database_url)
    ends, day = times.now, None
    for deed in deeds:
        times.now = deed.at
        if deed.at.astimezone(HANOI).date() != day:
            maintenance.bring_up_to_date(engine, _MONTHS)
            day = deed.at.astimezone(HANOI).date()
        with work(engine) as session:
            deed.tell(session, deed.at)
    times.now = ends
    maintenance.bring_up_to_date(engine, _MONTHS)
    return engine
