"""Systemd hears that the site is alive only when the site answers."""

import socket

import pytest

from app.cli import ask, watched_by_systemd
from tests.app.serving import served


@pytest.fixture
def systemd_socket(tmp_path, monkeypatch):
    """Yield the socket on which systemd would listen."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listener


def _port(url):
    return int(url.rpartition(":")[2])


def test_the_site_reports_ready_alive_and_stopping(app, systemd_socket, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "400000")
    with served(app) as url:
        with watched_by_systemd("127.0.0.1", _port(url)):
            assert {systemd_socket.recv(99) for _ in range(3)} == {b"READY=1", b"WATCHDOG=1"}
        messages = iter(lambda: systemd_socket.recv(99), b"STOPPING=1")
        assert set(messages) <= {b"WATCHDOG=1"}


def test_a_site_that_accepts_and_does_not_answer_is_not_alive(systemd_socket):
    with socket.create_server(("127.0.0.1", 0)) as hung:
        ask("127.0.0.1", hung.getsockname()[1], 0.2)
    systemd_socket.setblocking(False)
    with pytest.raises(BlockingIOError):
        systemd_socket.recv(99)
