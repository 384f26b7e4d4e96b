"""Daily figures follow the events in any order of arrival, with restatements."""

import random
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select

from points.access_points import inventory
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.usage.events import intake
from points.usage.events.computer_sessions import derive
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds, moment
from points.usage.models import DeviceBoot, DeviceEvent, UsageDue
from points.usage.rollups import daily, per_point
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import ComputerDay, PointMonth
from points.usage.rollups.restatements import restatements
from points.usage.rollups.retention import first_kept, forget
from tests.device_events import make_event
from tests.makers import make_moment
from tests.points.usage.room import Misfortunes, simulate

_MORNING = make_moment("2026-11-02 01:00")
_LATER = _MORNING + timedelta(days=20)
_NOVEMBER = date(2026, 11, 1)
_MINUTE = timedelta(minutes=1)
_BAD = Misfortunes(power_cut=0.3, sent_twice=0.5, out_of_order=0.5, line_down=range(3, 10))


@pytest.fixture
def points(session):
    """Create two points and a computer at the first."""
    for code in ("bac-son", "na-sam"):
        facts = inventory.PointFacts(code, PointLevel.DISTRICT)
        inventory.enter(session, code, facts, since=date(2020, 1, 1), by="test")
    session.add(Device(id=1, label="Máy 1"))
    session.flush()
    _place(session, 1, _MORNING - timedelta(days=1))
    return (1, 2)


def _place(session, point_id, since):
    session.add(DevicePlacement(device_id=1, point_id=point_id, since=since, placed_by="test"))
    session.flush()


def _room(bad=_BAD):
    return simulate(7, devices=1, days=11, first=_MORNING, bad=bad)


def _deliver(session, parcels):
    for parcel in parcels:
        intake.receive(session, 1, read_batch(parcel.batch), moment(parcel.arrives))


def _roll(session, now=_LATER):
    for device_id, day in daily.due(session):
        daily.roll(session, device_id, day, now)


def _rows(session, table):
    rows = session.scalars(select(table).order_by(*table.__table__.primary_key))
    return [[getattr(row, column.name) for column in table.__table__.columns] for row in rows]


def test_a_month_matches_the_true_sessions(session, points):
    room = _room()
    _deliver(session, room.parcels)
    _roll(session)
    month = session.get(PointMonth, (1, _NOVEMBER))
    assert month.sessions == len(room.truth)
    assert month.session_seconds == sum(
        (true.last_active - true.started) // 1000 for true in room.truth
    )


@pytest.mark.slow
def test_sending_and_rolling_everything_again_changes_nothing(session, points):
    room = _room()
    _deliver(session, room.parcels)
    _roll(session)
    previous = _rows(session, ComputerDay), _rows(session, PointMonth)
    _deliver(session, room.parcels)
    for day in {row[1] for row in previous[0]}:
        daily.roll(session, 1, day, _LATER)
    assert (_rows(session, ComputerDay), _rows(session, PointMonth)) == previous


@pytest.mark.slow
def test_the_order_of_arrival_does_not_matter(session, points):
    room = _room()
    for parcel in random.Random(3).sample(room.parcels, len(room.parcels)):
        _deliver(session, [parcel])
        _roll(session)
    piecemeal = _rows(session, ComputerDay)
    session.execute(delete(ComputerDay))
    for row in piecemeal:
        daily.roll(session, 1, row[1], _LATER)
    assert _rows(session, ComputerDay) == piecemeal


@pytest.mark.slow
def test_figures_before_a_move_stay_at_the_old_point(session, points):
    _deliver(session, _room().parcels)
    _place(session, 2, _MORNING + timedelta(days=5, hours=2))
    _roll(session)
    months = {row.point_id: row for row in session.scalars(select(PointMonth))}
    assert months[1].sessions + months[2].sessions == len(_room().truth)
    assert min(months[1].sessions, months[2].sessions) > 0


def _send_beats(session, minutes, **fields):
    """Send the heartbeats of an agent that was started with the first, in one run."""
    began = _MORNING + minutes[0] * _MINUTE
    events = [
        make_event(
            milliseconds(_MORNING + minute * _MINUTE), seq, mono=(minute - minutes[0]) * 60_000
        )
        | fields
        for seq, minute in enumerate(minutes)
    ]
    for first in range(0, len(events), 200):
        batch = {"boot_id": str(UUID(int=9)), "events": events[first : first + 200]}
        last = batch["events"][-1]
        clocks = {"sent_wall": last["t_wall"], "sent_mono": last["t_mono"]}
        now = began + timedelta(milliseconds=last["t_mono"])
        intake.receive(
            session, 1, read_batch({**batch, **clocks}), now, intake.Delivery(by_agent=True)
        )


@pytest.mark.slow
def test_the_line_of_an_agent_left_on_for_days_is_known_every_day(session, points):
    _send_beats(session, range(0, 6 * 24 * 60, 5), line="up")
    for _, day in random.Random(5).sample(daily.due(session), 7):
        daily.roll(session, 1, day, _LATER)
    full_day = 24 * 3600
    rows = session.scalars(select(ComputerDay).order_by(ComputerDay.day)).all()
    assert [row.line_up_seconds for row in rows[1:6]] == [full_day] * 5
    assert [row.machine_seconds for row in rows[1:6]] == [full_day] * 5


def test_nothing_is_counted_before_the_computer_was_entered(session, points):
    _send_beats(session, range(-2 * 24 * 60, 0, 5))
    _roll(session)
    row = session.scalars(select(ComputerDay).order_by(ComputerDay.day)).first()
    assert (row.day, row.machine_seconds) == (date(2026, 11, 1), 16 * 3600)


@pytest.mark.slow
def test_runs_that_cannot_be_dated_are_marked_until_they_can_be(session, points):
    room = _room(Misfortunes(calendar_reset=1, line_down=range(3, 10)))
    _deliver(session, room.parcels)
    _roll(session)
    undated = session.scalars(select(DeviceBoot).where(DeviceBoot.undated)).all()
    assert {boot.origin for boot in undated} == {None}
    assert len(undated) == session.scalar(
        select(func.count()).select_from(DeviceBoot).where(DeviceBoot.origin.is_(None))
    )
    for boot in undated:
        boot.origin = milliseconds(_MORNING)
    daily.roll(session, 1, _MORNING.date(), _LATER)
    assert session.scalars(select(DeviceBoot).where(DeviceBoot.undated)).all() == []


@pytest.mark.slow
def test_a_day_on_which_a_computer_was_not_heard_has_no_figures(session, points):
    _deliver(session, _room().parcels)
    _roll(session)
    days = [row.day for row in session.scalars(select(ComputerDay))]
    assert _MORNING.date() - timedelta(days=1) not in days


@pytest.mark.slow
def test_data_before_settlement_restates_nothing(session, points):
    _deliver(session, _room().parcels)
    _roll(session)
    assert restatements(session) == ()


@pytest.mark.slow
def test_late_data_restates_a_settled_month(session, points):
    room = _room()
    _deliver(session, room.parcels[:-2])
    _roll(session)
    previous = session.get(PointMonth, (1, _NOVEMBER)).machine_seconds
    _deliver(session, room.parcels[-2:])
    _roll(session, make_moment("2026-12-06 00:00"))
    current = session.get(PointMonth, (1, _NOVEMBER)).machine_seconds
    [change] = [c for c in restatements(session, _NOVEMBER) if c.measure == "machine_seconds"]
    assert (change.before, change.after) == (previous, current)
    assert "bac-son, tháng 11/2026: giây máy bật" in change.sentence


@pytest.mark.slow
def test_a_point_without_earlier_data_has_no_previous_figure(session, points):
    _deliver(session, _room().parcels)
    _roll(session, make_moment("2027-01-02 00:00"))
    assert {change.before for change in restatements(session)} == {None}
    measured = set(MEASURES) - {"outside_seconds", "apart_sessions"}  # no agent, no hours
    assert {change.measure for change in restatements(session)} == measured


@pytest.mark.parametrize(
    ("now", "settled"),
    [
        pytest.param("2026-11-30 10:00", False, id="not over"),
        pytest.param("2026-12-05 16:59", False, id="a minute before midnight of the fifth"),
        pytest.param("2026-12-05 17:00", True, id="midnight in Hà Nội"),
    ],
)
def test_a_month_is_settled_five_days_after_its_end(now, settled):
    assert per_point.is_settled(_NOVEMBER, make_moment(now)) is settled


def _events(session):
    return session.scalar(select(func.count()).select_from(DeviceEvent))


@pytest.mark.slow
def test_events_are_deleted_and_figures_stay(session, points):
    _deliver(session, _room().parcels)
    _roll(session)
    previous = _rows(session, ComputerDay)
    assert forget(session, date(2027, 1, 1)) > 0
    assert _events(session) == 0
    session.add(UsageDue(device_id=1, day=previous[0][1]))
    _roll(session)
    assert _rows(session, ComputerDay) == previous


@pytest.mark.slow
def test_runs_without_events_are_deleted_but_for_the_current_one(session, points):
    _deliver(session, _room().parcels)
    _roll(session)
    assert session.scalar(select(func.count(DeviceBoot.id))) > 1
    forget(session, date(2027, 1, 1))
    current = session.scalar(select(Device.speaking_boot))
    assert session.scalars(select(DeviceBoot.id)).all() == [current]


def test_uncounted_events_are_not_deleted(session, points):
    _deliver(session, _room().parcels)
    assert forget(session, date(2027, 1, 1)) == 0
    assert _events(session) > 0


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        pytest.param(date(2026, 11, 25), 13, date(2025, 10, 1), id="over a year"),
        pytest.param(date(2026, 3, 31), 3, date(2025, 12, 1), id="over new year"),
    ],
)
def test_whole_months_are_kept(today, months, first):
    assert first_kept(today, months) == first


def test_daily_sessions_add_up_to_all_sessions(session, points):
    _deliver(session, _room().parcels)
    _roll(session)
    events = daily.read_events(session, 1, _MORNING - timedelta(days=9), _LATER)
    days = session.scalar(select(func.sum(ComputerDay.sessions)))
    assert days == len(derive(events, now=_LATER))
