"""Uses that somebody invents count nowhere, and wait with their reason until a person decides."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from points.access_points import inventory
from points.access_points.device_life import enrolment_at
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.usage import apart_uses
from points.usage.events import intake
from points.usage.events.intake import Delivery
from points.usage.events.protocol import read_batch
from points.usage.rollups import daily
from points.usage.rollups.models import ApartUse, ComputerDay, PointMonth
from points.usage.rollups.restatements import restatements
from tests.device_events import send_run
from tests.makers import BY, make_moment

_OCTOBER_5 = make_moment("2026-10-04 17:00")
"""Midnight in Vietnam before a Monday."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_HOME, _ELSEWHERE = "4aa", "4bb"
_WEEK = ["7:30-11:30 13:30-17:00"] * 5 + ["", ""]
_SIGNED = Delivery(signed=True, network=_HOME)
_BY_AGENT = Delivery(by_agent=True, signed=True)
_OLD, _UNSIGNED = Delivery(network=_HOME), Delivery(signed=False, network=_HOME)


@pytest.fixture
def computer(session):
    """Create a computer of a point with recorded hours, enrolled before uses were signed."""
    facts = inventory.PointFacts("Thư viện Bắc Sơn", PointLevel.DISTRICT)
    inventory.enter(session, "bac-son", facts, since=date(2020, 1, 1), by=BY)
    inventory.set_week(session, "bac-son", _WEEK, since=date(2020, 1, 1), by=BY)
    device = Device(id=1, label="Máy 1", changes=[enrolment_at(_OCTOBER_5 - 90 * _DAY)])
    session.add(device)
    session.flush()
    place = {"device_id": 1, "point_id": 1, "since": _OCTOBER_5 - 90 * _DAY, "placed_by": BY}
    session.add(DevicePlacement(**place))
    session.flush()
    return device


@pytest.fixture
def send(session, computer):
    """Return a function that sends a day of uses, each of three minutes, in one run."""
    numbers = iter(range(1, 1_000_000))

    def run(begins, uses, delivery=_OLD, arrives=None, sitting=None):
        boot, rows = UUID(int=next(numbers), version=4), []
        for number in range(uses):
            name = sitting or str(UUID(int=next(numbers) << 20 | 7, version=4))
            use = {"session_id": name}
            start = number * 4 * _MINUTE
            rows += [
                (start, "session.start", use),
                (start + _MINUTE, "hb", use),
                (start + 3 * _MINUTE, "session.end", {**use, "reason": "user"}),
            ]
        return send_run(session, boot, begins, rows, arrives or begins + rows[-1][0], delivery)

    return run


@pytest.fixture
def ordinary_days(session, send):
    """Send four uses on each working day of two weeks."""
    for day in range(12):
        if day % 7 < 5:
            send(_morning(day), 4)
    _roll(session)


def _morning(day):
    return _OCTOBER_5 + day * _DAY + 8 * _HOUR


def _roll(session, now=_OCTOBER_5 + 25 * _DAY):
    for device_id, day in daily.due(session):
        daily.roll(session, device_id, day, now)
    session.expire_all()


def _counted(session):
    return sum(session.scalars(select(ComputerDay.sessions)))


def _waiting(session):
    return Counter(session.scalars(select(ApartUse.reason)))


def test_a_copied_token_counts_nothing_where_the_browser_signs(session, computer, send):
    computer.signed_from = computer.changes[0].at
    send(_morning(0), 3, _SIGNED)
    send(_morning(0) + 5 * _MINUTE, 20, Delivery(signed=False, network=_ELSEWHERE))
    _roll(session)
    assert (_counted(session), _waiting(session)) == (3, {"unsigned": 20})


def test_a_copied_token_counts_nothing_where_an_agent_vouches(session, computer, send):
    computer.signed_from = computer.changes[0].at
    sittings = send(_morning(0), 3, _UNSIGNED)
    send(_morning(0) + 2 * _HOUR, 20, _UNSIGNED)
    _vouch(session, sittings)
    _roll(session)
    assert (_counted(session), _waiting(session)) == (3, {"unsigned": 20})


def test_a_copied_token_vouches_for_nothing(session, computer, send):
    computer.signed_from = computer.changes[0].at
    _vouch(session, send(_morning(0), 20, _UNSIGNED), _UNSIGNED)
    _roll(session)
    assert (_counted(session), _waiting(session)) == (0, {"unsigned": 20})


def test_a_voucher_holds_for_the_hours_of_its_sitting_alone(session, computer, send):
    computer.signed_from = computer.changes[0].at
    sittings = send(_morning(0), 3, _UNSIGNED)
    _vouch(session, sittings)
    send(_morning(1), 5, _UNSIGNED, sitting=sittings[0]["session_id"])
    _roll(session)
    assert (_counted(session), _waiting(session)) == (3, {})


def test_unsigned_uses_count_once_they_are_accepted(session, computer, send):
    computer.signed_from = computer.changes[0].at
    send(_morning(0), 3, _UNSIGNED)
    _roll(session)
    apart_uses.decide(
        session,
        accepted=True,
        reason="máy chưa có HTTPS",
        by=BY,
        at=_morning(1),
        points=[1],
        newest=999,
    )
    _roll(session)
    assert _counted(session) == 3


def test_a_copy_of_a_signed_batch_neither_counts_nor_disturbs(session, computer, send):
    computer.signed_from = computer.changes[0].at
    events = send(_morning(0), 3, _SIGNED)
    times = {"sent_wall": 1, "sent_mono": 3_600_000, "boot_id": str(UUID(int=9, version=4))}
    copy = read_batch({**times, "events": events})
    intake.receive(session, 1, copy, _morning(0) + _HOUR, _UNSIGNED)
    _roll(session)
    assert (_counted(session), _waiting(session)) == (3, {})


def test_what_arrived_before_the_renewal_needs_no_signature(session, computer, send):
    send(_morning(0), 3)
    computer.signed_from = _morning(1)
    _roll(session)
    assert _counted(session) == 3


def test_past_days_are_late_when_the_queue_was_empty_since(session, ordinary_days, send):
    send(_morning(2) + 2 * _HOUR, 20, arrives=_morning(10))
    _roll(session)
    assert (_counted(session), _waiting(session)) == (40, {"late": 20})


def test_days_offline_are_no_past_days(session, send):
    send(_morning(0), 3)
    for day in (1, 2, 3):
        send(_morning(day), 3, arrives=_morning(9) + _HOUR)
    send(_morning(9), 3, arrives=_morning(9) + _HOUR)
    _roll(session)
    assert (_counted(session), _waiting(session)) == (15, {})


def test_uses_of_two_networks_at_once_are_those_of_the_older_network(session, ordinary_days, send):
    send(_morning(14), 5)
    send(_morning(14) + _MINUTE, 4, Delivery(network=_ELSEWHERE))
    _roll(session)
    assert _waiting(session)["two-networks"] == 4
    assert set(_waiting(session)) == {"two-networks"}


def test_a_computer_whose_network_changes_is_not_set_apart(session, ordinary_days, send):
    for day in (14, 15, 16):
        send(_morning(day), 4, Delivery(network=f"4{day}"))
    _roll(session)
    assert (_counted(session), _waiting(session)) == (52, {})


def test_five_times_the_usual_uses_of_a_day_wait(session, ordinary_days, send):
    send(_morning(14), 21)
    send(_morning(15), 19)  # four times and a half: a school class
    _roll(session)
    assert (_counted(session), _waiting(session)) == (59, {"unusual-day": 21})


def test_uses_that_arrive_in_a_settled_month_wait_and_say_so_when_accepted(session, send):
    send(_morning(0), 3)
    _roll(session, _OCTOBER_5 + 40 * _DAY)
    send(_morning(1), 2, arrives=_OCTOBER_5 + 40 * _DAY)
    _roll(session, _OCTOBER_5 + 40 * _DAY)
    assert (_counted(session), _waiting(session)) == (3, {"closed-month": 2})
    at = _OCTOBER_5 + 41 * _DAY
    apart_uses.decide(
        session, accepted=True, reason="máy mất mạng", by=BY, at=at, points=[1], newest=999
    )
    _roll(session, at)
    assert session.get(PointMonth, (1, date(2026, 10, 1))).sessions == 5
    change = [c for c in restatements(session) if c.measure == "sessions"][-1]
    assert "3 → 5" in change.sentence
    assert "vì quyết định về lượt để riêng" in change.sentence


def test_what_arrived_before_this_rule_is_judged_as_it_was(session, computer, send):
    send(_morning(0), 3)
    send(_morning(1), 2, arrives=_OCTOBER_5 + 40 * _DAY)
    computer.judged_from = _OCTOBER_5 + 41 * _DAY
    _roll(session, _OCTOBER_5 + 42 * _DAY)
    assert (_counted(session), _waiting(session)) == (5, {})


def _vouch(session, sittings, delivery=_BY_AGENT):
    """Let the agent, or somebody else, confirm the sittings of these events."""
    starts = [event for event in sittings if event["type"] == "session.start"]
    events = [{**event, "type": "session.vouch", "seq": n} for n, event in enumerate(starts)]
    times = {"sent_wall": 1, "sent_mono": 3_600_000, "boot_id": str(UUID(int=8, version=4))}
    batch = read_batch({**times, "events": events})
    now = _morning(0) + _HOUR
    intake.receive(session, 1, batch, now, delivery)
