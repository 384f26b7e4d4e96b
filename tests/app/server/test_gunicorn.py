"""Several processes of the site under gunicorn, as on one strong server."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.accounts.passwords import hash_password
from library.database import reading, work
from library.monitoring.heartbeats import SITE, heartbeat
from tests.makers import make_environment, make_staff

pytestmark = [pytest.mark.scale, pytest.mark.postgresql("several processes need a server")]

_GUNICORN = Path(sys.executable).with_name("gunicorn")
_CONFIG = Path(__file__).parents[3] / "deploy" / "gunicorn.conf.py"
_PASSWORD = "chợ Kỳ Lừa xưa"
_PATIENCE_SECONDS = 120
"""Requests wait while new processes start, which takes long on a busy machine."""


@pytest.fixture
def port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def site(settings, engine, port) -> Iterator[subprocess.Popen[bytes]]:
    """Start two processes of the site."""
    environment = {
        **make_environment(settings.home),
        "PATH": "/usr/bin:/bin",
        "DIACHI_BIND": f"127.0.0.1:{port}",
        "DIACHI_SITE_PROCESSES": "2",
    }
    command = [_GUNICORN, "--config", _CONFIG, "app.server.wsgi:make_site()"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while _status(port) != 200:
        assert time.monotonic() < end
        time.sleep(0.2)
    yield process
    process.terminate()
    process.wait(timeout=90)


def _status(port: int, path: str = "/", cookie: str = "") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def _workers(site: subprocess.Popen[bytes]) -> set[int]:
    children = Path(f"/proc/{site.pid}/task/{site.pid}/children").read_text()
    return {int(child) for child in children.split()}


def test_a_reload_replaces_all_processes_and_no_request_fails(site, port):
    old, statuses, stop = _workers(site), [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            statuses.append(_status(port, "/duyet" if len(statuses) % 2 else "/"))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    site.send_signal(signal.SIGHUP)
    end = time.monotonic() + _PATIENCE_SECONDS
    while _workers(site) & old or len(_workers(site)) < 2:
        assert time.monotonic() < end
        time.sleep(0.2)
    enough = len(statuses) + 20
    while len(statuses) < enough:
        assert time.monotonic() < end + _PATIENCE_SECONDS
        time.sleep(0.2)
    stop.set()
    for reader in readers:
        reader.join()
    assert 0 not in statuses
    assert not [status for status in statuses if status >= 500]


def test_a_session_holds_in_every_process(site, port, engine):
    with work(engine) as session:
        make_staff(session, "lan", "cataloguer", hash_password(_PASSWORD))
    cookie = _sign_in(port)
    assert {_status(port, "/can-bo", cookie) for _ in range(20)} == {200}


def _sign_in(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/can-bo/dang-nhap")
    response = connection.getresponse()
    cookie = response.getheader("Set-Cookie").partition(";")[0]
    token = response.read().decode().partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "ten": "lan", "mat-khau": _PASSWORD, "tiep": ""}
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/can-bo/dang-nhap", urllib.parse.urlencode(form), headers)
    response = connection.getresponse()
    assert response.status == 303, response.read()
    cookies = [value for name, value in response.getheaders() if name == "Set-Cookie"]
    connection.close()
    return "; ".join(value.partition(";")[0] for value in cookies)


def test_one_process_has_the_duties_and_another_follows_when_it_is_killed(site, engine):
    def last_sign() -> object:
        with reading(engine) as session:
            sign = heartbeat(session, SITE)
            return sign and sign.started

    first = _wait_for(last_sign)
    for worker in _workers(site):
        os.kill(worker, signal.SIGKILL)
    assert _wait_for(lambda: (last_sign() != first) and last_sign()) != first


def _wait_for(value_of) -> object:
    end = time.monotonic() + 90
    while not (value := value_of()):
        assert time.monotonic() < end
        time.sleep(0.5)
    return value
