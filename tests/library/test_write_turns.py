"""Writing transactions wait for those that touch the same rows, and for no others."""

import time
from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy.exc import OperationalError

from library import clock, write_turns
from library.database import work
from library.write_turns import ALL_WRITES, OFFICE, USES
from points.item_use import Visitor, record
from points.usage.rollups import maintenance
from points.use_kind import UseKind

pytestmark = pytest.mark.postgresql("SQLite writes one transaction at a time")

_WAITING = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch):
    monkeypatch.setattr(write_turns, "_MAX_WAIT_MS", 1)  # read at each transaction


@pytest.fixture
def _use(engine):
    with work(engine, USES) as session:
        record(session, UseKind.SEARCH, Visitor("10.0.0.1", "Firefox"), clock.now())


@pytest.mark.usefixtures("_use")
def test_uses_are_counted_beside_a_write_of_the_office(engine):
    with _writing(engine, OFFICE):
        assert list(maintenance.steps(engine)) == ["item"]


@pytest.mark.usefixtures("_use")
def test_uses_are_not_counted_while_others_are_written(engine):
    with _writing(engine, USES), pytest.raises(OperationalError):
        list(maintenance.steps(engine))


@pytest.mark.parametrize("turn", [OFFICE, USES])
def test_nothing_is_written_beside_a_change_of_tables(engine, turn):
    with _writing(engine, ALL_WRITES), pytest.raises(OperationalError), _writing(engine, turn):
        pass


def test_the_office_writes_while_a_change_of_tables_waits_for_a_count(engine, monkeypatch):
    monkeypatch.setattr(write_turns, "_MAX_WAIT_MS", 60_000)
    changing = Thread(target=lambda: _write(engine, ALL_WRITES))
    with _writing(engine, USES):
        changing.start()
        while not _waiting(engine):
            time.sleep(0.02)
        monkeypatch.setattr(write_turns, "_MAX_WAIT_MS", 1)
        _write(engine, OFFICE)
    changing.join()


def _write(engine, turn):
    with _writing(engine, turn):
        pass


def _waiting(engine):
    with engine.connect() as connection:
        return connection.exec_driver_sql(_WAITING).scalar_one()


@contextmanager
def _writing(engine, turn):
    """Have a turn as another process has it in the middle of a transaction."""
    with work(engine, turn) as session:
        session.connection()
        yield
