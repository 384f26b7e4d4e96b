"""A line to a server that does not send what it was asked for."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.contact.line import Line
from kit.contact.problems import ProvinceUnreachableError
from kit.packs.pack_files import Part
from kit.station.station_identity import Identity

_PART = Part("part-0001.tar", 1000, "0" * 64)


class _Short(BaseHTTPRequestHandler):
    """Announces what was asked for, or less, and sends nothing."""

    def do_GET(self) -> None:
        """Send the head of an answer."""
        self.send_response(206)
        self.send_header("Content-Length", self.path.split("/")[1])
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Write no log."""


@pytest.fixture
def line() -> Iterator[Line]:
    """A line to such a server."""
    server = HTTPServer(("127.0.0.1", 0), _Short)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    yield Line(Identity("a", "p", address, b"", None), Ed25519PrivateKey.generate())
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("announced", [0, 1000], ids=["nothing", "all"])
def test_an_answer_without_its_bytes_counts_as_a_cut(line, tmp_path, announced):
    with pytest.raises(ProvinceUnreachableError, match="đường truyền đứt"):
        list(line.fetch(f"/{announced}", _PART, tmp_path, lambda _count: None, ""))
