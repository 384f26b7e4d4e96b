"""Events are stored once, validated one by one, and dated if possible."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from points.access_points.models import Device
from points.usage.events import intake
from points.usage.events.protocol import MAX_EVENTS, read_batch
from points.usage.events.timeline import Placing, milliseconds
from points.usage.models import DeviceBoot, DeviceEvent, UsageDue
from points.usage.problems import BadBatchError
from points.usage.rollups import daily
from tests.device_events import make_event
from tests.makers import make_moment

_NOW = make_moment("2026-11-24 02:00")
_BOOT, _OTHER = str(UUID(int=1)), str(UUID(int=2))


@pytest.fixture
def send(session):
    """Return a function that sends events of a computer and returns their results."""
    session.add(Device(id=1, label="Máy 1"))
    session.flush()

    def sent(*events, boot=_BOOT, sent_mono=60_000, now=_NOW, wrong_by=timedelta(), **fields):
        batch = {
            "boot_id": boot,
            "sent_wall": milliseconds(now - wrong_by),
            "sent_mono": sent_mono,
            "events": list(events),
            **fields,
        }
        receipt = intake.receive(session, 1, read_batch(batch), now)
        return [result for _, result in receipt.results]

    return sent


def _event(number=1, *, ago=timedelta(seconds=30), mono=30_000, **fields):
    return make_event(milliseconds(_NOW - ago), number, mono=mono) | fields


def _all(session):
    return daily.read_events(session, 1, _NOW - timedelta(days=90), _NOW + timedelta(days=1))


def test_a_new_event_is_stored(send, session):
    assert send(_event()) == ["ok"]
    assert len(_all(session)) == 1


def test_a_repeated_event_is_a_duplicate(send, session):
    send(_event())
    assert send(_event(), _event(2)) == ["dup", "ok"]
    assert send(_event(3), _event(3)) == ["ok", "dup"]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"type": "no such thing"},
        {"event_id": str(UUID(int=5))},
        {"event_id": None},
        {"seq": -1},
        {"seq": True},
        {"t_wall": "hôm qua"},
        {"type": "session.start"},
        {"type": "session.end", "session_id": _BOOT, "reason": "lost"},
        {"boot_id": 7},
    ],
)
def test_a_bad_event_does_not_harm_its_neighbours(send, nonsense):
    assert send({**_event(1), **nonsense}, _event(2)) == ["bad", "ok"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"boot_id": "x", "sent_wall": 0, "sent_mono": 0, "events": []},
        {"boot_id": _BOOT, "sent_wall": 1e400, "sent_mono": 0, "events": []},
        {"boot_id": _BOOT, "sent_wall": 0, "sent_mono": 0, "events": {}},
        {"boot_id": _BOOT, "sent_wall": 0, "sent_mono": 0, "events": [{}] * (MAX_EVENTS + 1)},
    ],
)
def test_an_invalid_batch_is_refused(data):
    with pytest.raises(BadBatchError):
        read_batch(data)


def test_a_wrong_calendar_does_not_matter_for_the_sending_run(send, session):
    send(_event(ago=timedelta(days=6000)), wrong_by=timedelta(days=6000))
    (event,) = _all(session)
    assert (event.at, event.placing) == (_NOW - timedelta(seconds=30), Placing.KNOWN)


def test_the_fastest_batch_dates_the_run(send, session):
    send(_event(), now=_NOW + timedelta(minutes=20))
    send(_event(2, mono=80_000), sent_mono=120_000, now=_NOW + timedelta(minutes=1))
    assert _all(session)[0].at == _NOW - timedelta(seconds=30)


def test_an_earlier_run_is_dated_by_its_calendar_and_marked(send, session):
    send(_event(ago=timedelta(hours=5), boot_id=_OTHER))
    (event,) = _all(session)
    assert (event.at, event.placing) == (_NOW - timedelta(hours=5), Placing.ESTIMATED)


def test_an_earlier_run_with_a_reset_calendar_cannot_be_dated(send, session):
    send(_event(ago=timedelta(days=6000), boot_id=_OTHER))
    (event,) = _all(session)
    assert event.placing is Placing.UNKNOWN


def test_events_older_than_sixty_days_are_late(send, session):
    long_ago = timedelta(days=61)
    run = long_ago // timedelta(milliseconds=1)
    assert send(_event(ago=long_ago, mono=0), sent_mono=run) == ["late"]
    assert _all(session) == ()


def test_changed_days_are_due_in_local_time(send, session):
    send(_event(), now=_NOW.replace(hour=17, minute=30))
    assert [str(due.day) for due in session.scalars(select(UsageDue))] == ["2026-11-25"]


def test_dropped_events_are_recorded(send, session):
    send(dropped=7)
    assert session.scalar(select(DeviceBoot.dropped)) == 7


def test_only_half_of_a_session_id_is_stored(send, session):
    name = UUID("018f0000-0000-7000-8000-0000000000aa")
    send(_event(type="session.start", session_id=str(name)))
    assert session.scalar(select(DeviceEvent.session)) == name.bytes[8:]


def test_two_runs_that_send_in_turns_are_two_machines(send, session):
    for turn in range(1, 4):
        send(boot=_BOOT, sent_mono=turn * 1000)
        send(boot=_OTHER, sent_mono=turn * 1000)
    assert session.get_one(Device, 1).cloned == _NOW


def test_a_run_after_another_is_one_machine(send, session):
    send(boot=_BOOT, sent_mono=1000)
    send(boot=_OTHER, sent_mono=1000)
    send(boot=_BOOT, sent_mono=900)
    send(boot=_OTHER, sent_mono=2000)
    assert session.get_one(Device, 1).cloned is None


def _of_other(minutes, **fields):
    """Return an event of a run that sends no batch itself, some minutes ago by its own clock."""
    return _event(ago=timedelta(minutes=minutes), boot_id=_OTHER, **{"mono": 0, **fields})


def test_a_silent_run_is_dated_by_the_clock_of_the_run_that_delivers_it(send, session):
    send(sent_mono=0, now=_NOW - timedelta(days=2))
    slow = timedelta(hours=3)
    deliverer = {"boot": str(UUID(int=3)), "sent_mono": 0, "wrong_by": slow}
    send(_of_other(30 + 180), **deliverer)
    (event,) = _all(session)
    assert (event.at, event.placing) == (_NOW - timedelta(minutes=30), Placing.ESTIMATED)


def test_a_later_correction_of_the_clock_does_not_move_a_delivered_run(send, session):
    slow = timedelta(hours=3)
    send(_of_other(30 + 180), sent_mono=0, wrong_by=slow)
    send(sent_mono=600_000, now=_NOW + timedelta(minutes=10))
    (event,) = _all(session)
    assert event.at == _NOW - timedelta(minutes=30)


def test_a_silent_run_between_clocks_of_different_days_is_not_dated(send, session):
    send(sent_mono=0, now=_NOW - timedelta(days=9))
    send(_of_other(30), boot=str(UUID(int=3)), sent_mono=0, wrong_by=timedelta(days=-3))
    (event,) = _all(session)
    assert event.placing is Placing.UNKNOWN


def test_a_silent_run_cannot_end_after_the_run_that_delivers_it_began(send, session):
    send(_of_other(30), sent_mono=3_600_000)
    (event,) = _all(session)
    assert event.placing is Placing.UNKNOWN


def test_the_days_a_silent_run_may_belong_to_are_due(send, session):
    slow = timedelta(days=5)
    send(_of_other(30 + 5 * 24 * 60), sent_mono=0, wrong_by=slow)
    assert [str(due.day) for due in session.scalars(select(UsageDue))] == ["2026-11-24"]


@pytest.mark.parametrize("line", ["sideways", None, 1])
def test_an_unknown_state_of_the_line_is_refused(send, line):
    assert send(_event(line=line)) == ["bad"]


def test_impossible_times_are_refused_and_make_two_months_due_at_most(send, session):
    far = (1 << 53) - 1
    assert send(_event(mono=far)) == ["bad"]
    send(_of_other(30), _of_other(29, mono=far, number=2), sent_mono=0)
    assert len(session.scalars(select(UsageDue)).all()) <= 62  # two months at most
