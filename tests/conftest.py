"""Gives every test an installation of its own, and keeps all of them off the network."""

import gc
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.util import LRUCache

from library import database
from library.database import work
from library.settings import Settings
from tests.makers import make_database, make_settings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_YOUNG = 50_000
"""Objects made until a look for garbage: at 700, most of the time went into such looks."""

_STATEMENTS = 5_000
"""More than the tests say in all."""


class NetworkForbiddenError(Exception):
    """A test tried to leave this machine."""


def _stay_at_home(event: str, told: tuple[object, ...]) -> None:
    if event == "socket.connect":
        connection, address = told
        away = connection.family != socket.AF_UNIX and address[0] not in _LOOPBACK
    elif event == "socket.getaddrinfo":
        away, address = told[0] not in (*_LOOPBACK, None), told[0]
    else:
        return
    if away:
        raise NetworkForbiddenError(address)


def pytest_configure() -> None:
    """Forbid the network and forget what the environment chooses for this installation."""
    sys.addaudithook(_stay_at_home)
    for name in [name for name in os.environ if name.startswith("DIACHI_")]:
        del os.environ[name]
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, and not in the code and the tests themselves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what a real browser tries to the slow tests: it takes seconds to open."""
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _one_place_for_passing_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what a command run inside a test says of the folder for passing files."""
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())


@pytest.fixture(scope="session", autouse=True)
def _statements_written_once() -> Iterator[None]:
    """Let all SQLite databases share what SQLAlchemy wrote in SQL, not only sessions of one."""
    written = LRUCache(_STATEMENTS)
    first = create_engine("sqlite://")
    first.connect().close()  # its dialect learns which SQLite this is
    first.dispose()

    def alike(url: str) -> Engine:
        made = create_engine(url)
        if made.dialect.name == first.dialect.name:
            made.dialect = made.pool._dialect = first.dialect
            made._compiled_cache = written
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", alike)
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give the settings of an empty installation."""
    return make_settings(tmp_path / "nhà")


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """Give the database of an empty installation."""
    database = make_database(settings)
    yield database
    database.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Give a session in which everything a test does is one piece of work."""
    with work(engine) as opened:
        yield opened
