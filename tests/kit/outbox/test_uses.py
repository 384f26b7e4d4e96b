"""Uses of documents at a station give the totals that they would have given at the province."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from kit.outbox import kinds, outbox_entries
from kit.outbox.day_uses import report_count
from library.database import reading, work
from points.access_points.models import Device
from points.item_use import Visitor, record
from points.usage.item_counts import ItemCounts
from points.usage.models import ItemUse
from points.usage.rollups import maintenance, per_item
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import ComputerDay, ItemMonth, UseDay
from points.use_kind import UseKind
from tests.kit.outbox.world import BEGIN, POINT, furnish, make_world
from tests.makers import make_database, make_settings

_COMPUTERS = 6
_COUNTS = (*("total_investigations", "unique_investigations", "total_requests", "unique_requests"),)


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A station with six computers."""
    pair = make_world(tmp_path, monkeypatch, _COMPUTERS)
    yield pair
    pair.station[1].dispose()
    pair.province[1].dispose()


@pytest.fixture
def online(tmp_path):
    """A province whose computers have a line."""
    engine = make_database(make_settings(tmp_path / "nối mạng"))
    furnish(engine, _COMPUTERS)
    yield engine
    engine.dispose()


def _read(engine, at, computer, item):
    visitor = Visitor("10.0.0.1", "Chrome", computer, f"lần {computer}")
    with work(engine) as session:
        record(session, UseKind.SEARCH, visitor, at)
        record(session, UseKind.INVESTIGATION, visitor, at, item_id=item)
        record(session, UseKind.REQUEST, visitor, at + timedelta(minutes=1), item_id=item)


def _use_a_month(world, engines):
    """Let all computers read one document on three days, and one of them a rare one."""
    for day in (0, 3, 20):
        for computer in range(1, _COMPUTERS + 1):
            at = BEGIN + timedelta(days=day, minutes=10 * computer)
            for engine in engines:
                _read(engine, at, computer, "lịch sử")
    for engine in engines:
        _read(engine, BEGIN + timedelta(days=4), 1, "hiếm")
    world.clocks.now = BEGIN + timedelta(days=40)


def _count_at_station(world):
    world.at_station()
    settings, engine = world.station
    tuple(maintenance.steps(engine, partial(report_count, settings)))


def _totals(engine):
    """Return the totals of months by place and of days by point; rows that say nothing are left."""
    sums = [func.sum(getattr(ItemMonth, name)) for name in _COUNTS]
    place = (ItemMonth.month, ItemMonth.item_id, ItemMonth.inside, ItemMonth.point_id)
    day = UseDay.day, UseDay.point_id, UseDay.searches, UseDay.total_requests
    with reading(engine) as session:
        months = session.execute(select(*place, *sums).group_by(*place)).all()
        days = session.execute(select(*day).where(~UseDay.is_open)).all()
    return {row for row in map(tuple, months) if any(row[4:])}, {*map(tuple, days)}


@pytest.mark.slow
def test_a_month_of_uses_gives_the_totals_of_a_line(world, online):
    _use_a_month(world, (world.station[1], online))
    _count_at_station(world)
    world.at_province()
    tuple(maintenance.steps(online))
    world.clocks.now += timedelta(days=60)
    letter = world.letter()
    receipts = [world.receive(letter), world.receive(letter)]
    assert [receipt.refused for receipt in receipts] == [(), ()]
    months, days = _totals(world.province[1])
    assert (months, days) == _totals(online)
    assert {row[1:4] for row in months} == {("lịch sử", True, 1), ("hiếm", False, None)}


@pytest.mark.parametrize("machines", [2, 4], ids=["too few", "enough"])
def test_a_small_room_is_told_from_outside_if_the_province_used_enough_machines(world, machines):
    _read(world.station[1], BEGIN, 1, "sách")
    with work(world.province[1]) as session:
        for number in range(machines):
            session.add(Device(id=50 + number, label="Máy"))
            session.flush()
            figures = dict.fromkeys(MEASURES, 1)
            row = ComputerDay(device_id=50 + number, day=BEGIN.date(), point_id=2, **figures)
            session.add(row)
    world.clocks.now += timedelta(days=1, hours=4)
    _count_at_station(world)
    world.receive(world.letter())
    months, _ = _totals(world.province[1])
    assert {row[2] for row in months} == {machines == 4}


def test_no_single_use_leaves_the_station_nor_stays_there(world):
    _use_a_month(world, (world.station[1],))
    _count_at_station(world)
    with reading(world.station[1]) as session:
        assert session.scalar(select(func.count()).select_from(ItemUse)) == 0
        contents = [
            outbox_entries.content_of(entry) for entry in outbox_entries.entries_after(session, 0)
        ]
    assert {tuple(content) for content in contents} == {("sealed",)}


def test_uses_of_a_clock_that_was_days_late_count_on_the_true_day(world):
    world.clocks.wrong_by = timedelta(days=-9)
    _read(world.station[1], BEGIN - timedelta(days=9), 1, "sách")
    world.clocks.now = BEGIN + timedelta(days=2)
    _count_at_station(world)
    with work(world.station[1]) as session:
        outbox_entries.add(session, "clock", {"time": _ms(world.clocks.now)}, world.clocks.now)
    world.receive(world.letter())
    _, days = _totals(world.province[1])
    assert {row[0] for row in days} == {BEGIN.date()}


def test_uses_of_an_unknown_day_are_shown_instead_of_counted(world):
    world.clocks.wrong_by = timedelta(days=-4000)
    _read(world.station[1], BEGIN - timedelta(days=4000), 1, "sách")
    world.clocks.now = BEGIN + timedelta(days=2)
    _count_at_station(world)
    (refusal,) = world.receive(world.letter()).refused
    assert refusal[2].endswith("không biết ngày nào: 2 lượt xem tài liệu.")
    assert _totals(world.province[1]) == (set(), set())


@pytest.mark.slow
def test_uses_of_a_wrong_day_are_shown_even_if_the_clock_was_set_right_before_they_were_counted(
    world,
):
    world.clocks.wrong_by = timedelta(days=-4000)
    _read(world.station[1], BEGIN - timedelta(days=4000), 1, "sách")
    world.clocks.restart("run 2")
    world.clocks.wrong_by = timedelta()
    world.clocks.now = BEGIN + timedelta(days=2)
    _count_at_station(world)
    (refusal,) = world.receive(world.letter()).refused
    assert refusal[2].endswith("không biết ngày nào: 2 lượt xem tài liệu.")


def _ms(at):
    return int(at.timestamp() * 1000)


@pytest.mark.parametrize(
    ("day", "count", "reason"),
    [
        pytest.param("2027-05-04", 1, "không biết ngày nào", id="a day to come"),
        pytest.param("2026-05-04", 1 << 62, "Nội dung không đúng dạng", id="a sum that overflows"),
    ],
)
def test_uses_that_cannot_be_are_shown_instead_of_counted(world, day, count, reason):
    points = [[None, {"total_investigations": count}]]
    world.clocks.now += timedelta(days=2)
    world.report("uses", {"day": day, "points": points, "items": [], "machines": 0})
    (refusal,) = world.receive(world.letter()).refused
    assert reason in refusal[2]
    assert _totals(world.province[1]) == (set(), set())


def test_a_title_that_does_not_match_takes_no_other_of_its_month_along(world):
    with work(world.province[1]) as session:
        per_item.add_to_month(
            session,
            BEGIN.date().replace(day=1),
            iter([("lịch sử", (True, None), ItemCounts(*(9,) * len(_COUNTS)))]),
        )
    counts = (3,) * len(_COUNTS)
    items = [[name, POINT, *counts, 2] for name in ("không có", "lịch sử")]
    world.report("places", {"month": "2026-05-01", "items": items})
    (refusal,) = world.receive(world.letter()).refused
    assert "của 1 nhan đề không khớp" in refusal[2]
    with reading(world.province[1]) as session:
        placed = select(ItemMonth.item_id, ItemMonth.total_requests, ItemMonth.point_days)
        rows = session.execute(placed.where(ItemMonth.point_id == POINT)).all()
    assert rows == [("lịch sử", 3, 2)]


def test_every_kind_has_a_reader():
    assert {"uses", "places", "batch", "clock", "computer"} <= kinds.KINDS.keys()
