"""Each service notices when the other has stopped."""

import socket
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from library import clock, write_turns
from library.database import reading, work
from library.monitoring.heartbeats import PIPELINE, Heartbeat, heartbeat, pipeline_state
from library.process import systemd
from tests.makers import make_accession


@pytest.fixture
def systemd_socket(tmp_path, monkeypatch):
    """Yield the socket on which systemd would listen."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listener


def _state(engine):
    with reading(engine) as session:
        return pipeline_state(session)


def test_a_loop_that_turns_is_alive_and_one_that_stopped_is_not(engine, monkeypatch):
    Heartbeat(engine, PIPELINE).turn()
    assert _state(engine)[0]
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    runs, sentence = _state(engine)
    assert (runs, "systemctl status diachi-watch" in sentence) == (False, True)


def test_a_pipeline_that_never_ran_is_missed_when_work_waits(engine):
    assert _state(engine)[0]
    with work(engine) as session:
        make_accession(session, received=clock.now() - timedelta(hours=1))
    assert not _state(engine)[0]


def test_each_turn_tells_systemd_and_some_tell_the_database(engine, systemd_socket):
    seconds = iter([0.0, 0.0, 5.0, 31.0, 31.0])
    beat = Heartbeat(engine, PIPELINE, clock=lambda: next(seconds))
    beat.turn()
    with reading(engine) as session:
        first = heartbeat(session, PIPELINE).at
    beat.turn()
    with reading(engine) as session:
        assert heartbeat(session, PIPELINE).at == first
    assert [systemd_socket.recv(99) for _ in range(2)] == [b"WATCHDOG=1"] * 2


@pytest.mark.postgresql("SQLite writes one transaction at a time")
def test_a_sign_of_life_waits_for_no_other_write(engine, monkeypatch):
    monkeypatch.setattr(write_turns, "_MAX_WAIT_MS", 1)  # read at each transaction
    with work(engine) as session:
        session.connection()
        Heartbeat(engine, PIPELINE).turn()
        assert _state(engine)[1].startswith("còn chạy")


def test_a_locked_database_does_not_stop_a_loop(engine):
    def refuse(connection, _cursor, statement, *_):
        raise OperationalError(statement, None, Exception("database is locked"))

    event.listen(engine, "before_cursor_execute", refuse)
    Heartbeat(engine, PIPELINE).turn()


def test_without_systemd_nothing_is_sent(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.setenv("WATCHDOG_USEC", "120000000")
    systemd.notify(systemd.READY)
    assert systemd.watchdog_seconds() == 120
