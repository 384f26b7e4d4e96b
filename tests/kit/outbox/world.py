"""A station and its province, each with a database of its own, and a clock that the test sets."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from kit.models import Station, StationLetter
from kit.outbox import acknowledgements, entries, letters, machine_time
from kit.outbox.events import report_batch
from kit.outbox.machine_time import MachineTime
from kit.outbox.receiving import Receipt, receive_letter
from kit.signatures import province_key, public_bytes
from kit.station.identity import Identity, station_key, write_identity
from library import clock
from library.database import reading, work
from library.settings import Settings
from points.access_points import inventory
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.programme.registers import incidents
from points.usage.events import intake
from points.usage.events.intake import Delivery
from points.usage.events.protocol import read_batch
from tests.makers import make_database, make_moment, make_settings

BEGIN = make_moment("2026-05-04 01:00")
STATION, POINT = "0a1b2c", 1
LIMIT = 1 << 20


@dataclass(slots=True)
class Clocks:
    """The time, the station's error, and the run of its machine."""

    now: datetime = BEGIN
    wrong_by: timedelta = timedelta()
    run: str = "run 1"
    started: datetime = BEGIN - timedelta(hours=1)

    def restart(self, run: str) -> None:
        """Start the station's machine again."""
        self.run, self.started = run, self.now

    def read(self) -> MachineTime:
        """Return the reading of the station's machine."""
        return MachineTime(self.run, (self.now - self.started) // timedelta(milliseconds=1))


@dataclass(slots=True)
class World:
    """Both installations; the computers speak to the station."""

    clocks: Clocks
    station: tuple[Settings, Engine]
    province: tuple[Settings, Engine]
    patch: pytest.MonkeyPatch

    @property
    def identity(self) -> Identity:
        """Identity of the station."""
        key = public_bytes(province_key(self.province[0]))
        return Identity(STATION, "ban-luoc", "https://thuvien.example", key, None)

    def at_station(self) -> None:
        """Set the clock to that of the station."""
        self.patch.setattr(clock, "now", lambda: self.clocks.now + self.clocks.wrong_by)

    def at_province(self) -> None:
        """Set the clock to that of the province."""
        self.patch.setattr(clock, "now", lambda: self.clocks.now)

    def report(self, kind: str, content: object, *, private: bool = False) -> None:
        """Enter something in the outbox of the station."""
        self.at_station()
        with work(self.station[1]) as session:
            entries.report(session, self.station[0], kind, content, private=private)

    def deliver(self, device: int, batch: dict[str, object], delivery: Delivery) -> None:
        """Let a computer send a batch to its station."""
        self.at_station()
        with work(self.station[1]) as session:
            receipt = store(session, device, batch, clock.now(), delivery)
            parsed = read_batch(batch)
            report_batch(session, self.station[0], device, parsed, receipt, delivery)

    def letter(self, after: int = 0, limit: int = LIMIT) -> bytes | None:
        """Return the letter of the station after a number."""
        self.at_station()
        with reading(self.station[1]) as session:
            key = station_key(self.station[0])
            return letters.write_letter(session, self.identity, key, after, limit)

    def receive(self, letter: bytes, way: str = "stick") -> Receipt:
        """Let the province receive a letter."""
        self.at_province()
        return receive_letter(*self.province, letter, way)

    def letters(self) -> list[StationLetter]:
        """Return the letters that the province took in."""
        with reading(self.province[1]) as session:
            return list(session.scalars(select(StationLetter).order_by(StationLetter.id)))

    def taken(self) -> int:
        """Return the number of the last entry that the province has."""
        with reading(self.province[1]) as session:
            return session.get_one(Station, STATION).taken

    def set_taken(self, number: int) -> None:
        """Restore the province from a copy of the time when it had this number."""
        with work(self.province[1]) as session:
            session.get_one(Station, STATION).taken = number

    def acknowledgement(self) -> str:
        """Return an acknowledgement of the province."""
        self.at_province()
        with reading(self.province[1]) as session:
            key = province_key(self.province[0])
            return acknowledgements.acknowledge(session, STATION, key)


def store(session, device, batch, now, delivery) -> intake.Receipt:
    """Store a batch as the page of the computers does."""
    receipt = intake.receive(session, device, read_batch(batch), now, delivery)
    incidents.enter(session, device, receipt.faults, now)
    return receipt


def furnish(engine: Engine, computers: int) -> None:
    """Enter a point with its computers, and another point with one more."""
    with work(engine) as session:
        for code in ("ban-luoc", "xa-khac"):
            facts = inventory.PointFacts(code, PointLevel.COMMUNE)
            inventory.enter(session, code, facts, since=date(2020, 1, 1), by="test")
        for number in range(1, computers + 2):
            session.add(Device(id=number, label=f"Máy {number}"))
            session.flush()
            point = POINT if number <= computers else POINT + 1
            place = {"device_id": number, "point_id": point, "placed_by": "test"}
            session.add(DevicePlacement(since=BEGIN - timedelta(days=90), **place))


def make_world(folder: Path, patch: pytest.MonkeyPatch, computers: int = 2) -> World:
    """Return a station that is enrolled at its province."""
    clocks = Clocks()
    patch.setattr(machine_time, "machine_time", clocks.read)
    station = make_settings(folder / "trạm", station="1")
    province = make_settings(folder / "tỉnh")
    installations = [(settings, make_database(settings)) for settings in (station, province)]
    world = World(clocks, *installations, patch)
    for _, engine in (world.station, world.province):
        furnish(engine, computers)
    write_identity(station, world.identity)
    with work(world.province[1]) as session:
        session.add(
            Station(
                id=STATION,
                point_id=POINT,
                created=BEGIN,
                created_by="test",
                public_key=public_bytes(station_key(station)),
                enrolled=BEGIN,
                size_limit_mb=1000,
                images="small",
                collections=[],
                line_hours="",
                held_number=0,
                taken=0,
                reported={},
            )
        )
    return world
