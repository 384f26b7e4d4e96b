"""Servers whose certificate comes from an authority of their own."""

import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.error import URLError
from urllib.request import Request

import pytest

from library.untrusted.deadline import Deadline
from library.untrusted.web_client import open_limited
from scale.setting_up.shared_keys import make_authority, make_certificate


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write("xin chào".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def authority():
    """Make an authority."""
    return make_authority()


@pytest.fixture
def site(authority, tmp_path) -> Iterator[str]:
    """Serve over HTTPS with a certificate of the authority."""
    certificate, key = tmp_path / "server.crt", tmp_path / "server.key"
    for file, text in zip(
        (certificate, key),
        make_certificate(authority, "thư viện", "thu-vien", ("127.0.0.1",)),
        strict=True,
    ):
        file.write_text(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), _Hello)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_of_the_given_authority_is_trusted(site, authority):
    with open_limited(_request(site), Deadline(5), 100, authority[0]) as answer:
        assert answer.read().decode() == "xin chào"


@pytest.mark.parametrize("other", [None, make_authority], ids=["public ones", "another one"])
def test_a_server_of_another_authority_is_refused(site, other):
    text = None if other is None else other()[0]
    with pytest.raises(URLError, match="certificate verify failed"):
        open_limited(_request(site), Deadline(5), 100, text)


def _request(site):
    return Request(site)  # noqa: S310  (an address of this test)
