"""What is counted of a room is what truly happened there, whatever goes wrong on the way."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from library.points.models import Device
from library.usage.events import clocks, intake, read_back
from library.usage.events.computer_sessions import derive
from library.usage.events.protocol import read_batch
from library.usage.events.timeline import Placing, milliseconds, moment
from library.usage.models import DeviceEvent
from tests.library.usage.room import Misfortunes, simulate
from tests.makers import make_moment

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
    """Enter two computers."""
    session.add_all(Device(id=number, label=f"Máy {number}") for number in (1, 2))
    session.flush()
    return (1, 2)


def _room(bad, seed=7):
    return simulate(seed, devices=2, days=_DAYS, first=_MORNING, bad=bad)


def _deliver(session, parcels, later=timedelta()):
    for parcel in parcels:
        batch = read_batch(parcel.told)
        intake.receive(session, parcel.device, batch, moment(parcel.arrives) + later)


def _moments(session, device):
    return read_back.moments(session, device, _MORNING - timedelta(days=9), _LATER)


def _counted(session, devices):
    return {
        (device, found.session, milliseconds(found.started), milliseconds(found.last_active))
        for device in devices
        for found in derive(_moments(session, device), now=_LATER)
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


def test_what_nobody_can_date_is_kept_and_marked(session, devices):
    room = _room(_WEATHER["everything at once"])
    _deliver(session, room.parcels)
    lost = {true.session for true in room.truth if not true.datable}
    unknown = {
        said.session
        for device in devices
        for said in _moments(session, device)
        if said.placing is Placing.UNKNOWN and said.session
    }
    assert lost
    assert unknown == lost


def test_nothing_is_lost_and_nothing_kept_twice(session, devices):
    room = _room(_WEATHER["everything at once"])
    _deliver(session, room.parcels)
    sent = {event["event_id"] for parcel in room.parcels for event in parcel.told["events"]}
    assert len(session.scalars(select(DeviceEvent.event)).all()) == len(sent)


def test_replaying_everything_twice_changes_nothing(session, devices):
    room = _room(_WEATHER["everything at once"])
    _deliver(session, room.parcels)
    before = _counted(session, devices)
    _deliver(session, room.parcels, later=timedelta(days=90))
    _deliver(session, random.Random(1).sample(room.parcels, len(room.parcels)), later=timedelta(99))
    assert _counted(session, devices) == before


def test_no_two_sessions_of_a_computer_overlap(session, devices):
    _deliver(session, _room(_WEATHER["everything at once"]).parcels)
    for device in devices:
        found = derive(_moments(session, device), now=_LATER)
        spans = [clocks.Span(s.started, s.last_active) for s in found if s.length]
        assert len(clocks.union(spans)) == len(spans)


def test_machine_on_is_never_less_than_its_sessions_and_never_printed_as_them(session, devices):
    _deliver(session, _room(_WEATHER["fine weather"]).parcels)
    for device in devices:
        moments = _moments(session, device)
        used = sum((s.length for s in derive(moments, now=_LATER)), timedelta())
        assert clocks.total(clocks.active(moments)) < used
        assert used <= clocks.total(clocks.machine_on(moments))


def test_computers_that_are_alone_are_not_taken_for_clones(session, devices):
    _deliver(session, _room(_WEATHER["everything at once"]).parcels)
    assert session.scalars(select(Device.cloned)).all() == [None, None]


def test_two_machines_with_one_token_are_noticed(session, devices):
    first, second = _room(_WEATHER["fine weather"], 1), _room(_WEATHER["fine weather"], 2)
    both = [replace(parcel, device=1) for parcel in first.parcels + second.parcels]
    _deliver(session, sorted(both, key=lambda parcel: parcel.arrives))
    assert session.get_one(Device, 1).cloned is not None
