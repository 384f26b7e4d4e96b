"""A room with a simulated station: its computers, readers, sticks, line, and misfortunes."""

import os
import random
import shutil
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bench.kit_province import DELIVERY, Deed, Province
from bench.kit_wholeness import faults_of
from kit.cli import enrol
from kit.contact.client import contact, taken_number
from kit.models import HeldEdition, OutboxEntry, StationLetter
from kit.outbox import acknowledgements, duties
from kit.outbox.day_uses import report_count
from kit.outbox.enrolment_reports import report_enrolment
from kit.outbox.outbox_entries import owed
from kit.outbox.problems import NoLettersError
from kit.outbox.room_events import report_batch
from kit.outbox.stick_letters import take_letters
from kit.station.sticks import read_status, serve_stick
from library import clock
from library.catalogue.models import Item
from library.clock import HANOI
from library.database import reading, work
from library.errors import LibraryError
from library.installation import open_installation, set_up
from library.settings import read_settings
from points.access_points import enrolment
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import moment
from points.usage.rollups import maintenance
from points.usage.rollups.per_item import DayCount
from search_index.index import sync
from tests.points.usage.room import Misfortunes, Parcel
from tests.points.usage.room import simulate as simulate_room

MISFORTUNES = (
    *("power cut", "stick lost", "stick again", "stick and line at once", "wrong clock"),
    *("full disk", "disk lost"),
)
_ROOM = Misfortunes(power_cut=0.2, sent_twice=0.3, out_of_order=0.3, line_down=range(20, 24))
_DAY, _CLOSES = timedelta(days=1), timedelta(hours=10)
_RESET = moment(1_766_188_800_000)
"""December 2025, before any station: the clock of the machine after its battery went flat."""

_TRIP, _CALL = 0.12, 0.05
"""Chances of a day that a stick leaves the province, and that the line works for once."""

_LAST = select(func.max(OutboxEntry.number))


@dataclass(slots=True)
class Trip:
    """A stick on its way: to the station, and back."""

    stick: Path
    arrives: int
    returns: int
    shown: set[str]
    """Items that readers could see when its pack was made."""


class Room:
    """A point with its station; what happens there is remembered as deeds."""

    def __init__(
        self, home: Path, province: Province, number: int, computers: int, days: int, seed: int
    ) -> None:
        self.home, self.number, self.province = home / f"tram-{number}", number, province
        self.times, self.dice = province.times, random.Random(f"{seed} {number}")
        self.begin = self.times.now
        self.deeds: list[Deed] = []
        self.faults: Counter[str] = Counter()
        self.problems: list[str] = []
        self.reasons: Counter[str] = Counter()
        self.contacts = self.trips = self.editions = self.owed_lists = self.wrong_lists = 0
        self.mixed_editions = self.withdrawn_items = self.lost_uses = self.undated_uses = 0
        self.is_current = False
        self.run, self.started, self.wrong_by = f"{number}", self.begin, timedelta()
        self._wrong_from: int | None = None
        self._trip: Trip | None = None
        self._old_stick: Path | None = None
        self._due: set[str] = set()
        room = simulate_room(
            seed * 1000 + number, devices=computers, days=days, first=self.begin, bad=_ROOM
        )
        self._parcels: dict[int, list[Parcel]] = defaultdict(list)
        for parcel in room.parcels:
            self._parcels[(moment(parcel.arrives) - self.begin) // _DAY].append(parcel)
        self.station, code, self.devices = province.enter_point(number, computers)
        self._set_up(code)

    def work_a_day(self, day: int, *, may_lose_disk: bool) -> None:
        """Open the room, serve its readers, and let sticks and calls come and go."""
        opens = self.begin + day * _DAY
        self.times.now = opens - timedelta(minutes=10)
        self._switch_on(day)
        for parcel in self._parcels[day]:
            self._do(moment(parcel.arrives), parcel.device, parcel.batch)
        self.times.now = opens + _CLOSES + timedelta(minutes=self.number)
        self._go_on_with_trip(day)
        if self.dice.random() < _CALL:
            self._call()
        if may_lose_disk and day > 3 and self.dice.random() < 0.004:
            self._lose_disk()
        with self._at_station():
            self._check_owed()

    def finish(self) -> None:
        """Let the room be online until nothing waits on either side."""
        self._wrong_from = None
        self.times.now += 3 * _DAY
        self._switch_on(-1)
        for _ in range(2):
            self._call()
        self.is_current = not self._due ^ self._held()
        self._forget_undated()

    def note_restore(self) -> None:
        """Learn that the province went back to an old copy: it forgot what it had taken."""
        self._old_stick = None

    def _set_up(self, code: str) -> None:
        self.settings = read_settings({"DIACHI_HOME": str(self.home), "DIACHI_STATION": "1"})
        empty = self.home.with_name("tram-trong")
        if not empty.exists():
            set_up(read_settings({"DIACHI_HOME": str(empty), "DIACHI_STATION": "1"})).dispose()
        shutil.copytree(empty, self.home)
        self.engine: Engine = open_installation(self.settings)
        self._first_deed = len(self.deeds)
        with self._at_station():
            enrol(self.settings, self.province.site.address, code, None)
        self._call()
        with self._at_station(), work(self.engine) as session:
            for device in self.devices:
                enrolment.enrol(session, enrolment.renew(session, device))
                report_enrolment(session, self.settings, device)
        self._call()

    def _switch_on(self, day: int) -> None:
        """Start the machine; a flat battery forgets the time each night until it is changed."""
        self.run, self.started = f"{self.number}-{self.station}-{day}", self.times.now
        if self._wrong_from is None and day > 0 and self.dice.random() < 0.02:
            self._wrong_from = day
            self.faults["wrong clock"] += 1
        elif self._wrong_from is not None and self.dice.random() < 0.3:
            self._wrong_from = None
        self.wrong_by = timedelta() if self._wrong_from is None else _RESET - self.times.now
        with self._at_station():
            self._turn()

    @contextmanager
    def _at_station(self) -> Iterator[None]:
        times = self.times
        times.wrong_by, times.run, times.started = self.wrong_by, self.run, self.started
        try:
            yield
        finally:
            times.wrong_by, times.run, times.started = timedelta(), "province", None

    def _turn(self) -> None:
        """Do what the service of the station does each minute."""
        duties.DUTIES.every_minute(self.settings, self.engine)
        tuple(maintenance.steps(self.engine, self._report))

    def _report(self, session: Session, count: DayCount) -> None:
        report_count(self.settings, session, count)
        session.flush()
        number = session.scalar(_LAST)
        for deed in self.deeds[self._first_deed :]:
            if deed.number is None and deed.day_there == count.day:
                deed.number = number

    def _do(self, at: datetime, number: int, batch: dict[str, object]) -> None:
        """Store a batch at the station; at times somebody reads at that computer."""
        self.times.now, device = at, self.devices[number - 1]
        deed = Deed(at, device, batch, self.station)
        with self._at_station():
            if self.dice.random() < 0.01:
                with reading(self.engine) as session:
                    previous = session.scalar(_LAST)
                self._cut_power(partial(self._store, deed))
                with reading(self.engine) as session:  # it may have been stored
                    last = session.scalar(_LAST)
                deed.number = last if last != previous else None
            self._store(deed)
            if self._due and self.dice.random() < 0.3:
                self._store(Deed(at, device, self.dice.choice(sorted(self._due)), self.station))

    def _store(self, deed: Deed) -> None:
        with work(self.engine) as session:
            receipt = deed.tell(session, clock.now())
            if receipt is not None:
                batch = read_batch(deed.what)
                report_batch(session, self.settings, deed.device, batch, receipt, DELIVERY)
                session.flush()
                deed.number = deed.number or session.scalar(_LAST)
        deed.day_there = clock.now().astimezone(HANOI).date()
        deed.is_doubtful = bool(self.wrong_by)
        self.deeds.append(deed)

    def _go_on_with_trip(self, day: int) -> None:
        trip = self._trip
        if trip is None and self.dice.random() < _TRIP:
            stick = self.home.with_name(f"usb-{self.number}")
            shutil.rmtree(stick, ignore_errors=True)
            stick.mkdir()
            self.province.pack_on_stick(self.station, stick)
            arrives = day + self.dice.randrange(1, 5)
            returns = arrives + self.dice.randrange(1, 5)
            self._trip = Trip(stick, arrives, returns, self.province.shown())
        elif trip is not None and self.dice.random() < 0.03:
            self.faults["stick lost"] += 1
            self._trip = None
        elif trip is not None and day == trip.arrives:
            self._serve(trip.stick, trip.shown)
        elif trip is not None and day >= trip.returns:
            self._bring_back(trip.stick)
            self._trip = None

    def _serve(self, stick: Path, shown: set[str]) -> None:
        """Put a stick into the station, while things go wrong."""
        serve = partial(serve_stick, self.settings, self.engine, stick, sends=True)
        edition = self._edition()
        with self._at_station():
            if self.dice.random() < 0.2:
                self.faults["full disk"] += 1
                with _full_disk():
                    serve()
                if self._edition() != edition:
                    self._blame("a pack was taken in on a full disk")
            if self.dice.random() < 0.4:
                self._cut_power(serve)
            if not serve():
                lines = " ".join(read_status(self.settings).lines)
                self._blame(f"stick failed: {lines}")
            self._note_edition(edition, shown)
            if self.dice.random() < 0.2 and self._old_stick is not None:
                self.faults["stick again"] += 1
                serve_stick(self.settings, self.engine, self._old_stick, sends=False)
                self._note_edition(self._edition(), shown)

    def _bring_back(self, stick: Path) -> None:
        """Give the letters of a stick to the province, at times beside a call over the line."""
        self.trips += 1
        take = partial(self._take, stick)
        if self.dice.random() < 0.2:
            self.faults["stick and line at once"] += 1
            with ThreadPoolExecutor(1) as office:
                taking = office.submit(take)
                self._call()
                taking.result()
        else:
            take()
        if self.dice.random() < 0.3:
            take()
        if self._old_stick is None:
            self._old_stick = self.home.with_name(f"usb-{self.number}-cu")
            shutil.copytree(stick, self._old_stick, dirs_exist_ok=True)
        elif self.dice.random() < 0.2:
            self.faults["stick again"] += 1
            self._take(self._old_stick)

    def _take(self, stick: Path) -> None:
        with suppress(NoLettersError):
            for outcome in take_letters(self.province.settings, self.province.engine, stick):
                if outcome.reason is not None:
                    self.reasons[outcome.reason.split(":")[0][:60]] += 1

    def _call(self) -> None:
        """Speak with the province while the line works; power or line may fail meanwhile."""
        self.contacts += 1
        edition = self._edition()
        call = partial(contact, self.settings, self.engine, pause=self.province.make_packs)
        with self._at_station():
            if self.dice.random() < 0.3:
                self._cut_power(call)
            try:
                call()
            except LibraryError as error:
                self._blame(f"call: {error}")
                return
            self._note_edition(edition, self.province.shown())
            self._confirm()

    def _confirm(self) -> None:
        with reading(self.engine) as session:
            lacked = (session.scalar(_LAST) or 0) - self.province.taken(self.station)
        if lacked:
            self._blame(f"{lacked} entries left after a call")

    def _lose_disk(self) -> None:
        """Lose the machine, and enrol another one in its place."""
        self.faults["disk lost"] += 1
        taken = self.province.taken(self.station)
        for deed in self.deeds[self._first_deed :]:
            if deed.number is None or deed.number > taken:
                deed.is_lost = True
                self.lost_uses += 1
        self.engine.dispose()
        shutil.rmtree(self.home)
        self._trip = self._old_stick = None
        self.station, code = self.province.replace_station(self.station)
        self._set_up(code)

    def _cut_power(self, work_: Callable[[], object]) -> None:
        """Let a process of its own do some work, and kill it before it is done, or after."""
        self.faults["power cut"] += 1
        self.engine.dispose()
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                work_()
            os._exit(0)
        time.sleep(self.dice.uniform(0, 0.4))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.engine.dispose()

    def _check_owed(self) -> None:
        """Compare what the station says it owes with its entries beyond the last answer."""
        self.owed_lists += 1
        with reading(self.engine) as session:
            owed_count = owed(session, taken_number(self.settings)).count
            last = session.scalar(_LAST) or 0
            answer = acknowledgements.last(self.settings)
        lacked = last - self.province.taken(self.station)
        unanswered = last - (answer.taken if answer else 0)
        may_know_less = self.province.restored is not None and (
            answer is None or answer.at < self.province.restored
        )
        if owed_count != unanswered or (owed_count < lacked and not may_know_less):
            self.wrong_lists += 1
            self._blame(f"says {owed_count}, province lacks {lacked}")

    def _note_edition(self, previous: int, shown: set[str]) -> None:
        """Check the edition if it is another one, and that nothing withdrawn is left."""
        self._due = self._held()
        if self._edition() != previous:
            self.editions += 1
            sync.drain(self.settings, self.engine)
            faults = faults_of(self.settings, self.engine)
            self.mixed_editions += bool(faults)
            self.problems.extend(faults)
            self.withdrawn_items += len(self._due - shown)

    def _edition(self) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.max(HeldEdition.number))) or 0

    def _held(self) -> set[str]:
        with reading(self.engine) as session:
            return set(session.scalars(select(Item.id)))

    def _blame(self, text: str) -> None:
        day = (self.times.now - self.begin) // _DAY
        self.problems.append(f"day {day}, station {self.number}: {text}")

    def _forget_undated(self) -> None:
        """Take the uses of days that nobody knows out of what is compared: the office sees them."""
        with reading(self.province.engine) as session:
            letters = session.scalars(select(StationLetter))
            refused = {(row.station_id, entry) for row in letters for entry, _, _ in row.refused}
        for deed in self.deeds:
            if (deed.station, deed.number) in refused:
                deed.is_lost = True
                self.undated_uses += 1


@contextmanager
def _full_disk() -> Iterator[None]:
    """Let the disk of the station have no space."""
    real = shutil.disk_usage
    shutil.disk_usage = lambda place: real(place)._replace(free=0)
    try:
        yield
    finally:
        shutil.disk_usage = real
