"""Failures of disk and database are told apart from faults of the program."""

import errno
import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from library.database import open_database, reading, work
from library.database_failures import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseUnreachableError,
    DiskFullError,
    DiskReadOnlyError,
    failure_of,
)
from tests.makers import make_item


class _PostgresError(Exception):
    """An error of the PostgreSQL driver."""

    def __init__(self, sqlstate):
        super().__init__()
        self.sqlstate = sqlstate


def _failure(action):
    with pytest.raises(DBAPIError) as caught:
        action()
    return type(failure_of(caught.value))


def _write(engine, *pragmas):
    with work(engine) as session:
        for pragma in pragmas:
            session.connection().exec_driver_sql(pragma)
        for number in range(20):
            make_item(session, f"Sách {number} " * 900)


@pytest.mark.sqlite("a limit of its files")
def test_a_full_disk(engine):
    assert _failure(lambda: _write(engine, "PRAGMA max_page_count=1")) is DiskFullError


@pytest.mark.sqlite("its way to refuse writes")
def test_a_read_only_database(engine):
    assert _failure(lambda: _write(engine, "PRAGMA query_only=1")) is DiskReadOnlyError
    engine.dispose()


@pytest.mark.sqlite("one writer at a time")
def test_a_locked_database(engine, settings):
    other = sqlite3.connect(settings.home / "diachi.sqlite", isolation_level=None, timeout=0)
    with work(engine) as session, pytest.raises(sqlite3.OperationalError) as caught:
        session.connection()
        other.execute("BEGIN IMMEDIATE")
    other.close()
    error = OperationalError("BEGIN", None, caught.value)
    assert isinstance(failure_of(error), DatabaseBusyError)


@pytest.mark.sqlite("damage to its file")
def test_a_damaged_database(engine, settings):
    place = settings.home / "diachi.sqlite"
    engine.dispose()
    place.write_bytes(b"?" * 8192)
    assert _failure(lambda: _write(engine)) is DatabaseDamagedError


def test_a_missing_folder(tmp_path):
    missing = open_database(f"sqlite:///{tmp_path / 'không có' / 'diachi.sqlite'}")
    assert _failure(lambda: _write(missing)) is DatabaseUnreachableError


def test_a_missing_table_is_a_fault_of_the_program(engine):
    with reading(engine) as session, pytest.raises(DBAPIError) as caught:
        session.connection().exec_driver_sql("SELECT 1 FROM nowhere")
    assert failure_of(caught.value) is None


@pytest.mark.parametrize(
    ("sqlstate", "expected"),
    [
        ("53100", DiskFullError),
        ("53300", DatabaseBusyError),
        ("55P03", DatabaseBusyError),
        ("25006", DiskReadOnlyError),
        ("57P01", DatabaseUnreachableError),
        (None, DatabaseUnreachableError),
    ],
)
def test_failures_of_postgresql(sqlstate, expected):
    error = OperationalError("SELECT 1", None, _PostgresError(sqlstate))
    assert isinstance(failure_of(error), expected)


def test_a_violated_constraint_of_postgresql_is_no_failure_of_the_server():
    assert failure_of(IntegrityError("INSERT", None, _PostgresError("23505"))) is None


@pytest.mark.parametrize(
    ("number", "expected"),
    [(errno.ENOSPC, DiskFullError), (errno.EROFS, DiskReadOnlyError), (errno.ENOENT, None)],
)
def test_failures_of_the_file_system(number, expected):
    failure = failure_of(OSError(number, ""))
    assert (failure and type(failure)) is expected
