"""nginx in front of several machines: what it keeps, and what happens when a machine stops."""

import http.client
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import url_for
from sqlalchemy import select

from app import create_app
from library.database import reading, work
from points.usage.models import ItemUse
from tests.app.browser import AGENT
from tests.app.serving import served
from tests.architecture.plan import CHECKOUT
from tests.makers import make_item, make_settings
from tests.nginx import free_port, running_nginx

pytestmark = [
    pytest.mark.scale,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]

_OUTSIDE = """
proxy_cache_path {folder}/cache keys_zone=diachi_pages_kept:1m use_temp_path=off;
upstream diachi {{
    zone diachi 64k;
    least_conn;
    server {first} max_fails=2 fail_timeout=5s;
    server {second} max_fails=2 fail_timeout=5s;
}}
"""
_SERVER = """
proxy_set_header Host $host;
add_header X-Kept $upstream_cache_status;
include {folder}/many.conf;
location / {{ proxy_pass http://diachi; }}
"""


@pytest.fixture
def settings(tmp_path):
    """Return settings of a site whose pages nginx may keep for a minute."""
    return make_settings(tmp_path / "home", copy_seconds="60")


@pytest.fixture
def site(settings, engine):
    """Return the site; it is closed after the test."""
    app = create_app(settings)
    yield app
    app.extensions["services"].close()


@pytest.fixture
def port(site, tmp_path) -> Iterator[int]:
    """Yield the port of nginx in front of one machine that lives and one that does not."""
    with served(site) as address, _nginx(tmp_path / "nginx", urlsplit(address).netloc) as port:
        yield port


@contextmanager
def _nginx(folder: Path, site: str) -> Iterator[int]:
    folder.mkdir()
    snippet = (CHECKOUT / "deploy" / "nginx-many.conf").read_text()
    (folder / "many.conf").write_text(snippet.replace("/opt/diachi", str(CHECKOUT)))
    values = {"folder": folder, "first": site, "second": f"127.0.0.1:{free_port()}"}
    with running_nginx(folder, _OUTSIDE.format(**values), _SERVER.format(**values)) as port:
        yield port


def _ask(port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"User-Agent": AGENT, **headers})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def test_a_page_that_is_no_use_is_kept_for_readers_without_cookies(port):
    states = [_ask(port, "/duyet").getheader("X-Kept") for _ in range(2)]
    assert states == ["MISS", "HIT"]
    assert _ask(port, "/duyet", Cookie="phien=x").getheader("X-Kept") == "BYPASS"
    assert _ask(port, "/duyet").getheader("X-Accel-Expires") is None


def test_each_language_has_its_own_copy(port):
    for language in ("vi", "en"):
        headers = {"Accept-Language": language}
        assert [_ask(port, "/duyet", **headers).getheader("X-Kept") for _ in range(2)][1] == "HIT"


def test_every_use_reaches_the_site(port, site, engine):
    with work(engine) as session:
        item = make_item(session, title="Chợ Kỳ Lừa")
    for _ in range(3):
        assert _ask(port, f"/tai-lieu/{item.id}").getheader("X-Kept") in ("MISS", "EXPIRED", None)
        assert _ask(port, "/tra-cuu?q=cho").status == 200
    site.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        assert len(session.scalars(select(ItemUse)).all()) == 6


def test_a_machine_that_does_not_answer_is_not_noticed(port):
    assert {_ask(port, f"/duyet?trang={number}").status for number in range(1, 10)} <= {200, 404}


def test_a_file_of_the_site_is_kept_under_its_own_version_alone(port, site):
    with site.test_request_context():
        path = url_for("static", filename="css/site.css")
    responses = [_ask(port, path) for _ in range(2)]
    assert [response.getheader("X-Kept") for response in responses] == ["MISS", "HIT"]
    assert "immutable" in responses[1].getheader("Cache-Control")
    for other in (path.partition("?")[0], f"{path}0"):
        responses = [_ask(port, other) for _ in range(2)]
        assert {response.getheader("Cache-Control") for response in responses} == {"no-cache"}
        assert "HIT" not in [response.getheader("X-Kept") for response in responses]
