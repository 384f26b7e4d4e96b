"""A province with a scanned item, and an enrolled station with a data folder of its own."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from kit.cli import enrol
from kit.contact import client, pack_maker, stations
from kit.contact.client import ContactResult
from kit.contact.stations import StationSettings
from library import clock
from library.database import open_database, reading, work
from library.installation import set_up
from library.settings import Settings
from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from tests.app.serving import served
from tests.kit.packs.province import make_scanned_item
from tests.makers import BY, make_settings

SETTINGS = StationSettings(1000, "reading", (), "", None)


@dataclass
class StationAtWork:
    """A station, its name at the province, and what it said during its contacts."""

    id: str
    settings: Settings
    engine: Engine
    while_waiting: Callable[[], object]
    said: list[str] = field(default_factory=list)

    def contact(self) -> ContactResult:
        """Do a contact; the province makes what was ordered while the station waits."""
        return client.contact(
            self.settings, self.engine, self.said.append, lambda _seconds: self.while_waiting()
        )


@pytest.fixture
def at_province(engine) -> Callable[[Callable[[Session], object]], object]:
    """Return a function that does something in a transaction of the province."""

    def do(action):
        with work(engine) as session:
            return action(session)

    return do


@pytest.fixture
def point(at_province) -> int:
    """Enter the access point of Bắc Sơn."""
    facts = PointFacts("Thư viện xã Bắc Sơn", PointLevel.COMMUNE, phone="0205 123 456")
    return at_province(
        lambda session: inventory.enter(session, "bac-son", facts, since=clock.today(), by=BY)
    )


@pytest.fixture
def code(at_province, point) -> str:
    """Enter the station of Bắc Sơn; return its code."""
    return at_province(lambda session: stations.enter(session, point, SETTINGS, BY)[1])


@pytest.fixture
def item(at_province, settings) -> str:
    """Publish a scanned item; return its id."""
    return at_province(lambda session: make_scanned_item(session, settings, "Địa chí Bắc Sơn").id)


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve the province."""
    with served(app) as address:
        yield address


def _settings_of(home: Path) -> Settings:
    """Return the settings of a station, whose database is of SQLite wherever its province is."""
    return make_settings(home, station="1", database_url=f"sqlite:///{home}/diachi.sqlite")


@pytest.fixture(scope="session")
def _empty_home(tmp_path_factory) -> Path:
    """Set up the data folder of a station once; tests copy it."""
    home = tmp_path_factory.mktemp("tram")
    set_up(_settings_of(home)).dispose()
    return home


@pytest.fixture
def own_settings(tmp_path_factory, _empty_home) -> Settings:
    """Return the settings of the station's machine."""
    home = shutil.copytree(_empty_home, tmp_path_factory.mktemp("tram"), dirs_exist_ok=True)
    return _settings_of(home)


@pytest.fixture
def station(site, code, settings, own_settings) -> Iterator[StationAtWork]:
    """Enrol the station of Bắc Sơn."""
    engine = open_database(own_settings.database_url)
    name = str(enrol(own_settings, site, code, None)["station"])
    yield StationAtWork(name, own_settings, engine, lambda: pack_maker.make_due(settings))
    engine.dispose()


@pytest.fixture
def row(engine, station) -> Callable[[], object]:
    """Return a function that reads the row of the station at the province."""

    def read():
        with reading(engine) as session:
            return stations.find(session, station.id)

    return read
