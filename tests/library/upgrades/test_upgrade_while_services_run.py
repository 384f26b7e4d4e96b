"""On PostgreSQL an upgrade that older code survives needs no service stopped."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import inspect

from library import schema_version, write_turns
from library.database import disposed_of, open_database, work
from library.errors import DatabaseNewerError
from library.installation import open_installation
from library.upgrades import upgrade
from library.upgrades.problems import (
    DatabaseBusyError,
    DatabaseInUseError,
    OldCodeBrokenError,
)
from library.upgrades.upgrade import upgrade_database
from tests.newer_code import newer_code

pytestmark = [pytest.mark.scale, pytest.mark.postgresql("services of several machines share it")]

_ADDED = 'add_column("item", sa.Column("note", sa.String()))'
_DEADLOCK = "execute(\"DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$\")"
_DROPPED = 'drop_column("item", "issuing_body")'


@pytest.fixture
def become_newer(tmp_path) -> Iterator[Callable[..., Path]]:
    """Return a function that makes this process newer code for the rest of the test."""
    with ExitStack() as stack:

        def enter(change: str, *, survives: bool) -> Path:
            return stack.enter_context(newer_code(tmp_path, f"op.{change}", survives=survives))

        yield enter


@pytest.fixture
def service(engine):
    """Return a connection of a service that runs."""
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        connection.rollback()
        yield connection


def _upgrade(settings, report=lambda _: None) -> None:
    """Upgrade as a command does that leaves the index to running services."""
    with disposed_of(open_database(settings.database_url)) as own:
        assert upgrade_database(settings, own, report, to_repository=False)


def test_older_code_may_use_the_newer_database(service, settings, tmp_path):
    lines: list[str] = []
    with newer_code(tmp_path, f"op.{_ADDED}", survives=True):
        _upgrade(settings, lines.append)
    assert "không phải dừng dịch vụ" in lines[0]
    open_installation(settings).dispose()
    _upgrade(settings, lines.append)
    assert "vẫn dùng được" in lines[-1]


def test_the_second_machine_leaves_the_index_to_the_first(become_newer, service, settings):
    become_newer(_ADDED, survives=True)
    _upgrade(settings)
    lines: list[str] = []
    _upgrade(settings, lines.append)
    assert lines == ["Cơ sở dữ liệu đã ở lược đồ 9001, không phải nâng cấp."]


def test_code_that_is_older_still_may_not(become_newer, service, settings, engine):
    become_newer(_ADDED, survives=True)
    _upgrade(settings)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.exec_driver_sql("DELETE FROM supported_version")
    with pytest.raises(DatabaseNewerError):
        open_installation(settings)


def test_an_upgrade_that_older_code_does_not_survive_waits_for_the_services(
    become_newer, service, settings
):
    become_newer(_ADDED, survives=False)
    with pytest.raises(DatabaseInUseError):
        _upgrade(settings)


def test_a_revision_that_takes_something_from_older_code_is_undone(
    become_newer, service, settings, engine
):
    become_newer(_DROPPED, survives=True)
    version = schema_version.version_of(engine)
    with pytest.raises(OldCodeBrokenError, match=r"item\.issuing_body bị bỏ"):
        _upgrade(settings)
    assert schema_version.version_of(engine) == version
    assert "issuing_body" in {column["name"] for column in inspect(engine).get_columns("item")}


def test_a_long_read_delays_an_upgrade_but_no_other_reader(
    become_newer, service, settings, engine, monkeypatch
):
    monkeypatch.setattr(upgrade, "_PAUSE_SECONDS", 0.2)
    become_newer(_ADDED, survives=True)
    service.exec_driver_sql("SELECT count(*) FROM item")
    delayed = threading.Event()
    thread = threading.Thread(
        target=_upgrade, args=(settings, lambda line: "thử lại" in line and delayed.set())
    )
    thread.start()
    while thread.is_alive() and not delayed.wait(0.2):
        with engine.connect() as reader:
            reader.exec_driver_sql("SELECT count(*) FROM item")
    service.rollback()
    thread.join()
    assert delayed.is_set()
    assert schema_version.version_of(engine) == "9001"


@pytest.fixture
def _two_attempts(monkeypatch):
    monkeypatch.setattr(upgrade, "_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(upgrade, "_ATTEMPTS", 2)


@pytest.mark.usefixtures("_two_attempts")
def test_a_read_that_never_ends_stops_an_upgrade_with_a_clear_error(
    become_newer, service, settings, engine
):
    become_newer(_ADDED, survives=True)
    service.exec_driver_sql("SELECT count(*) FROM item")
    with pytest.raises(DatabaseBusyError):
        _upgrade(settings)
    assert schema_version.version_of(engine) != "9001"


@pytest.mark.usefixtures("_two_attempts", "service")
def test_so_does_a_write_that_never_ends(become_newer, settings, engine, monkeypatch):
    monkeypatch.setattr(write_turns, "_MAX_WAIT_MS", 1)  # read at each transaction
    become_newer(_ADDED, survives=True)
    with work(engine) as session:
        session.connection()
        with pytest.raises(DatabaseBusyError):
            _upgrade(settings)


@pytest.mark.usefixtures("_two_attempts", "service")
def test_a_deadlock_with_readers_is_no_fault_of_a_revision(become_newer, settings):
    become_newer(_DEADLOCK, survives=True)
    with pytest.raises(DatabaseBusyError):
        _upgrade(settings)
