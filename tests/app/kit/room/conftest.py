"""Fixtures for the tests of a station's site."""

from tests.kit.station.conftest import settings, station, take

__all__ = ("settings", "station", "take")
