"""A server that cannot hold files safely is refused with a sentence."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from library.storage.stores import check_files
from tests.makers import make_settings
from tests.object_stores import bucket_variables

pytestmark = pytest.mark.scale


class _ForgetsConditions(BaseHTTPRequestHandler):
    """An S3 server that writes whatever it is sent, as some do."""

    objects: dict[str, bytes]

    def do_PUT(self) -> None:
        self.objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, b"")

    def do_GET(self) -> None:
        content = self.objects.get(self.path)
        self._answer(404 if content is None else 200, content or b"")

    def do_DELETE(self) -> None:
        self.objects.pop(self.path, None)
        self._answer(204, b"")

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 00:00:00 GMT")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def forgetful_server():
    """Return the address of a server that ignores `If-None-Match`."""
    _ForgetsConditions.objects = {}
    with ThreadingHTTPServer(("127.0.0.1", 0), _ForgetsConditions) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_good_server_passes_and_keeps_nothing_of_the_check(tmp_path):
    settings = make_settings(tmp_path, **bucket_variables())
    passed, sentence = check_files(settings)
    assert passed
    assert settings.files in sentence


def test_a_server_that_overwrites_against_the_condition_is_refused(tmp_path, forgetful_server):
    settings = make_settings(tmp_path, **{**bucket_variables(), "s3_endpoint": forgetful_server})
    passed, sentence = check_files(settings)
    assert not passed
    assert "ghi đè" in sentence


def test_a_server_that_does_not_answer_is_named_with_the_reason(tmp_path):
    silent = {**bucket_variables(), "s3_endpoint": "http://127.0.0.1:9"}
    passed, sentence = check_files(make_settings(tmp_path, **silent))
    assert not passed
    assert "127.0.0.1:9" in sentence
