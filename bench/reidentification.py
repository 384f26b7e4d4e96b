"""Re-identification: who knows one sitting looks for its titles in all that the library leaves."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import create_app
from bench.form import Row, json_parser, report
from bench.installations import temporary_library
from library import clock
from library.backup.database_copy import SQLITE_COPY, copied
from library.database import reading, work
from library.settings import Settings
from points.access_points import inventory
from points.access_points.device_life import enrolment_at
from points.access_points.models import AccessPoint, Device, DevicePlacement, PointLevel
from points.item_use import Visitor, record
from points.usage.models import ItemUse, VisitSalt
from points.usage.privacy import visitor_keys
from points.usage.rollups import per_item
from points.use_kind import UseKind

KEY, _BY = "khoa-do", "phép đo"
_MACHINES, _OUTSIDE = 5, 40
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting that somebody saw: place, machine, time, and the titles that are looked for."""

    point: str
    device: int
    code: str
    begins: datetime
    titles: frozenset[str]
    secrets: frozenset[bytes]
    """Keys of its uses and salts of its days, by which titles could be found in deleted rows."""


def main() -> None:
    """Fill a month with one known reader, and look for his titles in every place."""
    args = json_parser(__doc__).parse_args()
    with temporary_library(counter_key=KEY) as (settings, database):
        sitting = fill(database, settings.home)
        rows = [
            Row(f"nhan đề tìm ra: {place}", len(titles), "nhan đề", 0)
            for place, titles in search(settings, database, sitting)
        ]
    report("reidentification", rows, as_json=args.json)


def fill(database: Engine, folder: Path) -> Sitting:
    """Record last month's uses, count them by hour and day, and copy the database meanwhile.

    The known reader comes on four days, thrice a day, to another machine each time.
    """
    month = (clock.today().replace(day=1) - _DAY).replace(day=1)
    with work(database) as session:
        devices = _enter_points(session, month)
    secrets: set[bytes] = set()
    first = datetime.combine(month + 9 * _DAY, datetime.min.time(), clock.HANOI) + 9 * _HOUR
    for day in range(4):
        for number in range(3):
            begins = first + day * _DAY + number * _HOUR
            with work(database) as session:
                _read(session, devices["nho"][number], f"phiên {number}", begins, "kin", 3)
                _read_elsewhere(session, devices["lon"], begins)
            secrets |= _secrets(database)
            _copy(database, folder / f"sao-{begins:%d%H}-truoc")
            _count(database, begins.date(), begins + _HOUR)
            _copy(database, folder / f"sao-{begins:%d%H}-sau")
    days = ((month + _DAY * step) for step in range(31))
    later = datetime.combine(month + 32 * _DAY, datetime.min.time(), clock.HANOI)
    for day in (day for day in days if day.month == month.month):
        _count(database, day, later)
    visitor_keys.forget(database, clock.now().replace(minute=0))
    titles = frozenset(f"kin-{number}" for number in range(3))
    return Sitting("nho", devices["nho"][0], "phiên 0", first, titles, frozenset(secrets))


def search(
    settings: Settings, database: Engine, sitting: Sitting
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each place with the titles of the sitting that were found in it."""
    live = settings.home / SQLITE_COPY
    yield "cơ sở dữ liệu", _in_database(live, sitting)
    yield "byte của tệp và nhật ký ghi trước", _in_files(settings.home.glob("*.*"), sitting)
    copies = sorted(settings.home.glob(f"sao-*/{SQLITE_COPY}"))
    yield "bản sao", frozenset().union(*(_in_database(copy, sitting) for copy in copies))
    yield "byte của bản sao", _in_files(settings.home.glob("sao-*/*"), sitting)
    yield "hai bản sao liền nhau", _between_copies(copies, sitting)
    app = create_app(settings)
    client = app.test_client()
    yield "SUSHI, bảng COUNTER của điểm", _in_sushi(client, sitting)
    app.extensions["services"].close()


def _enter_points(session: Session, month: date) -> dict[str, list[int]]:
    devices: dict[str, list[int]] = {}
    since = datetime.combine(month, datetime.min.time(), clock.HANOI)
    for code in ("nho", "lon"):
        facts = inventory.PointFacts(f"Điểm {code}", PointLevel.COMMUNE)
        inventory.enter(session, code, facts, since=month, by=_BY)
        point_id = session.scalar(select(AccessPoint.id).where(AccessPoint.code == code))
        machines = [
            Device(label=f"Máy {number}", changes=[enrolment_at(since)])
            for number in range(_MACHINES)
        ]
        session.add_all(machines)
        session.flush()
        devices[code] = [machine.id for machine in machines]
        for machine in machines:
            place = {"point_id": point_id, "since": since, "placed_by": _BY}
            session.add(DevicePlacement(device_id=machine.id, **place))
    return devices


def _secrets(database: Engine) -> set[bytes]:
    with reading(database) as session:
        keys = {key.encode() for key in session.scalars(select(ItemUse.reader_session))}
        return keys | set(session.scalars(select(VisitSalt.salt)))


def _read(
    session: Session, device: int | None, code: str, at: datetime, title: str, titles: int
) -> None:
    visitor = Visitor(f"10.0.0.{device or code}", "Firefox", device, code if device else "")
    for number in range(titles):
        moment = (at + number * timedelta(minutes=5)).astimezone(clock.now().tzinfo)
        record(session, UseKind.REQUEST, visitor, moment, item_id=f"{title}-{number}")


def _read_elsewhere(session: Session, devices: list[int], at: datetime) -> None:
    for number, device in enumerate(devices):
        _read(session, device, "khác", at, "chung", 2 + number % 2)
    for number in range(_OUTSIDE):
        _read(session, None, str(number), at, f"ngoai{number % 7}", 2)


def _count(database: Engine, day: date, now: datetime) -> None:
    with work(database) as session:
        per_item.count(session, day, now)


def _copy(database: Engine, folder: Path) -> None:
    folder.mkdir()
    with copied(database, folder):
        pass


def _in_database(file: Path, sitting: Sitting) -> frozenset[str]:
    """Look for rows that name a title beside the point, the machine, or the sitting's key."""
    with closing(sqlite3.connect(file)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = [row for (name,) in tables for row in _rows(database, name)]
        (point_id,) = database.execute(
            "SELECT id FROM access_point WHERE code = ?", (sitting.point,)
        ).fetchone()
    marks = {("point_id", point_id), ("device_id", sitting.device)}
    named = {row["item_id"] for row in rows if "item_id" in row and marks & set(row.items())}
    return frozenset(named) & sitting.titles


def _rows(database: sqlite3.Connection, name: str) -> Iterator[dict[str, object]]:
    cursor = database.execute(f'SELECT * FROM "{name}"')  # noqa: S608
    columns = [column for column, *_ in cursor.description]
    return (dict(zip(columns, row, strict=True)) for row in cursor)


def _in_bytes(file: Path, sitting: Sitting) -> frozenset[str]:
    """Look for keys and salts in the raw bytes of a file that may hold deleted rows."""
    content = file.read_bytes() if file.exists() else b""
    is_exposed = any(secret in content for secret in sitting.secrets)
    return sitting.titles if is_exposed else frozenset()


def _in_files(files: Iterable[Path], sitting: Sitting) -> frozenset[str]:
    return frozenset().union(*(_in_bytes(file, sitting) for file in files if file.is_file()))


def _between_copies(copies: list[Path], sitting: Sitting) -> frozenset[str]:
    """Look for titles that were read inside between two copies, when nobody else was there."""
    titles: frozenset[str] = frozenset()
    former: set[object] = set()
    for copy in copies:
        with closing(sqlite3.connect(copy)) as database:
            rows = list(_rows(database, "item_month"))
        inside = {(row["item_id"], row["total_requests"]) for row in rows if row["inside"]}
        changed = {item for item, _ in inside - former}
        titles |= changed if changed <= sitting.titles else frozenset()
        former = inside
    return titles


def _in_sushi(client: object, sitting: Sitting) -> frozenset[str]:
    month = f"{sitting.begins:%Y-%m}"
    titles = set()
    for name in ("ir", "ir_a1", "ir_m1", "pr", "pr_p1"):
        address = f"/sushi/r51/reports/{name}?customer_id={sitting.point}&api_key={KEY}"
        answer = client.get(f"{address}&begin_date={month}&end_date={month}")
        assert answer.status_code == 200, answer.text
        titles |= {title for title in sitting.titles if title in answer.text}
    return frozenset(titles)


if __name__ == "__main__":
    main()
