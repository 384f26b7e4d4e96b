"""Fixtures of the demo province, generated once and copied for each test."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from demo.province import fill_province
from library.database import open_database, work
from library.settings import Settings
from points.programme.periods import Period
from tests.databases import DATABASES
from tests.makers import make_database, make_item, make_settings

SINCE, UNTIL = date(2024, 1, 1), date(2026, 1, 1)
FOUR_YEARS_AGO, TODAY = date(2022, 1, 1), date(2026, 1, 10)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a two-year province with closed months."""
    return _make(tmp_path_factory.mktemp("tỉnh"), SINCE)


@pytest.fixture(scope="session")
def four_years(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a four-year province: gaps, closures, the reform of 2025."""
    return _make(tmp_path_factory.mktemp("bốn-năm"), FOUR_YEARS_AGO)


def _make(folder: Path, since: date) -> Settings:
    settings = make_settings(folder)
    database = make_database(settings)
    with work(database) as session:
        make_item(session)
        make_item(session, "Chợ Kỳ Lừa")
    with work(database) as session:
        fill_province.fill(session, since, UNTIL, hours=False)
        fill_province.close_months(session, Period(since, UNTIL), TODAY)
    database.dispose()
    return settings


@pytest.fixture
def province(made_once: Settings, settings: Settings) -> Iterator[Engine]:
    """Yield a writable copy of the two-year province."""
    settings.home.mkdir(parents=True, exist_ok=True)
    DATABASES.copy(made_once, settings)
    database = open_database(settings.database_url)
    yield database
    database.dispose()
