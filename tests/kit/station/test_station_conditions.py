"""Conditions of a station."""

from datetime import timedelta

import pytest

from kit.models import HeldEdition
from kit.station.station_conditions import CONDITIONS
from kit.station.station_identity import Identity, write_identity
from library import clock
from library.database import work
from library.doctor import all_conditions
from library.monitoring.conditions import run_all
from tests.makers import make_moment, make_settings

_NOW = make_moment("2026-11-25 08:00")


@pytest.fixture(autouse=True)
def _time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: _NOW)


def _hold(engine, state_at, taken):
    with work(engine) as session:
        session.add(
            HeldEdition(
                number=2,
                digest="c" * 64,
                state_at=state_at,
                taken=taken,
                way="line",
                new_records=1,
                changed_records=0,
                removed_records=0,
                new_items=[],
                bytes=1,
            )
        )


def _results(settings):
    return {check.code: check for check in run_all(CONDITIONS, settings)}


def test_a_station_that_was_not_enrolled_says_how(settings, engine):
    assert "diachi kit enrol" in _results(settings)["edition"].advice


@pytest.mark.parametrize(
    ("age", "is_recent"),
    [pytest.param(5, True, id="five days"), pytest.param(61, False, id="two months")],
)
def test_an_old_edition_is_reported(settings, engine, age, is_recent):
    write_identity(settings, Identity("tram-1", "xa-1", "https://a.vn", b"\x01" * 32, None))
    _hold(engine, _NOW - timedelta(days=age), _NOW - timedelta(days=age))
    assert _results(settings)["edition"].ok is is_recent


def test_a_clock_that_fell_back_is_noticed(settings, engine):
    _hold(engine, _NOW - timedelta(days=1), _NOW + timedelta(days=300))
    assert "pin" in _results(settings)["station-clock"].advice


def test_the_doctor_of_a_station_asks_for_nothing_that_it_does_not_have(settings):
    codes = {condition.code for condition in all_conditions() if condition.at_station}
    assert {"database", "disk", "index"} < codes
    assert not codes & {"tesseract", "libreoffice", "fonts", "backup", "masters", "page-files"}


def test_the_province_has_none_of_these_conditions(tmp_path):
    assert _results(make_settings(tmp_path / "tỉnh")) == {}
