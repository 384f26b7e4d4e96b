"""Gives every test an installation of its own, and keeps all of them off the network."""

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library.database import work
from library.settings import Settings
from tests.makers import make_database, make_settings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what a real browser tries to the slow tests: it takes seconds to open."""
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _one_place_for_passing_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what a command run inside a test says of the folder for passing files."""
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())


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
