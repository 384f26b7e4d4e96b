"""The counted sessions of a simulated room match the true ones despite all faults."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from points.access_points.models import Device
from points.usage.events import clocks, intake
from points.usage.events.computer_sessions import derive
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import Placing, milliseconds, moment
from points.usage.models import DeviceEvent
from points.usage.rollups import daily
from tests.makers import make_moment
from tests.points.usage.room import Misfortunes, simulate

_MORNING = make_moment("2026-11-02 01:00")
_DAYS = 11
_LATER = _MORNING + timedelta(days=40)

_WEATHER = {
    "fine weather": Misfortunes(power_cut=0, sent_twice=0, out_of_order=0),
    "power cuts": Misfortunes(power_cut=0.5),
    "calendars reset": Misfortunes(calendar_reset=0.5),
    "calendars seven minutes slow": Misfortunes(calendar_wrong_by=420_000),
    "a week without a line": Misfortunes(line_down=range(3, 10), calendar_wrong_by=420_000),
    "everything at once": Misfortunes(
        power_cut=0.3, calendar_reset=0.3, sent_twice=0.5, out_of_order=0.5, line_down=range(3, 10)
    ),
}
_each_weather = pytest.mark.parametrize("bad", _WEATHER.values(), ids=_WEATHER)


@pytest.fixture
def devices(session):
    """Create two computers."""
    session.add_all(Device(id=number, label=f"Máy {number}") for number in (1, 2))
    session.flush()
    return (1, 2)


def _room(bad, seed=7):
    return simulate(seed, devices=2, days=_DAYS, first=_MORNING, bad=bad)


def _deliver(session, parcels, later=timedelta()):
    for parcel in parcels:
        batch = read_batch(parcel.batch)
        intake.receive(session, parcel.device, batch, moment(parcel.arrives) + later)


def _events(session, device):
    return daily.read_events(session, device, _MORNING - timedelta(days=9), _LATER)


def _counted(session, devices):
    return {
        (
            device,
            computer_session.session,
            milliseconds(computer_session.started),
            milliseconds(computer_session.last_active),
        )
        for device in devices
        for computer_session in derive(_events(session, device), now=_LATER)
    }


def _true(room):
    return {(t.device, t.session, t.started, t.last_active) for t in room.truth if t.datable}


@_each_weather
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))]
)
def test_every_session_is_counted_to_the_millisecond_where_that_can_be_known(
    session, devices, bad, seed
):
    room = _room(bad, seed)
    _deliver(session, room.parcels)
    assert _counted(session, devices) == _true(room)


def test_undatable_events_are_stored_and_marked(session, devices):
    room = _room(_WEATHER["everything at once"])
    _deliver(session, room.parcels)
    lost = {true.session for true in room.truth if not true.datable}
    unknown = {
        event.session
        for device in devices
        for event in _events(session, device)
        if event.placing is Placing.UNKNOWN and event.session
    }
    assert lost
    assert unknown == lost


def test_nothing_is_lost_or_stored_twice(session, devices):
    room = _room(_WEATHER["everything at once"])
    _deliver(session, room.parcels)
    sent = {event["event_id"] for parcel in room.parcels for event in parcel.batch["events"]}
    assert len(session.scalars(select(DeviceEvent.event)).all()) == len(sent)


def test_replaying_everything_twice_changes_nothing(session, devices):
    room = _room(_WEATHER["everything at once"])
    _deliver(session, room.parcels)
    previous = _counted(session, devices)
    _deliver(session, room.parcels, later=timedelta(days=90))
    _deliver(session, random.Random(1).sample(room.parcels, len(room.parcels)), later=timedelta(99))
    assert _counted(session, devices) == previous


def test_no_two_sessions_of_a_computer_overlap(session, devices):
    _deliver(session, _room(_WEATHER["everything at once"]).parcels)
    for device in devices:
        sessions = derive(_events(session, device), now=_LATER)
        spans = [clocks.Span(s.started, s.last_active) for s in sessions if s.length]
        assert len(clocks.union(spans)) == len(spans)


def test_machine_time_is_at_least_session_time(session, devices):
    _deliver(session, _room(_WEATHER["fine weather"]).parcels)
    for device in devices:
        events = _events(session, device)
        used = sum((s.length for s in derive(events, now=_LATER)), timedelta())
        assert clocks.total(clocks.active(events)) < used
        assert used <= clocks.total(clocks.machine_on(events))


def test_computers_that_are_alone_are_not_taken_for_clones(session, devices):
    _deliver(session, _room(_WEATHER["everything at once"]).parcels)
    assert session.scalars(select(Device.cloned)).all() == [None, None]


def test_two_machines_with_one_token_are_detected(session, devices):
    first, second = _room(_WEATHER["fine weather"], 1), _room(_WEATHER["fine weather"], 2)
    both = [replace(parcel, device=1) for parcel in first.parcels + second.parcels]
    _deliver(session, sorted(both, key=lambda parcel: parcel.arrives))
    assert session.get_one(Device, 1).cloned is not None
