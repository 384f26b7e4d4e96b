"""Fixtures of all tests: an installation for each test, and no network."""

import gc
import os
import resource
import socket
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import Session

from library import database
from library.database import work
from library.places.edition import shipped_history, shipped_records
from library.places.place_records import HistoryCache
from library.process.file_modes import UMASK
from library.settings import Settings
from tests.databases import DATABASES, SERVER_URL
from tests.makers import make_database, make_settings

_MARKERS_OF_EXTRAS = ("scale", "meaning", "second_reader", "wine")
"""Markers of tests that run only where `-m` names them, as the target of their extra does."""

_MODULES_OF_EXTRAS = {
    "obstore": ("scale/object_store/test_s3_store.py", "scale/object_store/test_s3_uploads.py"),
    "dbos": ("scale/machines/test_shared_pool.py", "scale/machines/test_signs.py"),
    "opensearchpy": ("scale/opensearch",),
    "asterocr": ("ingest/second_reader/test_real_model.py",),
}
"""Tests that cannot be imported without a library of their extra."""

collect_ignore = [
    path
    for library, paths in _MODULES_OF_EXTRAS.items()
    if find_spec(library) is None
    for path in paths
]

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SLOW_TEST_SECONDS = 600
"""Time that a test of a slow part has; a quick one has the `timeout` of setup.cfg."""

_GC_THRESHOLD = 50_000
"""Allocations between two collections: with Python's 700, most of the time went into them."""


class NetworkForbiddenError(Exception):
    """A test tried to leave this machine."""


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        connection, address = arguments
        is_remote = connection.family != socket.AF_UNIX and address[0] not in _LOOPBACK
    elif event == "socket.getaddrinfo":
        is_remote, address = arguments[0] not in (*_LOOPBACK, None), arguments[0]
    else:
        return
    if is_remote:
        raise NetworkForbiddenError(address)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the reverse order, which shows tests that need what an earlier one leaves behind."""
    parser.addoption("--reverse", action="store_true", help="run the tests from last to first")


def pytest_configure() -> None:
    """Forbid the network and ignore the settings of this machine."""
    os.umask(UMASK)  # as in every command
    sys.addaudithook(_refuse_network)
    for name in [name for name in os.environ if name.startswith("DIACHI_")]:
        del os.environ[name]
    gc.disable()


def pytest_collection_finish() -> None:
    """Collect garbage among the objects that tests create, not in the code and the tests."""
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 10, 10)
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests that open a real browser as slow; deselect those that other targets run."""
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.slow)
        if any(item.get_closest_marker(name) for name in ("slow", *_MARKERS_OF_EXTRAS)):
            item.add_marker(pytest.mark.timeout(_SLOW_TEST_SECONDS))
    selections = {True: [], False: []}
    for item in items:
        selections[_is_selected(item, config.option.markexpr)].append(item)
    config.hook.pytest_deselected(items=selections[False])
    items[:] = selections[True][:: -1 if config.option.reverse else 1]


def _is_selected(item: pytest.Item, mark_expression: str) -> bool:
    if item.get_closest_marker("sqlite" if SERVER_URL else "postgresql"):
        return False
    extras = (name for name in _MARKERS_OF_EXTRAS if item.get_closest_marker(name))
    needs = item.iter_markers("needs")
    return all(name in mark_expression for name in extras) and all(mark.args[0] for mark in needs)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the CPU time of this process, its workers and all they started."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    terminalreporter.write_line(f"CPU: {seconds:.0f} s in all processes")


@pytest.fixture(autouse=True)
def _same_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the temporary folder that a command run inside a test may change."""
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())


class _SharedSqlite(SQLiteDialect_pysqlite):
    """The SQLite dialect, equal to every other of its kind, so that engines can share a cache."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


class _SharedPostgresql(PGDialect_psycopg):
    """The PostgreSQL dialect, likewise: all databases are of one server."""

    supports_statement_cache = True
    __eq__ = _SharedSqlite.__eq__
    __hash__ = _SharedSqlite.__hash__


_SHARED_DRIVERS = {
    "sqlite": ("sqlite.shared", _SharedSqlite),
    "postgresql+psycopg": ("postgresql.shared", _SharedPostgresql),
}


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """Share compiled SQL among all databases: most of the time went into compiling it."""
    for name, dialect in _SHARED_DRIVERS.values():
        registry.register(name, __name__, dialect.__name__)
    compiled: dict[object, object] = {}

    def create_engine_sharing(url: str, **options: object) -> Engine:
        DATABASES.prepare(url)
        driver, separator, location = url.partition("://")
        if driver in _SHARED_DRIVERS:
            driver = _SHARED_DRIVERS[driver][0].replace(".", "+")
        options["execution_options"] = {"compiled_cache": compiled}
        return create_engine(f"{driver}{separator}{location}", **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", create_engine_sharing)
        yield


@pytest.fixture(scope="session", autouse=True)
def _places_read_once() -> Iterator[None]:
    """Let every cache of places begin with the edition that an empty installation holds."""
    begin = HistoryCache.__init__

    def begin_with_edition(cache: HistoryCache) -> None:
        begin(cache)
        cache._read = (len(shipped_records()), shipped_history())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HistoryCache, "__init__", begin_with_edition)
        yield


@pytest.fixture(autouse=True)
def _databases_released(request: pytest.FixtureRequest) -> Iterator[None]:
    """Release the databases of the installations in the test's own folder."""
    yield
    if "tmp_path" in request.node.funcargs:
        DATABASES.release(request.node.funcargs["tmp_path"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty installation."""
    return make_settings(tmp_path / "nhà")


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """The database of an empty installation, to which each test gives its connections back."""
    yield from using(make_database(settings))


def using(database: Engine) -> Iterator[Engine]:
    """Yield a database, see that its connections came back, and dispose of it."""
    yield database
    assert database.pool.checkedout() == 0, "a connection was left open: close it with its block"
    database.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session in which everything that a test does is one transaction."""
    with work(engine) as opened:
        yield opened
