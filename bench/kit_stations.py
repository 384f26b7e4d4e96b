"""Stations of a province without usable lines: months in one run, with faults drawn by a seed.

Every station and the province have their own folders and databases; the rooms, the sticks and the
contacts run through the product's own functions. What the rooms did is told a second time to a
province whose computers have a line, and the figures of both are compared to the unit.
"""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from bench.form import Row, json_parser, log_progress, report
from bench.kit_province import Deed, Province, Times, replay
from bench.kit_room import MISFORTUNES, Room
from kit.models import StationLetter
from library.clock import HANOI
from library.database import reading
from points.access_points.models import DevicePlacement
from points.usage.item_counts import ItemCounts
from points.usage.rollups.models import ComputerDay, ItemMonth, PointDay, PointMonth, UseDay

_BEGIN = datetime.fromisoformat("2026-03-02T01:00:00+00:00")
_DAY = timedelta(days=1)
_RESTORE_AGE = 7
Figures = dict[tuple[object, ...], tuple[object, ...]]


def main() -> None:
    """Let stations work for some months, and compare every figure with the truth."""
    parser = json_parser(__doc__)
    parser.add_argument("--stations", type=int, default=21)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--computers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        rows = tuple(simulate(home, args.stations, args.days, args.computers, args.seed))
    finally:
        shutil.rmtree(home)
    report("stations", rows, as_json=args.json)


def simulate(home: Path, stations: int, days: int, computers: int, seed: int) -> Iterator[Row]:
    """Yield the outcome of so many stations in so many days."""
    with Times(_BEGIN) as times, Province(home / "tinh", times, seed) as province:
        rooms = [Room(home, province, number, computers, days, seed) for number in range(stations)]
        province.copy_to(home / "noi-mang")
        _work(province, rooms, days)
        happened = (deed for room in rooms for deed in room.deeds if not deed.is_lost)
        deeds = sorted(happened, key=lambda deed: deed.at)
        log_progress(f"{len(deeds)} deeds told to a province with a line")
        online = replay(home / "noi-mang", times, deeds)
        province.count()
        yield from _counts(rooms, deeds)
        yield from _faults(province, rooms)
        yield from _figures(province, online, deeds)
        yield from _uses_compared(province, online, rooms)
        online.dispose()


def _work(province: Province, rooms: list[Room], days: int) -> None:
    """Let all work day after day; the province is restored once from a copy of a week before."""
    restored_on = days * 2 // 3
    copied_on = max(1, restored_on - _RESTORE_AGE)
    for day in range(days):
        log_progress(f"day {day}")
        if day == copied_on:
            province.back_up()
        if day == restored_on:
            province.restore()
            for room in rooms:
                room.note_restore()
        may_lose_disk = not copied_on <= day <= restored_on
        province.work_a_day(day)
        for room in rooms:
            room.work_a_day(day, may_lose_disk=may_lose_disk)
        province.times.now = _BEGIN + (day + 1) * _DAY
        province.count()
    for room in rooms:
        room.finish()


def _counts(rooms: list[Room], deeds: list[Deed]) -> Iterator[Row]:
    yield Row("stations", len(rooms), "")
    yield Row("batches and uses of the rooms", len(deeds), "")
    yield Row("lost with disks before they were sent", sum(room.lost_uses for room in rooms), "")
    yield Row("contacts over the line", sum(room.contacts for room in rooms), "")
    yield Row("sticks that came back", sum(room.trips for room in rooms), "")
    yield Row(
        "editions taken in and compared to the last row and file",
        sum(room.editions for room in rooms),
        "",
    )
    for fault in MISFORTUNES:
        yield Row(f"… {fault}", sum(room.faults[fault] for room in rooms), "times")


def _faults(province: Province, rooms: list[Room]) -> Iterator[Row]:
    problems = [problem for room in rooms for problem in room.problems]
    for problem in problems[:20]:
        log_progress(problem)
    yield Row("days on which what is owed was said", sum(room.owed_lists for room in rooms), "days")
    yield Row("… wrongly", sum(room.wrong_lists for room in rooms), "days", 0)
    yield Row("mixed or damaged editions", sum(room.mixed_editions for room in rooms), "", 0)
    yield Row(
        "withdrawn items found after a contact", sum(room.withdrawn_items for room in rooms), "", 0
    )
    yield Row("other faults", len(problems), "", 0)
    yield Row("stations that hold the last edition", sum(r.is_current for r in rooms), "")
    yield Row("… of", len(rooms), "")
    with reading(province.engine) as session:
        refusals = [
            reason for row in session.scalars(select(StationLetter.refused)) for reason in row
        ]
    for reason in sorted({text for _, _, text in refusals})[:5]:
        log_progress(f"refused: {reason}")
    yield Row("entries refused, shown to the office", len(refusals), "entries")


def _figures(province: Province, online: Engine, deeds: list[Deed]) -> Iterator[Row]:
    doubtful = {(deed.device, _day(deed.at)) for deed in deeds if deed.is_doubtful}
    ours, true = (
        _figures_of(engine, ComputerDay, "device_id") for engine in (province.engine, online)
    )
    unknown = [key for key in doubtful & true.keys() if key not in ours]
    yield Row("computer-days", len(true), "days")
    yield Row("… of a station with a wrong clock", len(doubtful & true.keys()), "days")
    yield Row("… of which nobody knows the day, shown instead of counted", len(unknown), "days")
    yield _difference("computer-days that differ", ours, true, set(unknown))
    points = {key[0] for key in _points_of(online, doubtful)}
    for table in (PointDay, PointMonth):
        ours, true = (
            _figures_of(engine, table, "point_id") for engine in (province.engine, online)
        )
        yield Row(f"rows of {table.__tablename__}", len(true), "rows")
        but = {key for key in true.keys() | ours.keys() if unknown and key[0] in points}
        yield _difference("… that differ", ours, true, but)


def _uses_compared(province: Province, online: Engine, rooms: list[Room]) -> Iterator[Row]:
    undated = sum(room.undated_uses for room in rooms)
    totals = [_uses(engine) for engine in (province.engine, online)]
    yield Row("uses of documents", sum(totals[1][1].values()), "uses")
    yield Row("… of days that nobody knows, shown instead of counted", undated, "uses")
    for subject, ours, true in zip(("month and title", "day and point"), *totals, strict=True):
        wrong = {key: (ours.get(key, 0), true.get(key, 0)) for key in ours.keys() | true.keys()}
        wrong = {key: pair for key, pair in wrong.items() if pair[0] != pair[1]}
        for key, pair in sorted(wrong.items(), key=str)[:6]:
            log_progress(f"{subject} {key}: {pair[0]} ≠ {pair[1]}")
        yield Row(f"uses by {subject} that differ", len(wrong), "figures", 0)


def _difference(
    subject: str, ours: Figures, true: Figures, left_out: set[tuple[object, ...]]
) -> Row:
    wrong = sorted(
        (
            (key, ours.get(key), true.get(key))
            for key in (ours.keys() | true.keys()) - left_out
            if ours.get(key) != true.get(key)
        ),
        key=str,
    )
    for key, our_count, true_count in wrong[:6]:
        log_progress(f"{subject}: {key}: {our_count} ≠ {true_count}")
    return Row(subject, len(wrong), "rows", 0)


def _figures_of(engine: Engine, table: type, owner: str) -> Figures:
    """Return the figures of a table by computer or point, and day or month.

    How many sessions are doubtful is left out: with a wrong clock at a station there are more.
    """
    columns = (column.name for column in table.__table__.columns)
    names = [name for name in columns if name not in ("id", "doubtful_sessions")]
    with reading(engine) as session:
        rows = [
            dict(zip(names, row, strict=True))
            for row in session.execute(select(*(getattr(table, name) for name in names)))
        ]
    return {
        (row[owner], row.get("day") or row.get("month")): tuple(row.values())
        for row in rows
        if row["session_seconds"] or row["machine_seconds"]
    }


def _points_of(engine: Engine, days: set[tuple[int, date]]) -> set[tuple[int]]:
    devices = {device for device, _ in days}
    with reading(engine) as session:
        query = select(DevicePlacement.point_id).where(DevicePlacement.device_id.in_(devices))
        return {(point,) for point in session.scalars(query)}


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()


def _uses(engine: Engine) -> tuple[dict, dict]:
    """Return the requests and investigations by month and title, and by day and point.

    Whether a title was read inside is not compared: it is told from five computers on, and a room
    may have fewer where the province has more.
    """
    names = tuple(ItemCounts.__dataclass_fields__)
    with reading(engine) as session:
        by_title = session.execute(
            select(
                ItemMonth.month,
                ItemMonth.item_id,
                sum(func.sum(getattr(ItemMonth, name)) for name in names),
            ).group_by(ItemMonth.month, ItemMonth.item_id)
        )
        by_day = session.execute(
            select(UseDay.day, UseDay.point_id, UseDay.searches, UseDay.total_requests)
        )
        return (
            {(month, item): count for month, item, count in by_title if count},
            {(day, point): total + searches for day, point, searches, total in by_day},
        )


if __name__ == "__main__":
    main()
