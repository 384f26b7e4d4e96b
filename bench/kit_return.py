"""Benchmark of the way back: three months of a station's room, by stick and line at once.

Every batch of 12 computers and every use of a document happens twice: at a province with a line,
and at a station without one, whose letters come after three months. Each letter is sent three
times in random order, by two ways at once; the letters overlap. All figures must be equal.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from uuid import UUID

from sqlalchemy import Engine, func, select

from bench.form import Row, json_parser, log_progress, report
from kit.models import OutboxEntry, Station
from kit.outbox import machine_time
from kit.outbox.day_uses import report_count
from kit.outbox.enrolment_reports import report_enrolment
from kit.outbox.letter_files import write_letters
from kit.outbox.machine_time import MachineTime
from kit.outbox.problems import LetterGapError
from kit.outbox.receiving import Receipt, receive_letter
from kit.outbox.room_events import report_batch
from kit.packs.editions import Held
from kit.packs.make import Making
from kit.packs.target_editions import Purpose
from kit.signatures import province_key, public_bytes
from kit.station.station_identity import Identity, read_identity, station_key, write_identity
from kit.station.taking_in import take_in
from library import clock
from library.database import reading, work
from library.installation import set_up
from library.settings import Settings, read_settings
from points.access_points import enrolment, inventory
from points.access_points.models import PointLevel
from points.item_use import Visitor, record
from points.usage.events import intake
from points.usage.events.intake import Delivery
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds, moment
from points.usage.rollups import maintenance, models
from points.usage.rollups.models import ItemMonth, UseDay
from points.use_kind import UseKind
from tests.points.usage.room import Misfortunes, Parcel, simulate

_STATION, _POINT, _COMPUTERS = "0a1b2c3d4e5f", 1, 12
_FIRST = datetime(2026, 3, 2, 1, tzinfo=UTC)
_BAD = Misfortunes(
    power_cut=0.1, calendar_reset=0.1, sent_twice=0.2, out_of_order=0.2, line_down=range(30, 36)
)
_LETTER_BYTES = (60_000, 97_000)
"""Sizes at which the letters are cut: two sets that overlap everywhere."""

_DELIVERY = Delivery(signed=True, network="40123456789abcde")
_FIGURES = (models.ComputerDay, models.ComputerHour, models.PointDay, models.PointMonth)
_MILLISECOND = timedelta(milliseconds=1)
_COUNTS = ("total_investigations", "unique_investigations", "total_requests", "unique_requests")


def main() -> None:
    """Simulate a room for some days, send its letters, and report."""
    parser = json_parser(__doc__)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        rows = list(_rows(home, args.days, random.Random(args.seed)))
    finally:
        shutil.rmtree(home)
    report("kit_return", rows, as_json=args.json)


@dataclass(frozen=True, slots=True)
class _Installation:
    settings: Settings
    engine: Engine


class _Time:
    """The time of all installations; the machine of the station starts each Monday."""

    def __init__(self) -> None:
        self.now = _FIRST
        clock.now = lambda: self.now
        machine_time.machine_time = self._machine

    def _machine(self) -> MachineTime:
        age = self.now - _FIRST
        return MachineTime(f"{age.days // 7:032x}", age % timedelta(days=7) // _MILLISECOND)


def _rows(home: Path, days: int, dice: random.Random) -> Iterator[Row]:
    now = _Time()
    online, province = (_install(home / name) for name in ("online", "province"))
    station = _install(home / "station", DIACHI_STATION="1")
    for installation in (online, province):
        _enter_room(installation)
    _enrol(station, province)
    for installation in (online, station):
        _enrol_computers(installation)
    seed = dice.randrange(1 << 30)
    room = simulate(seed, devices=_COMPUTERS, days=days, first=_FIRST, bad=_BAD)
    _live(now, room.parcels, dice, station, online)
    log_progress("the three months are over")
    now.now = _FIRST + timedelta(days=days + 10)
    for installation in (station, online):
        _count(installation)
    letters, larger_letters = (list(_letters(station, size)) for size in _LETTER_BYTES)
    began = time.monotonic()
    receipts = _send(province, 3 * (letters + larger_letters), dice)
    seconds = time.monotonic() - began
    _count(province)
    count, _ = _outbox(station)
    figures = _figures(online)
    yield Row("dòng số liệu khác nhau", len(figures ^ _figures(province)), "dòng", 0)
    yield Row("… trong số", len(figures), "dòng")
    yield Row("mục không lấy được", sum(len(r.refused) for r in receipts), "mục", 0)
    yield Row("mục lấy thừa, thiếu", abs(sum(r.new for r in receipts) - count), "mục", 0)
    yield Row("mục đã ghi", count, "mục")
    yield Row("nhận một mục, theo đồng hồ", seconds * 1000 / count, "ms")
    _, size_before = _outbox(station)
    _beat_a_month(now, station, dice)
    number, size = _outbox(station)
    yield Row("gói tin của một máy trong một tháng", number - count, "mục")
    yield Row("… ở trạm", (size - size_before) / 1000, "KB", 1_000)
    month = sum(map(len, _letters(station, 1 << 20, after=count)))
    yield Row("… trong thư", month / 1000, "KB", 500)


def _beat_a_month(now: _Time, station: _Installation, dice: random.Random) -> None:
    """Enter the batches of one computer's page and agent, each five minutes of 26 days."""
    for day in range(26):
        opens = now.now + timedelta(days=day)
        boots = [UUID(int=dice.getrandbits(128)) for _ in range(2)]
        with work(station.engine) as session:
            for beat in range(96):
                at = opens + timedelta(minutes=5 * beat)
                for boot in boots:
                    batch = read_batch(_beat(boot, beat, milliseconds(at), dice))
                    receipt = intake.Receipt(tuple((name, "ok") for name, _ in batch.events))
                    delivery = Delivery(by_agent=boot is boots[0], signed=True)
                    report_batch(session, station.settings, 1, batch, receipt, delivery)


def _beat(boot: UUID, beat: int, at: int, dice: random.Random) -> dict[str, object]:
    """Return a batch with a heartbeat and the input of five minutes."""
    events = []
    for place, kind in enumerate(("hb", "session.activity")):
        event = UUID(int=at << 80 | 7 << 76 | dice.getrandbits(12) << 64 | 2 << 62)
        mono = beat * 300_000 + place
        times = {"seq": 2 * beat + place, "t_wall": at + place, "t_mono": mono}
        event = UUID(int=event.int | dice.getrandbits(62))
        session = str(UUID(int=boot.int ^ beat // 6))
        more = {"line": "up"} if kind == "hb" else {"n": dice.randrange(300), "session_id": session}
        events.append({"event_id": str(event), "type": kind, **times, **more})
    sent = {"sent_wall": at + 2, "sent_mono": beat * 300_000 + 2}
    return {"boot_id": str(boot), **sent, "version": "2.1", "events": events}


def _install(home: Path, **environ: str) -> _Installation:
    settings = read_settings({"DIACHI_HOME": str(home), **environ})
    return _Installation(settings, set_up(settings))


def _enter_room(installation: _Installation) -> None:
    with work(installation.engine) as session:
        facts = inventory.PointFacts("Bản Luốc", PointLevel.COMMUNE)
        inventory.enter(session, "ban-luoc", facts, since=date(2020, 1, 1), by="bench")
        for number in range(1, _COMPUTERS + 1):
            enrolment.announce(session, "ban-luoc", f"Máy {number}")


def _enrol_computers(installation: _Installation) -> None:
    """Enrol the computers where they work: those of the station came in its first pack."""
    with work(installation.engine) as session:
        for number in range(1, _COMPUTERS + 1):
            enrolment.enrol(session, enrolment.renew(session, number))
            report_enrolment(session, installation.settings, number)


def _identity(province: Settings) -> Identity:
    key = public_bytes(province_key(province))
    return Identity(_STATION, "ban-luoc", "https://thuvien.example", key, None)


def _enrol(station: _Installation, province: _Installation) -> None:
    write_identity(station.settings, _identity(province.settings))
    columns = {"images": "small", "collections": [], "line_hours": "", "reported": {}}
    numbers = {"size_limit_mb": 1000, "held_number": 0, "taken": 0}
    key = public_bytes(station_key(station.settings))
    with work(province.engine) as session:
        row = Station(id=_STATION, point_id=_POINT, public_key=key, **columns, **numbers)
        row.created, row.created_by = _FIRST, "bench"
        session.add(row)
    pack = province.settings.home / "goi-1"
    making = Making(province.settings, province.engine, _STATION, Held(0, None), None)
    making.make_first((Purpose.STICK,), pack)
    take_in(station.settings, station.engine, pack, "stick")


def _live(
    now: _Time,
    parcels: list[Parcel],
    dice: random.Random,
    station: _Installation,
    online: _Installation,
) -> None:
    """Let every parcel and some uses of documents happen at both; each night both count."""
    day = _FIRST.date()
    for parcel in parcels:
        arrives = moment(parcel.arrives)
        if arrives.date() > day:
            now.now = arrives.replace(hour=0, minute=30)
            for installation in (station, online):
                _count(installation)
            day = arrives.date()
        now.now = arrives
        for installation in (station, online):
            _store(installation, parcel)
        if dice.random() < 0.3:
            item, kind = f"{dice.randrange(40)}", dice.choice(tuple(UseKind))
            visitor = Visitor("10.0.0.9", "Chrome", parcel.device, f"{arrives:%d %H}")
            for installation in (station, online):
                with work(installation.engine) as session:
                    is_search = kind is UseKind.SEARCH
                    record(session, kind, visitor, arrives, item_id=None if is_search else item)


def _store(installation: _Installation, parcel: Parcel) -> None:
    batch = read_batch(parcel.batch)
    with work(installation.engine) as session:
        receipt = intake.receive(session, parcel.device, batch, clock.now(), _DELIVERY)
        details = parcel.device, batch, receipt, _DELIVERY
        report_batch(session, installation.settings, *details)


def _count(installation: _Installation) -> None:
    is_station = installation.settings.station
    count_report = partial(report_count, installation.settings) if is_station else None
    for _ in maintenance.steps(installation.engine, count_report):
        pass


def _letters(station: _Installation, size: int, after: int = 0) -> Iterator[bytes]:
    """Yield the letters of everything after a number, cut at this size."""
    identity, key = read_identity(station.settings), station_key(station.settings)
    with reading(station.engine) as session:
        for letter in write_letters(session, identity, key, after, size):
            yield letter.content


def _send(province: _Installation, letters: list[bytes], dice: random.Random) -> list[Receipt]:
    """Send letters in random order by two ways at once; what comes too early is sent again."""
    dice.shuffle(letters)
    waiting: Queue[bytes] = Queue()
    for letter in letters:
        waiting.put(letter)

    def send(way: str) -> list[Receipt]:
        receipts = []
        while True:
            try:
                letter = waiting.get_nowait()
            except Empty:
                return receipts
            try:
                receipts.append(receive_letter(province.settings, province.engine, letter, way))
            except LetterGapError:
                waiting.put(letter)

    with ThreadPoolExecutor(2) as threads:
        outcomes = [threads.submit(send, way) for way in ("stick", "line")]
    return [receipt for outcome in outcomes for receipt in outcome.result()]


def _outbox(station: _Installation) -> tuple[int, int]:
    """Return the number of entries and the bytes of their contents."""
    size = func.sum(func.length(OutboxEntry.content))
    with reading(station.engine) as session:
        return tuple(session.execute(select(func.count(), size)).one())


def _figures(installation: _Installation) -> set[tuple[object, ...]]:
    """Return all figures: of computers by hour and day, of the point, of documents by month."""
    sums = [func.sum(getattr(ItemMonth, name)) for name in _COUNTS]
    place = (ItemMonth.month, ItemMonth.item_id, ItemMonth.inside, ItemMonth.point_id)
    days = (UseDay.day, UseDay.point_id, UseDay.searches, *(getattr(UseDay, n) for n in _COUNTS))
    with reading(installation.engine) as session:
        rows = [
            (table.__tablename__, *row)
            for table in _FIGURES
            for row in session.execute(select(*table.__table__.columns))
        ]
        months = session.execute(select(*place, *sums).group_by(*place))
        rows += [("item_month", *row) for row in months if any(row[4:])]
        rows += [("use_day", *row) for row in session.execute(select(*days))]
    return {*rows}


if __name__ == "__main__":
    main()
