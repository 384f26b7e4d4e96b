"""A wrong clock of a station is noticed by what the province and the room show."""

from datetime import timedelta
from uuid import UUID

import pytest

from kit.models import Station
from kit.outbox import clock_marks
from kit.station.clock_health import clock_problem
from library.database import reading, work
from points.usage.events.intake import Delivery
from points.usage.events.timeline import milliseconds
from tests.kit.outbox.world import BEGIN, STATION, make_world

_DAY = timedelta(days=1)


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A station and its province."""
    pair = make_world(tmp_path, monkeypatch)
    yield pair
    pair.station[1].dispose()
    pair.province[1].dispose()


def _let_computers_send(world, *errors):
    """Let each computer of the room send an empty batch, with an error of its own clock."""
    for device, error in enumerate(errors, start=1):
        wall = milliseconds(world.clocks.now + error)
        batch = {"boot_id": str(UUID(int=device)), "sent_wall": wall, "sent_mono": 0, "events": []}
        world.deliver(device, batch, Delivery())


def _problem(world):
    world.at_station()
    with reading(world.station[1]) as session:
        return clock_problem(session)


_NONE = timedelta()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(-26 * timedelta(hours=1), "chậm khoảng 26 giờ so với các máy", id="behind"),
        pytest.param(3 * _DAY, "nhanh khoảng 3 ngày so với các máy", id="ahead"),
    ],
)
def test_two_computers_contradict_the_clock(world, error, sentence):
    world.clocks.wrong_by = error
    _let_computers_send(world, _NONE, timedelta(minutes=4))
    assert sentence in _problem(world)


@pytest.mark.parametrize(
    "errors",
    [
        pytest.param((-_DAY,), id="one computer"),
        pytest.param((-_DAY, _NONE), id="one that differs, one that agrees"),
        pytest.param((-_DAY, 9 * _DAY), id="two that differ from each other"),
        pytest.param((-9000 * _DAY, -9000 * _DAY), id="two whose batteries are flat"),
    ],
)
def test_fewer_do_not_contradict_it(world, errors):
    _let_computers_send(world, *errors)
    assert _problem(world) is None


def test_a_clock_that_was_set_right_is_believed_at_once(world):
    world.clocks.wrong_by = -_DAY
    _let_computers_send(world, _NONE, _NONE)
    world.clocks.wrong_by = _NONE
    assert _problem(world) is None


def test_the_last_contact_contradicts_it(world):
    world.clocks.wrong_by = -timedelta(minutes=40)
    world.at_station()
    with work(world.station[1]) as session:
        clock_marks.note_time(session, BEGIN)
    assert "chậm khoảng 40 phút so với thư viện tỉnh" in _problem(world)


def test_the_day_of_a_stick_contradicts_it(world):
    world.at_station()
    with work(world.station[1]) as session:
        clock_marks.note_floor(session, BEGIN + _DAY)
    assert "chạy chậm" in _problem(world)


@pytest.mark.parametrize("error", [-_DAY, 40 * _DAY], ids=["behind", "ahead"])
def test_the_province_sees_it_from_a_stick(world, error):
    world.clocks.wrong_by = error
    _let_computers_send(world, _NONE, _NONE)
    letter = world.letter()
    world.clocks.now += 2 * _DAY
    world.receive(letter)
    with reading(world.province[1]) as session:
        reported = session.get_one(Station, STATION).reported
    assert timedelta(seconds=reported["clock_ahead_seconds"]) == error
