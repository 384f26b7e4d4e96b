"""nginx sends the files that the site has allowed, from the data folder and from a bucket."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app import create_app
from library.catalogue.access.item_rights import Access
from library.catalogue.pages.lost_files import lost_count
from library.database import reading, work
from library.storage.stores import derivative_store
from tests.app.scans import add_page_pdf, make_scan
from tests.app.serving import served
from tests.architecture.plan import CHECKOUT
from tests.makers import make_item, make_settings
from tests.nginx import running_nginx
from tests.object_stores import bucket_variables

pytestmark = [
    pytest.mark.scale,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]

_OUTSIDE = """
proxy_cache_path {folder}/cache keys_zone=diachi_bucket:1m use_temp_path=off;
upstream diachi {{ server {site}; }}
upstream diachi_bucket {{ server {bucket}; }}
"""
_SERVER = """
proxy_http_version 1.1;
proxy_set_header Connection "";
proxy_set_header Host $host;
location / {{ proxy_pass http://diachi; }}
include {folder}/files.conf;
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and content of an answer."""

    status: int
    headers: HTTPMessage
    content: bytes


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running nginx."""

    port: int

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """Send a request with headers, whose names have underscores; return the answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, address, headers=fields)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer


@contextmanager
def _nginx(folder: Path, home: Path, site: str, bucket: str) -> Iterator[Nginx]:
    """Run nginx with the snippet of deploy/ until the block ends."""
    snippet = (CHECKOUT / "deploy" / "nginx-files.conf").read_text()
    folder.mkdir()
    (folder / "files.conf").write_text(snippet.replace("/srv/diachi/", f"{home}/"))
    values = {"folder": folder, "site": site, "bucket": bucket}
    with running_nginx(folder, _OUTSIDE.format(**values), _SERVER.format(**values)) as port:
        yield Nginx(port)


@pytest.fixture(params=["folder", "bucket"])
def settings(request, tmp_path):
    """Return settings of a site behind nginx, with files in the data folder or in a bucket."""
    chosen = bucket_variables() if request.param == "bucket" else {}
    return make_settings(tmp_path / "home", send_files="nginx", **chosen)


@pytest.fixture
def site(settings, engine):
    """Yield the address of the site behind nginx."""
    app = create_app(settings)
    with served(app) as address:
        yield urlsplit(address).netloc
    app.extensions["services"].close()


@pytest.fixture
def nginx(settings, site, tmp_path):
    """Yield nginx in front of the site."""
    bucket = urlsplit(settings.s3_endpoint).netloc or "127.0.0.1:9"
    with _nginx(tmp_path / "nginx", settings.home, site, bucket) as nginx:
        yield nginx


@pytest.fixture
def image(settings, engine):
    """Return a function that adds an item with a page; it returns id, digest and image."""

    def add(**fields: object) -> tuple[str, str, bytes]:
        with work(engine) as session:
            item = make_item(session, "Chợ Kỳ Lừa", **fields)
            page = make_scan(session, settings, item, "Chợ họp sáu phiên")
            add_page_pdf(settings, page)
            digest = page.derivatives[1].digest
            item_id = item.id
        return item_id, digest, derivative_store(settings).read(digest)

    return add


def _address(item_id: str, digest: str) -> str:
    return f"/tai-lieu/{item_id}/trang/2/anh/{digest}"


def test_an_image_comes_from_nginx_with_the_headers_of_the_site(nginx, image):
    item_id, digest, content = image()
    answer = nginx.ask(_address(item_id, digest))
    assert (answer.status, answer.content) == (200, content)
    assert answer.headers["ETag"] not in (None, f'"{digest}"')  # which the site itself sends
    assert answer.headers.get_all("Content-Type") == ["image/webp"]
    assert answer.headers.get_all("Cache-Control") == [
        "public, max-age=43200, stale-while-revalidate=43200"
    ]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    private = ("Set-Cookie", "X-Accel-Redirect", "X-Files-Path", "X-Files-Query", "X-Files-Host")
    assert [name for name in private if name in answer.headers] == []
    assert not [name for name in answer.headers if name.lower().startswith("x-amz")]


def test_conditions_and_ranges_are_honoured(nginx, image):
    item_id, digest, content = image()
    answer = nginx.ask(_address(item_id, digest))
    etag = answer.headers["ETag"]
    assert nginx.ask(_address(item_id, digest), If_None_Match=etag).status == 304
    since = answer.headers["Last-Modified"]
    assert nginx.ask(_address(item_id, digest), If_Modified_Since=since).status == 304
    part = nginx.ask(_address(item_id, digest), Range="bytes=10-19", If_Range=etag)
    assert (part.status, part.content) == (206, content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(content)}"
    other = nginx.ask(_address(item_id, digest), Range="bytes=10-19", If_Range='"other"')
    assert (other.status, other.content) == (200, content)
    head = nginx.ask(_address(item_id, digest), "HEAD")
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(content)))


def test_the_site_decides_who_may_read(nginx, image):
    item_id, digest, content = image(access=Access.LIBRARY)
    answer = nginx.ask(_address(item_id, digest))
    assert answer.status == 403
    assert content not in answer.content


def test_nobody_reaches_the_files_past_the_site(nginx, image):
    _item_id, digest, _content = image()
    names = (f"derivatives/{digest[:2]}/{digest}", "cache/", "bucket")
    assert [nginx.ask(f"/_files/{name}").status for name in names] == [404, 404, 404]


def test_a_lost_image_is_reported_and_explained(nginx, image, settings, engine):
    item_id, digest, _content = image()
    with reading(engine) as session:
        assert lost_count(session) == 0
    store = derivative_store(settings)
    for name in list(store.digests()):
        store.discard(name)
    answer = nginx.ask(_address(item_id, digest))
    assert answer.status == 503
    assert "đang tự làm lại" in answer.content.decode()


def test_the_site_sends_what_nginx_cannot_get(settings, site, image, tmp_path):
    item_id, digest, content = image()
    nowhere = tmp_path / "nowhere"
    with _nginx(tmp_path / "nginx", nowhere, site, "127.0.0.1:9") as nginx:
        answer = nginx.ask(_address(item_id, digest), Range="bytes=0-9")
    assert (answer.status, answer.content) == (206, content[:10])
    assert answer.headers["ETag"] == f'"{digest}"'


def test_the_text_of_a_page_is_read_while_the_bucket_is_silent(settings, engine, image):
    item_id, digest, _content = image()
    shutil.rmtree(settings.files_cache, ignore_errors=True)
    app = create_app(replace(settings, s3_endpoint="http://127.0.0.1:9"))
    reader = app.test_client()
    page = reader.get(f"/tai-lieu/{item_id}/trang/2?q=phiên")
    assert (page.status_code, "Chợ họp sáu phiên" in page.text) == (200, True)
    is_silent = bool(settings.files)
    assert reader.get(_address(item_id, digest)).status_code == (503 if is_silent else 200)
    app.extensions["services"].close()


def test_a_download_has_its_name_and_can_go_on(nginx, image):
    item_id, _digest, _content = image()
    address = f"/tai-lieu/{item_id}/tai-ve/tai-lieu.pdf"
    answer = nginx.ask(address)
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "Ch%E1%BB%A3" in answer.headers["Content-Disposition"]
    etag = answer.headers["ETag"]
    part = nginx.ask(address, Range="bytes=100-", If_Range=etag)
    assert (part.status, part.content) == (206, answer.content[100:])
