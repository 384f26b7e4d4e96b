"""Other catalogues are asked at their own host only, and their answers may be anything."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from library.exchange.marc21.marcxml import SPACE
from library.exchange.other_libraries.catalogue_lookup import OtherCatalogueError, look_up

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
