"""Implausible uses are set apart until somebody accepts them."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from points.access_points import inventory
from points.access_points.device_life import enrolment_at
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.usage import apart_uses
from points.usage.events import intake
from points.usage.models import DeviceBoot
from points.usage.problems import NothingToDecideError, ReasonMissingError
from points.usage.rollups import daily
from points.usage.rollups.models import ApartUse, ComputerDay, PointMonth
from points.usage.rollups.retention import forget
from tests.device_events import send_run
from tests.makers import BY, make_moment

_NOVEMBER = date(2026, 11, 1)
_MONDAY = make_moment("2026-11-01 17:00")
"""Midnight in Vietnam before Monday, 2 November."""

_SOON = _MONDAY + timedelta(days=20)
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_NIGHT, _NOON, _MORNING = 23 * _HOUR, 12 * _HOUR, 9 * _HOUR
_WEEK = ["7:30-11:30 13:30-17:00"] * 5 + ["", ""]


@pytest.fixture
def point(session):
    """Create a point with a computer, without recorded hours."""
    facts = inventory.PointFacts("Thư viện Bắc Sơn", PointLevel.DISTRICT)
    inventory.enter(session, "bac-son", facts, since=date(2020, 1, 1), by=BY)
    session.add(Device(id=1, label="Máy 1", changes=[enrolment_at(_MONDAY - 90 * _DAY)]))
    session.flush()
    place = {"device_id": 1, "point_id": 1, "since": _MONDAY - 90 * _DAY, "placed_by": BY}
    session.add(DevicePlacement(**place))
    session.flush()
    return 1


@pytest.fixture
def open_point(session, point):
    """Record the hours of the point: closed at noon and at weekends."""
    inventory.set_week(session, "bac-son", _WEEK, since=date(2020, 1, 1), by=BY)
    return point


@pytest.fixture
def send(session):
    """Return a function that sends the events of a run of the computer."""
    numbers = iter(range(1, 100_000))

    def run(begins, *events, arrives=None, by_agent=False):
        boot, at = UUID(int=next(numbers), version=4), arrives or begins + events[-1][0]
        send_run(session, boot, begins, events, at, intake.Delivery(by_agent=by_agent))

    return run


def _use(after=timedelta(), number=1):
    """Return the events of a use of two minutes."""
    use = {"session_id": str(UUID(int=number << 20 | 7, version=4))}
    return (
        (after, "session.start", use),
        (after + _MINUTE, "hb", use),
        (after + _MINUTE, "session.activity", {**use, "n": 20}),
        (after + 2 * _MINUTE, "session.end", {**use, "reason": "user"}),
    )


def _roll(session, now=_SOON):
    for device_id, day in daily.due(session):
        daily.roll(session, device_id, day, now)


def _month(session, month=_NOVEMBER):
    session.expire_all()
    row = session.get(PointMonth, (1, month))
    return (row.sessions, row.apart_sessions)


def _decide(session, accepted=True, reason="Có lớp buổi tối", **chosen):
    newest = session.query(ApartUse.id).order_by(ApartUse.id.desc()).first()[0]
    where = chosen or {"points": [1]}
    return apart_uses.decide(
        session, accepted=accepted, reason=reason, by=BY, at=_SOON, newest=newest, **where
    )


def test_a_use_set_apart_leaves_every_other_clock_as_it_is(session, point, send):
    use = {"session_id": str(UUID(int=1 << 20 | 7, version=4))}
    beats = [(5 * step * _MINUTE, "hb", {**use, "line": "up"}) for step in range(1, 10)]
    acts = [(after + _MINUTE, "session.activity", {**use, "n": 20}) for after, _, _ in beats]
    events = sorted([*beats, *acts], key=lambda event: event[0])
    send(_MONDAY + _NOON, (timedelta(), "session.start", use), *events)
    _roll(session)
    clocks = _clocks(session)
    assert (clocks["machine_seconds"], clocks["line_up_seconds"]) == (46 * 60, 41 * 60)
    inventory.set_week(session, "bac-son", _WEEK, since=date(2020, 1, 1), by=BY)
    daily.mark_hours_changed(session, 1, date(2026, 11, 1), _SOON)
    _roll(session)
    assert (_month(session), _clocks(session)) == ((0, 1), clocks)
    for accepted, counts in ((False, (0, 0)), (True, (1, 0))):
        ruling = _decide(session, accepted)
        _roll(session)
        assert (_month(session), _clocks(session)) == (counts, clocks)
        apart_uses.undo(session, ruling.id, by=BY, at=_SOON)
        _roll(session)
        assert (_month(session), _clocks(session)) == ((0, 1), clocks)


def _clocks(session):
    session.expire_all()
    row = session.get(PointMonth, (1, _NOVEMBER))
    names = ("machine_seconds", "line_up_seconds", "line_down_seconds", "help_requests")
    return {name: getattr(row, name) for name in names}


@pytest.mark.slow
def test_two_thousand_forged_events_add_no_use(session, open_point, send):
    send(_MONDAY + _MORNING, *_use())
    for day in range(10):
        forged = (_use(step * 3 * _MINUTE, 100 * day + step + 2) for step in range(50))
        send(_MONDAY + day * _DAY - 3 * _HOUR, *(event for use in forged for event in use))
    _roll(session)
    assert _month(session) == (1, 500)
    assert sum(group.uses for group in apart_uses.waiting(session)) == 500


@pytest.mark.parametrize(
    ("day", "hour", "reason"),
    [
        pytest.param(0, _MORNING, None, id="in the hours"),
        pytest.param(0, 7 * _HOUR + 26 * _MINUTE, None, id="the door opened early"),
        pytest.param(0, _NOON, "outside-hours", id="at noon"),
        pytest.param(0, _DAY - _MINUTE, "outside-hours", id="before midnight"),
        pytest.param(0, timedelta(), "outside-hours", id="at midnight"),
        pytest.param(5, _MORNING, "closed-day", id="on Saturday"),
        pytest.param(2, _MORNING, "closed-day", id="on a day of power failure"),
        pytest.param(6, _MORNING, None, id="on a Sunday that was open"),
    ],
)
def test_a_use_is_judged_by_the_hours_of_its_day(session, open_point, send, day, hour, reason):
    for number, hours in ((4, ""), (8, "8:00-11:00")):
        inventory.set_exception(
            session, "bac-son", date(2026, 11, number), hours, reason="mất điện", by=BY
        )
    send(_MONDAY + day * _DAY + hour, *_use())
    _roll(session)
    assert _month(session) == ((0, 1) if reason else (1, 0))
    assert session.scalars(select(ApartUse.reason)).all() == ([reason] if reason else [])


def test_a_point_without_recorded_hours_is_not_judged(session, point, send):
    send(_MONDAY + _NIGHT, *_use())
    _roll(session)
    assert _month(session) == (1, None)


def test_a_point_out_of_service_is_closed(session, point, send):
    changed = {"since": date(2026, 11, 1), "by": BY, "reason": "sửa nhà"}
    inventory.change(session, "bac-son", serving=False, **changed)
    send(_MONDAY + _MORNING, *_use())
    _roll(session)
    assert _month(session) == (0, 1)


def test_uses_of_a_computer_offline_for_nine_days_count(session, open_point, send):
    send(_MONDAY + _MORNING, *_use(), arrives=_MONDAY + 9 * _DAY + _MORNING)
    _roll(session)
    assert _month(session) == (1, 0)


@pytest.mark.parametrize(("after", "counted"), [(_HOUR, (1, 0)), (5 * _HOUR, (0, 1))])
def test_the_agent_knows_when_the_machine_was_on(session, open_point, send, after, counted):
    beats = [(step * 5 * _MINUTE, "hb", {}) for step in range(37)]  # from eight to eleven
    for day in (0, 1):
        begins = _MONDAY + day * _DAY + 8 * _HOUR
        send(begins, *beats, by_agent=True)
    send(_MONDAY + 8 * _HOUR + after + _HOUR, *_use())
    _roll(session)
    assert _month(session) == counted


def test_an_agent_that_dropped_events_says_nothing(session, open_point, send):
    beats = [(step * 5 * _MINUTE, "hb", {}) for step in range(37)]
    for day in (0, 1):
        send(_MONDAY + day * _DAY + 8 * _HOUR, *beats, by_agent=True)
    session.query(DeviceBoot).update({"dropped": 3})
    send(_MONDAY + 14 * _HOUR, *_use())
    _roll(session)
    assert _month(session) == (1, 0)


def test_a_long_use_without_any_heartbeat_is_not_one(session, open_point, send):
    use = {"session_id": str(UUID(int=9, version=4))}
    events = [(step * 10 * _MINUTE, "session.activity", {**use, "n": 9}) for step in range(1, 6)]
    send(_MONDAY + _MORNING, (timedelta(), "session.start", use), *events)
    _roll(session)
    assert _month(session) == (0, 1)


def test_time_of_a_use_set_apart_is_in_no_figure_of_use(session, open_point, send):
    send(_MONDAY + _NIGHT, *_use())
    _roll(session)
    row = session.scalars(select(ComputerDay)).one()
    assert (row.session_seconds, row.active_seconds, row.doubtful_sessions) == (0, 0, 0)


def test_accepted_uses_count_and_wait_again_when_that_is_undone(session, open_point, send):
    send(_MONDAY + _NIGHT, *_use())
    _roll(session)
    ruling = _decide(session)
    _roll(session)
    assert (_month(session), apart_uses.waiting(session)) == ((1, 0), ())
    apart_uses.undo(session, ruling.id, by="mai", at=_SOON)
    _roll(session)
    assert (_month(session), len(apart_uses.waiting(session))) == ((0, 1), 1)
    with pytest.raises(NothingToDecideError):
        apart_uses.undo(session, ruling.id, by="mai", at=_SOON)


def test_rejected_uses_neither_count_nor_wait(session, open_point, send):
    send(_MONDAY + _NIGHT, *_use())
    _roll(session)
    _decide(session, accepted=False, computers=[(1, date(2026, 11, 2))])
    _roll(session)
    assert (_month(session), apart_uses.waiting(session)) == ((0, 0), ())


def test_a_decision_outlives_recomputing_and_covers_no_later_use(session, open_point, send):
    send(_MONDAY + _NIGHT, *_use())
    _roll(session)
    _decide(session)
    send(_MONDAY + _NIGHT + 10 * _MINUTE, *_use(number=2))
    _roll(session)
    assert _month(session) == (1, 1)


def test_a_use_that_came_after_the_page_was_shown_waits(session, open_point, send):
    send(_MONDAY + _NIGHT, *_use())
    _roll(session)
    ((seen),) = session.scalars(select(ApartUse.id)).all()
    send(_MONDAY + _NIGHT + 10 * _MINUTE, *_use(number=2))
    _roll(session)
    facts = {"accepted": True, "reason": "lớp tối", "by": BY, "at": _SOON, "newest": seen}
    assert apart_uses.decide(session, points=[1], **facts).uses == 1


def test_a_decision_needs_a_reason_and_a_use(session, open_point, send):
    send(_MONDAY + _NIGHT, *_use())
    _roll(session)
    with pytest.raises(ReasonMissingError):
        _decide(session, reason=" ")
    with pytest.raises(NothingToDecideError):
        _decide(session, points=[2])


def test_a_settled_month_that_was_never_judged_keeps_its_uses(session, open_point, send):
    send(_MONDAY + _NIGHT, *_use())
    _roll(session)
    late = _MONDAY + 45 * _DAY
    session.query(ApartUse).delete()
    row = session.scalars(select(ComputerDay)).one()
    row.sessions, row.apart_sessions = 1, None  # as counted by an earlier version
    daily.roll(session, 1, row.day, late)
    assert _month(session) == (1, None)


def test_uses_set_apart_are_forgotten_with_their_events(session, open_point, send):
    send(_MONDAY + _NIGHT, *_use())
    _roll(session)
    forget(session, date(2026, 12, 1))
    assert apart_uses.waiting(session) == ()
    assert _month(session) == (0, 1)
