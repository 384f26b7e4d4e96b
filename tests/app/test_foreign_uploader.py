"""Uploads with a third-party tus client."""

import os
from collections.abc import Iterator
from io import BytesIO

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from tests.app.browser import Browser
from tests.app.serving import served


@pytest.fixture
def client(app, office) -> Iterator[TusClient]:
    """Serve the site; return a signed-in tus client."""
    with served(app) as address:
        yield TusClient(f"{address}/can-bo/tai-len", _signed_in(office))


@pytest.fixture
def file() -> BytesIO:
    """Return a file of several chunks."""
    return BytesIO(os.urandom(300_000))


def _signed_in(office: Browser) -> dict[str, str]:
    token = office.visit("/can-bo/nop").form("/can-bo/nop")["csrf_token"]
    session = office.client.get_cookie("phien")
    return {"Cookie": f"phien={session.value}", "X-CSRFToken": token}


def _kept(settings) -> list[bytes]:
    return [path.read_bytes() for path in settings.uploads.glob("*/content")]


def test_the_client_sends_a_file_in_chunks(client, file, settings):
    fields = {"filename": "Báo.pdf"}
    client.uploader(file_stream=file, chunk_size=100_000, metadata=fields).upload()
    assert _kept(settings) == [file.getvalue()]


def test_the_client_resumes_an_upload(client, file, settings):
    first = client.uploader(file_stream=file, chunk_size=100_000)
    first.upload_chunk()
    second = client.uploader(file_stream=file, url=first.url, chunk_size=100_000)
    assert second.offset == 100_000
    second.upload()
    assert _kept(settings) == [file.getvalue()]


def test_an_anonymous_client_is_refused(client, file):
    client.headers.clear()
    with pytest.raises(TusCommunicationError):
        client.uploader(file_stream=file).upload()


def test_the_client_can_delete_an_upload(client, file, settings):
    uploader = client.uploader(file_stream=file, chunk_size=100_000)
    uploader.upload_chunk()
    answer = requests.delete(uploader.url, headers=uploader.get_headers(), timeout=5)
    assert answer.status_code == 204
    assert _kept(settings) == []
