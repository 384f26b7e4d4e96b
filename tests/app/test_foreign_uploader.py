"""A client of the upload protocol that others wrote agrees with our office."""

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
    """Serve the site, and give a client that is signed in there."""
    with served(app) as address:
        yield TusClient(f"{address}/can-bo/tai-len", _signed_in(office))


@pytest.fixture
def file() -> BytesIO:
    """Give a file of some pieces."""
    return BytesIO(os.urandom(300_000))


def _signed_in(office: Browser) -> dict[str, str]:
    token = office.visit("/can-bo/nop").form("/can-bo/nop")["csrf_token"]
    session = office.client.get_cookie("phien")
    return {"Cookie": f"phien={session.value}", "X-CSRFToken": token}


def _kept(settings) -> list[bytes]:
    return [path.read_bytes() for path in settings.uploads.glob("*/content")]


def test_it_sends_a_file_in_pieces(client, file, settings):
    told = {"filename": "Báo.pdf"}
    client.uploader(file_stream=file, chunk_size=100_000, metadata=told).upload()
    assert _kept(settings) == [file.getvalue()]


def test_it_goes_on_where_another_stopped(client, file, settings):
    first = client.uploader(file_stream=file, chunk_size=100_000)
    first.upload_chunk()
    second = client.uploader(file_stream=file, url=first.url, chunk_size=100_000)
    assert second.offset == 100_000
    second.upload()
    assert _kept(settings) == [file.getvalue()]


def test_a_stranger_gets_nothing(client, file):
    client.headers.clear()
    with pytest.raises(TusCommunicationError):
        client.uploader(file_stream=file).upload()


def test_it_can_give_up(client, file, settings):
    uploader = client.uploader(file_stream=file, chunk_size=100_000)
    uploader.upload_chunk()
    answer = requests.delete(uploader.url, headers=uploader.get_headers(), timeout=5)
    assert answer.status_code == 204
    assert _kept(settings) == []
