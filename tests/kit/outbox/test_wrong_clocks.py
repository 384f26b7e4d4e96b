"""Whatever the clock of a station shows, the figures are those of computers with a line."""

from datetime import timedelta

import pytest

from kit.outbox import clock_marks
from library.database import work
from points.usage.events.timeline import moment
from tests.kit.outbox.figures import DELIVERY, read_figures
from tests.kit.outbox.world import BEGIN, store
from tests.points.usage.room import Misfortunes, simulate

_DAY = timedelta(days=1)
_DAYS = 4
_BAD = Misfortunes(power_cut=0.3, sent_twice=0.5, out_of_order=0.5)
_FLAT_BATTERY = timedelta(days=-130)


def _open_the_room(world, online, errors, bad=_BAD, devices=2):
    """Let a room work for some days, each with a run of the station and an error of its clock."""
    world.at_station()
    with work(world.station[1]) as session:
        clock_marks.note_floor(session, BEGIN - 30 * _DAY)
    room = simulate(7, devices=devices, days=_DAYS, first=BEGIN, bad=bad)
    day = None
    for parcel in room.parcels:
        world.clocks.now = moment(parcel.arrives)
        if day != (day := (world.clocks.now - BEGIN) // _DAY):
            world.clocks.restart(f"run {day}")
        world.clocks.wrong_by = errors.get(day, timedelta())
        world.deliver(parcel.device, parcel.batch, DELIVERY)
        with work(online) as session:
            store(session, parcel.device, parcel.batch, world.clocks.now, DELIVERY)
    world.clocks.now += 20 * _DAY
    world.clocks.wrong_by = timedelta()
    world.clocks.restart("last run")
    while letter := world.letter(world.taken()):
        assert not world.receive(letter).refused
    world.at_province()


@pytest.mark.slow
@pytest.mark.parametrize(
    "errors",
    [
        pytest.param({2: _FLAT_BATTERY}, id="flat battery on one day"),
        pytest.param({0: _FLAT_BATTERY, 1: _FLAT_BATTERY}, id="flat battery from the beginning"),
        pytest.param(dict.fromkeys(range(_DAYS), _FLAT_BATTERY), id="flat battery always"),
        pytest.param({1: -_DAY, 2: -_DAY}, id="a day behind"),
        pytest.param({1: timedelta(hours=-9)}, id="some hours behind"),
        pytest.param({1: timedelta(days=4)}, id="days ahead"),
    ],
)
def test_figures_do_not_depend_on_the_clock_of_the_station(world, online, errors):
    # with a wrong clock at the station more sessions may be doubtful
    _open_the_room(world, online, errors)
    assert read_figures(world.province[1], "doubtful_sessions") == read_figures(
        online, "doubtful_sessions"
    )
