"""Use is counted by day and point, items by month; single uses are then deleted."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from points.access_points import inventory
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.usage import item_counts
from points.usage.models import ItemUse
from points.usage.rollups import per_item
from points.usage.rollups.models import ItemMonth, OpenUseDay, UseDay
from points.use_kind import UseKind
from tests.makers import make_moment

_TEN = make_moment("2026-11-24 03:00")
_DAY = date(2026, 11, 24)
_NEXT = make_moment("2026-11-25 03:00")


@pytest.fixture
def used(session):
    """Store a day of use: one reader at a point, one outside who double-clicked."""
    facts = inventory.PointFacts("Bắc Sơn", PointLevel.DISTRICT)
    inventory.enter(session, "bac-son", facts, since=date(2020, 1, 1), by="test")
    session.add(Device(id=1, label="Máy 1"))
    session.flush()
    session.add(DevicePlacement(device_id=1, point_id=1, since=_TEN, placed_by="test"))
    _use(session, 0, UseKind.SEARCH, None, 1)
    _use(session, 5, UseKind.REQUEST, "s", 1)
    _use(session, 5, UseKind.REQUEST, "s")
    _use(session, 20, UseKind.REQUEST, "s")
    _use(session, 60, UseKind.INVESTIGATION, "s")
    session.flush()


def _use(session, seconds, kind, item, device=None, visit="lan"):
    session.add(
        ItemUse(
            at=_TEN + timedelta(seconds=seconds),
            kind=kind,
            item_id=item,
            device_id=device,
            reader_session=f"{visit}{device}",
        )
    )


def _figures(row):
    return (
        row.total_investigations,
        row.unique_investigations,
        row.total_requests,
        row.unique_requests,
    )


def _day_rows(session):
    rows = session.scalars(select(UseDay).where(UseDay.day == _DAY))
    return {row.point_id: (row.searches, *_figures(row)) for row in rows}


def _month_rows(session):
    rows = session.scalars(select(ItemMonth))
    return {(row.month, row.item_id, row.inside, row.point_id): _figures(row) for row in rows}


def test_a_day_is_counted_by_point_without_the_items(session, used):
    per_item.count(session, _DAY, _TEN)
    assert _day_rows(session) == {1: (1, 1, 1, 1, 1), None: (0, 2, 1, 1, 1)}
    assert _month_rows(session) == {}  # the hour is not over


def test_items_are_added_to_their_month_when_the_day_is_over(session, used):
    per_item.count(session, _DAY, _NEXT)
    november = date(2026, 11, 1)
    assert _month_rows(session) == {
        (november, "s", False, None): (3, 2, 2, 2),
    }  # one reader inside cannot be told from those outside


def test_a_day_read_in_small_portions_gives_the_same_figures(session, used, monkeypatch):
    monkeypatch.setattr(item_counts, "_ROWS_AT_ONCE", 1)
    monkeypatch.setattr(per_item, "_ITEMS_AT_ONCE", 1)
    _use(session, 70, UseKind.REQUEST, "t")
    session.flush()
    per_item.count(session, _DAY, _NEXT)
    assert _day_rows(session) == {1: (1, 1, 1, 1, 1), None: (0, 3, 2, 2, 2)}
    november = date(2026, 11, 1)
    assert _month_rows(session) == {
        (november, "s", False, None): (3, 2, 2, 2),
        (november, "t", False, None): (1, 1, 1, 1),
    }


def _read_on_machines(session, machines, days, item="s"):
    """Read an item once at each of these machines of the point on each of these days, and count."""
    for machine in machines:
        if session.get(Device, machine) is None:
            session.add(Device(id=machine, label=f"Máy {machine}"))
            session.flush()
            session.add(
                DevicePlacement(device_id=machine, point_id=1, since=_TEN, placed_by="test")
            )
    for day in days:
        for machine in machines:
            _use(session, day * 86400 + 300, UseKind.REQUEST, item, machine)
        session.flush()
        ahead = timedelta(days=day)
        per_item.count(session, _DAY + ahead, _NEXT + ahead)


def _points_of(session, item):
    session.expire_all()
    return {row.point_id for row in session.query(ItemMonth).filter_by(item_id=item)}


def test_one_reader_at_every_machine_of_a_small_point_leaves_no_title(session, used):
    for number, day in enumerate((0, 1, 2, 3)):
        _read_on_machines(session, [number + 1], [day])
    assert _points_of(session, "s") == {None}


def test_a_title_that_five_machines_had_has_its_point(session, used):
    machines = range(1, per_item.MIN_MACHINES + 1)
    _read_on_machines(session, machines, [0, 1])
    _read_on_machines(session, machines[:-1], [2], "t")
    rows = session.query(ItemMonth).filter(ItemMonth.point_id.is_not(None))
    assert [(row.item_id, row.point_days, row.unique_requests) for row in rows] == [("s", 2, 10)]


def test_titles_of_too_few_days_lose_their_point_when_the_month_ends(session, used):
    _read_on_machines(session, range(1, 6), [0])
    assert _points_of(session, "s") == {1, None}
    per_item.count(session, date(2026, 11, 30), _NEXT + timedelta(days=7))
    assert _points_of(session, "s") == {None}
    assert _sums(session)[0][2] == 7  # none is lost


def test_a_month_adds_up_its_days(session, used):
    per_item.count(session, _DAY, _NEXT)
    tomorrow = timedelta(days=1)
    _use(session, tomorrow // timedelta(seconds=1), UseKind.REQUEST, "s")
    session.flush()
    per_item.count(session, _DAY + tomorrow, _NEXT + tomorrow)
    assert _month_rows(session)[date(2026, 11, 1), "s", False, None] == (4, 3, 3, 3)


def test_counting_a_day_again_while_it_lasts_changes_nothing(session, used):
    for _ in range(2):
        per_item.count(session, _DAY, _TEN)
    assert session.scalar(select(func.count()).select_from(UseDay)) == 2
    assert per_item.uncounted(session, _TEN) == (_DAY,)


def test_a_day_that_is_over_is_counted_for_good(session, used):
    per_item.count(session, _DAY, _NEXT)
    assert per_item.uncounted(session, _NEXT) == (_DAY + timedelta(days=1),)


def test_single_uses_are_deleted_with_the_final_count(session, used):
    per_item.count(session, _DAY, _TEN)
    assert session.scalar(select(func.count()).select_from(ItemUse)) == 5
    per_item.count(session, _DAY, _NEXT)
    assert session.scalar(select(func.count()).select_from(ItemUse)) == 0


def test_uses_of_the_running_day_stay_when_yesterday_is_counted(session, used):
    _use(session, 24 * 3600, UseKind.REQUEST, "s")
    session.flush()
    per_item.count(session, _DAY, _NEXT)
    assert session.scalar(select(func.count()).select_from(ItemUse)) == 1


def test_uses_written_after_the_final_count_are_added_to_it(session, used):
    per_item.count(session, _DAY, _NEXT)
    _use(session, 3600, UseKind.REQUEST, "s", visit="late")
    session.flush()
    assert _DAY in per_item.uncounted(session, _NEXT)
    per_item.count(session, _DAY, _NEXT)
    assert _day_rows(session)[None] == (0, 3, 2, 2, 2)
    assert _month_rows(session)[date(2026, 11, 1), "s", False, None] == (4, 3, 3, 3)
    assert _DAY not in per_item.uncounted(session, _NEXT)


def test_a_day_counted_under_a_clock_set_ahead_is_completed_when_it_is_over(session, used):
    per_item.count(session, _DAY, _NEXT)  # the clock was a day ahead for a moment
    _use(session, 60, UseKind.REQUEST, "t", visit="later")
    session.flush()
    assert per_item.uncounted(session, _TEN) == ()
    assert session.scalar(select(func.count()).select_from(ItemUse)) == 1
    assert per_item.uncounted(session, _NEXT)[0] == _DAY


_ELEVEN = _TEN + timedelta(hours=1)
_NOVEMBER = date(2026, 11, 1)


def _lose_uses(session):
    """Delete the single uses, as a restored copy or a crashed PostgreSQL does."""
    session.query(ItemUse).delete()
    session.expire_all()


def _sums(session):
    """Return the totals of the month's item and of the day, from all places."""
    month, day = [0, 0, 0, 0], [0, 0, 0, 0]
    for table, sums in ((ItemMonth, month), (UseDay, day)):
        for row in session.scalars(select(table)):
            sums[:] = map(sum, zip(sums, _figures(row), strict=True))
    return month, day


def test_items_of_closed_hours_are_counted_without_a_place(session, used):
    per_item.count(session, _DAY, _ELEVEN)
    assert _month_rows(session) == {(_NOVEMBER, "s", False, None): (3, 2, 2, 2)}


def test_the_final_count_replaces_that_of_the_hours(session, used):
    for hour in range(24):
        per_item.count(session, _DAY, _TEN + timedelta(hours=hour))
    per_item.count(session, _DAY, _NEXT)
    assert _sums(session) == ([3, 2, 2, 2], [3, 2, 2, 2])
    assert session.query(OpenUseDay).count() == 0


def test_a_loss_of_single_uses_costs_only_the_open_hour(session, used):
    per_item.count(session, _DAY, _ELEVEN)
    _use(session, 3605, UseKind.REQUEST, "s", visit="in the open hour")
    session.flush()
    _lose_uses(session)
    _use(session, 3700, UseKind.REQUEST, "s", visit="after the loss")
    session.flush()
    per_item.count(session, _DAY, _ELEVEN + timedelta(minutes=5))
    assert _sums(session)[1] == [4, 3, 3, 3]
    per_item.count(session, _DAY, _NEXT)
    assert _sums(session) == ([4, 3, 3, 3], [4, 3, 3, 3])


def test_a_second_loss_on_the_same_day_costs_only_its_open_hour(session, used):
    per_item.count(session, _DAY, _ELEVEN)
    _lose_uses(session)
    _use(session, 3700, UseKind.REQUEST, "s", visit="after the loss")
    session.flush()
    for hours in (0, 1):
        per_item.count(session, _DAY, _ELEVEN + timedelta(hours=hours))
    _lose_uses(session)
    per_item.count(session, _DAY, _NEXT)
    assert _sums(session) == ([4, 3, 3, 3], [4, 3, 3, 3])


def test_a_copy_restored_days_later_is_counted_to_its_end(session, used):
    per_item.count(session, _DAY, _ELEVEN)
    _lose_uses(session)
    later = _NEXT + timedelta(days=3)
    assert per_item.uncounted(session, later)[0] == _DAY
    per_item.count(session, _DAY, later)
    assert _sums(session) == ([3, 2, 2, 2], [3, 2, 2, 2])
