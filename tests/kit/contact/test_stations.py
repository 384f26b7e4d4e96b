"""Stations of access points at the province."""

from datetime import timedelta

import pytest

from kit.contact import stations
from kit.contact.problems import PointHasStationError, StationEnrolledError, StationRetiredError
from kit.contact.stations import StationSettings
from library import clock
from library.database import work
from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from tests.makers import BY

SETTINGS = StationSettings(20_000, "small", ("bao",), "19:00-06:00", 256)
KEY, OTHER_KEY = b"k" * 32, b"o" * 32


@pytest.fixture
def session(engine):
    """Yield a session in which a point is entered."""
    with work(engine) as opened:
        yield opened


@pytest.fixture
def point_id(session):
    """Enter a point."""
    facts = PointFacts("Thư viện xã Bắc Sơn", PointLevel.COMMUNE)
    return inventory.enter(session, "bac-son", facts, since=clock.today(), by=BY)


def test_the_code_of_a_new_station_is_exchanged_for_its_name(session, point_id):
    station_id, code = stations.enter(session, point_id, SETTINGS, BY)
    assert stations.enrol(session, code, KEY).id == station_id
    assert stations.find(session, station_id).enrolled is not None


def test_an_answer_lost_on_the_line_is_asked_for_again_with_the_same_key_only(session, point_id):
    _, code = stations.enter(session, point_id, SETTINGS, BY)
    assert stations.enrol(session, code, KEY) is not None
    assert stations.enrol(session, code, KEY) is not None
    assert stations.enrol(session, code, OTHER_KEY) is None


def test_a_code_ends_after_two_days(session, point_id, monkeypatch):
    _, code = stations.enter(session, point_id, SETTINGS, BY)
    late = clock.now() + stations.CODE_LIFETIME + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert stations.enrol(session, code, KEY) is None


def test_a_new_code_makes_the_former_one_invalid(session, point_id):
    station_id, code = stations.enter(session, point_id, SETTINGS, BY)
    new_code = stations.renew_code(stations.find(session, station_id))
    assert stations.enrol(session, code, KEY) is None
    assert stations.enrol(session, new_code, KEY) is not None
    with pytest.raises(StationEnrolledError, match="Thay máy"):
        stations.renew_code(stations.find(session, station_id))


def test_a_point_has_one_station_at_a_time(session, point_id):
    first_id, _ = stations.enter(session, point_id, SETTINGS, BY)
    with pytest.raises(PointHasStationError, match="Thay máy"):
        stations.enter(session, point_id, SETTINGS, BY)
    second_id, _ = stations.replace(session, stations.find(session, first_id), BY)
    first, second = stations.find(session, first_id), stations.find(session, second_id)
    assert first.retired is not None
    assert stations.settings_of(second) == SETTINGS
    with pytest.raises(PointHasStationError):
        stations.restore(session, first)


def test_a_retired_station_gets_no_code_until_it_is_put_back(session, point_id):
    station_id, code = stations.enter(session, point_id, SETTINGS, BY)
    station = stations.find(session, station_id)
    stations.retire(station)
    assert stations.enrol(session, code, KEY) is None
    with pytest.raises(StationRetiredError):
        stations.renew_code(station)
    stations.restore(session, station)
    assert stations.enrol(session, stations.renew_code(station), KEY).id == station_id
