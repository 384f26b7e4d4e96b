"""Two machines of the site are upgraded one after the other, and no reader notices."""

import hashlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from library import schema_version
from library.database import work
from tests.architecture.plan import CHECKOUT
from tests.makers import make_environment, make_item
from tests.newer_code import NEWER, write_revision
from tests.nginx import free_port, running_nginx

pytestmark = [
    pytest.mark.scale,
    pytest.mark.postgresql("machines share a server"),
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]

_GUNICORN = Path(sys.executable).with_name("gunicorn")
_COMMAND = (sys.executable, "-c", "from library.cli import main; main()")
_PATIENCE_SECONDS = 120
_STYLE = "static/css/site.css"
_STATEMENTS = (
    'op.add_column("item", sa.Column("note", sa.String()))',
    'op.create_table("note", sa.Column("id", sa.Integer(), primary_key=True))',
)
_OUTSIDE = """
proxy_cache_path {folder}/cache keys_zone=diachi_pages_kept:1m use_temp_path=off;
upstream diachi {{
    zone diachi 64k;
    least_conn;
    server 127.0.0.1:{first} max_fails=2 fail_timeout=2s;
    server 127.0.0.1:{second} max_fails=2 fail_timeout=2s;
}}
"""
_SERVER = """
proxy_set_header Host $host;
include {folder}/many.conf;
location / {{ proxy_pass http://diachi; }}
"""


@pytest.fixture(scope="module")
def newer_code(tmp_path_factory) -> Path:
    """Return a copy of the code with one revision and one changed style sheet more."""
    folder = tmp_path_factory.mktemp("bản mới")
    for package in ("app", "ingest", "library", "points", "search_index", "collections"):
        unused = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CHECKOUT / package, folder / package, ignore=unused)
    write_revision(folder / "library" / "migrations", *_STATEMENTS, survives=True)
    with (folder / "app" / _STYLE).open("a") as style:
        style.write("\n/* newer */\n")
    return folder


class _Machine:
    """A machine of the site, whose code can be exchanged."""

    def __init__(self, home: Path, code: Path) -> None:
        self.port = free_port()
        self._home = home
        self.start(code)

    def start(self, code: Path) -> None:
        environment = {
            **_environment(self._home, code),
            "DIACHI_BIND": f"127.0.0.1:{self.port}",
            "DIACHI_SITE_PROCESSES": "1",
        }
        config = CHECKOUT / "deploy" / "gunicorn.conf.py"
        command = [_GUNICORN, "--config", config, "app.server.wsgi:make_site()"]
        self._process = subprocess.Popen(
            command, env=environment, cwd=code, stderr=subprocess.DEVNULL, start_new_session=True
        )
        _wait_until(lambda: _status(self.port, "/") == 200)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(_PATIENCE_SECONDS)

    def kill(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.2)


def _environment(home: Path, code: Path) -> dict[str, str]:
    return {**make_environment(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(code)}


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status
    except OSError:
        return 0
    finally:
        connection.close()


@pytest.fixture
def machines(settings, engine) -> Iterator[tuple[_Machine, _Machine]]:
    """Start two machines with the present code."""
    machines = (_Machine(settings.home, CHECKOUT), _Machine(settings.home, CHECKOUT))
    yield machines
    for machine in machines:
        machine.kill()


@pytest.fixture
def port(machines, tmp_path) -> Iterator[int]:
    """Yield the port of nginx in front of both."""
    folder = tmp_path / "nginx"
    folder.mkdir()
    shutil.copy(CHECKOUT / "deploy" / "nginx-many.conf", folder / "many.conf")
    values = {"folder": folder, "first": machines[0].port, "second": machines[1].port}
    with running_nginx(folder, _OUTSIDE.format(**values), _SERVER.format(**values)) as port:
        yield port


def _version(code: Path) -> str:
    """Return the version of the style sheet that pages of this code ask for."""
    return hashlib.sha256((code / "app" / _STYLE).read_bytes()).hexdigest()[:12]


def _style(port: int, version: str) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}/{_STYLE}?v={version}") as answer:
        return answer.read()


def test_no_request_fails_while_machines_are_upgraded(port, machines, newer_code, settings, engine):
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=("Chợ họp sáu phiên",)).id
    paths = ("/", "/duyet", f"/tai-lieu/{item}", "/can-bo/dang-nhap")
    statuses: list[tuple[str, int]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            path = paths[len(statuses) % len(paths)]
            statuses.append((path, _status(port, path)))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    first, second = machines
    upgraded = subprocess.run(
        [*_COMMAND, "upgrade"],
        env=_environment(settings.home, newer_code),
        cwd=newer_code,
        capture_output=True,
        text=True,
        check=False,
    )
    assert upgraded.returncode == 0, upgraded.stderr
    assert "không phải dừng dịch vụ" in upgraded.stderr
    first.stop()
    first.start(newer_code)
    # nginx asks a machine that did not answer again after a while only
    _wait_until(lambda: b"newer" in _style(port, _version(newer_code)))
    for code in (CHECKOUT, newer_code) * 3:
        assert _style(port, _version(code)) == (code / "app" / _STYLE).read_bytes()
    second.kill()
    second.start(CHECKOUT)  # older code opens the newer database
    second.stop()
    second.start(newer_code)
    stop.set()
    for reader in readers:
        reader.join()
    assert {status for _, status in statuses} == {200}
    assert schema_version.version_of(engine) == NEWER
    assert b"newer" in _style(port, "0123456789ab")  # a page opened long before
