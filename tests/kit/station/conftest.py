"""Fixtures for the tests of a station."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kit.models import HeldEdition
from kit.station.station_identity import write_identity
from kit.station.taking_in import take_in
from library.settings import Settings
from tests.kit.station.packs import IDENTITY, make_pack
from tests.kit.station.pair import Pair
from tests.makers import make_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a station."""
    return make_settings(tmp_path, station="1")


@pytest.fixture
def station(settings: Settings, engine: Engine) -> Engine:
    """Return the engine of an enrolled station."""
    write_identity(settings, IDENTITY)
    return engine


@pytest.fixture
def take(settings: Settings, station: Engine, tmp_path: Path) -> Callable[..., HeldEdition]:
    """Return a function that makes a pack and takes it in."""

    def take_pack(records=(), **options):
        folder = tmp_path / "usb" / f"goi-{options.get('number', 1)}"
        make_pack(folder, records, **options)
        return take_in(settings, station, folder, "stick")

    return take_pack


@pytest.fixture
def pair(settings: Settings, engine: Engine, tmp_path: Path) -> Iterator[Pair]:
    """Return a province and its station."""
    pair = Pair(settings, engine, tmp_path)
    yield pair
    pair.database.dispose()
