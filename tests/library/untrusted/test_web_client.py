"""Servers that answer without end, too much, or with the address of another one."""

import gc
import threading
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError, URLError
from urllib.request import Request

import pytest

from library.untrusted.deadline import Deadline
from library.untrusted.web_client import _Limits, open_limited
from tests.dripping_server import ENDLESS, dripping

_SECONDS = 0.15


def _read(address, seconds=_SECONDS, max_bytes=1_000_000):
    request = Request(address)  # noqa: S310  (addresses of the test)
    with open_limited(request, Deadline(seconds), max_bytes) as answer:
        while answer.read1(1000):
            pass


@pytest.mark.parametrize(
    ("way", "scheme"), [*((way, "http") for way in ENDLESS), ("silence", "https")]
)
def test_the_deadline_ends_an_answer_without_end(way, scheme):
    with dripping(way) as port, pytest.raises((TimeoutError, URLError)) as raised:
        _read(f"{scheme}://127.0.0.1:{port}/")
    assert isinstance(getattr(raised.value, "reason", raised.value), TimeoutError)


@pytest.mark.slow
def test_a_deadline_that_is_over_before_the_connection_leaves_no_socket_open():
    with pytest.raises(TimeoutError):
        _Limits(Deadline(-1), 1).connect(("127.0.0.1", 9), None)
    gc.collect()  # a socket left open is a warning, and a warning fails the test that meets it


@pytest.mark.parametrize("way", ["header lines", "100 Continue", "tiny chunks"])
def test_an_answer_without_end_that_comes_fast_has_a_limit_of_bytes(way):
    with dripping(way, pause=0) as port, pytest.raises((OSError, HTTPException)) as raised:
        _read(f"http://127.0.0.1:{port}/", seconds=20, max_bytes=10)
    reason = getattr(raised.value, "reason", raised.value)
    assert not isinstance(reason, TimeoutError)


class _Mover(BaseHTTPRequestHandler):
    """Leads to the address in the query, with a body that it says is huge."""

    def do_GET(self):
        target = self.path.partition("?")[2]
        self.send_response(302 if target else 200)
        if target:
            self.send_header("Location", target)
            self.send_header("Content-Length", str(1 << 50))
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def mover():
    """Serve redirects, and yield the port."""
    with HTTPServer(("127.0.0.1", 0), _Mover) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_redirect_to_another_path_is_followed(mover):
    _read(f"http://127.0.0.1:{mover}/?/here", seconds=20)
    _read(f"http://127.0.0.1:{mover}/?http://127.0.0.1:{mover}/here", seconds=20)


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:9/",
        "http://127.0.0.1/",
        "http://localhost:{port}/",
        "https://127.0.0.1:{port}/",
        "ftp://127.0.0.1:{port}/",
        "file:///etc/passwd",
        "//[::1",
    ],
)
def test_a_redirect_to_another_server_is_refused(mover, target):
    with pytest.raises((HTTPError, ValueError)):
        _read(f"http://127.0.0.1:{mover}/?{target.format(port=mover)}", seconds=20)
