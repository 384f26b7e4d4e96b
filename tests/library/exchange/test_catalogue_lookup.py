"""Other catalogues are asked at their own host only, and their answers may be anything."""

import shutil
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from library.exchange.marc21.marcxml import SPACE
from library.exchange.other_libraries import catalogue_lookup
from library.exchange.other_libraries.catalogue_lookup import look_up
from library.exchange.other_libraries.lookup import OtherCatalogueError
from tests.dripping_server import dripping

_DEEP = (
    f'<a><recordData><record xmlns="{SPACE}">'
    f"{'<b>' * 20_000}{'</b>' * 20_000}</record></recordData></a>"
)


class _Catalogue(BaseHTTPRequestHandler):
    """Leads to another host at /elsewhere, to its own at /moved, else sends a deep record."""

    visited = []

    def do_GET(self):
        self.visited.append(self.path.partition("?")[0])
        host = {"/elsewhere": "localhost", "/moved": "127.0.0.1"}.get(self.visited[-1])
        self.send_response(302 if host else 200)
        if host:
            self.send_header("Location", f"http://{host}:{self.server.server_port}/deep")
        self.end_headers()
        self.wfile.write(b"" if host else _DEEP.encode())

    def log_message(self, *_args):
        pass


@pytest.fixture
def catalogue():
    """Serve a catalogue, and yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Catalogue) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "sentence", "visited"),
    [
        ("/elsewhere", "không kết nối được", ["/elsewhere"]),
        ("/moved", "không đúng dạng SRU", ["/moved", "/deep"]),
    ],
)
def test_a_hostile_catalogue_leads_nowhere(catalogue, path, sentence, visited):
    _Catalogue.visited.clear()
    with pytest.raises(OtherCatalogueError, match=sentence):
        look_up("Lạ", catalogue + path, "nhan-de", "sách")
    assert _Catalogue.visited == visited


@pytest.fixture(scope="module")
def z3950():
    """Start the test server of YAZ, and yield its address; skip where it is not installed."""
    if shutil.which("yaz-ztest") is None:
        pytest.skip("yaz-ztest (Debian package yaz) is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["yaz-ztest", f"tcp:127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        _wait_for(port)
        yield f"z3950://127.0.0.1:{port}"
        server.terminate()


def _wait_for(port):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def test_a_catalogue_is_looked_up_by_z3950(z3950):
    answer = look_up("Z", f"{z3950}/Default", "nhan-de", 'computer "program\\')
    assert answer.total > 0
    assert len(answer.records) == min(answer.total, 10)
    assert answer.records[0].control("001").strip() == "11224466"


@pytest.mark.parametrize(
    ("path", "term", "sentence"),
    [
        ("/Default", '" "', "chưa có từ nào"),
        ("/nowhere", "sách", "Database unavailable"),
    ],
)
def test_a_refusal_of_z3950_is_a_sentence(z3950, path, term, sentence):
    with pytest.raises(OtherCatalogueError, match=sentence):
        look_up("Z", z3950 + path, "isbn", term)


def test_a_server_of_z3950_that_is_gone_says_so(z3950):
    with pytest.raises(OtherCatalogueError, match="không kết nối được"):
        look_up("Z", "z3950://127.0.0.1:9/Default", "so", "12/QĐ")


@pytest.mark.parametrize("scheme", ["http", "z3950"])
def test_a_catalogue_that_never_ends_its_answer_is_left(scheme, monkeypatch):
    if scheme == "z3950" and shutil.which("yaz-client") is None:
        pytest.skip("yaz-client (Debian package yaz) is not installed")
    monkeypatch.setattr(catalogue_lookup, "LOOKUP_SECONDS", 0.2)
    with (
        dripping("headers") as port,
        pytest.raises(OtherCatalogueError, match=r"quá chậm|chưa xong"),
    ):
        look_up("Chậm", f"{scheme}://127.0.0.1:{port}/x", "nhan-de", "sách")
