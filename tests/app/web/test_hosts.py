"""Requests under a foreign name: refused, and without a trace in any address."""

import pytest
from werkzeug.test import create_environ, run_wsgi_app

from app import create_app
from app.web.hosts import Site, root_of_this_request
from library.database import work
from library.errors import HostsNotSetError
from search_index.index.sync import drain
from tests.app.browser import Browser
from tests.app.scans import make_scan
from tests.makers import make_item, make_settings

_FOREIGN = {"Host": "ke-xau.example"}


@pytest.fixture
def site(tmp_path, engine):
    """Return a function that returns the browser of a site with these settings."""
    opened = []

    def start(**chosen):
        app = create_app(make_settings(tmp_path / "nhà", **chosen))
        app.config["PROPAGATE_EXCEPTIONS"] = False
        opened.append(app)
        return Browser(app)

    yield start
    for app in opened:
        app.extensions["services"].close()


@pytest.fixture
def item(settings, engine, index):
    """Return an item with a scanned page."""
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=["Chợ Kỳ Lừa"])
        make_scan(session, settings, item, "Kỳ Lừa")
    drain(settings, engine)
    return item


def _addresses(item):
    """Return pages with absolute addresses: citations, feed, downloads, canonical links."""
    path = f"/tai-lieu/{item.id}"
    return (
        path,
        f"{path}/trang/1?q=ky",
        "/tra-cuu?q=ky",
        "/tra-cuu.atom?q=ky",
        f"{path}/tai-ve/van-ban.txt",
    )


def test_a_foreign_name_is_refused_everywhere(site):
    browser = site(hosts="diachi.vn")
    for path in ("/", "/khong-co", "/static/css/site.css", "/api/k/v1/events"):
        answer = browser.fetch(path, headers=_FOREIGN)
        assert (path, answer.status_code) == (path, 400)
        assert "ke-xau" not in answer.text


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("diachi.vn", True),
        ("DIACHI.vn", True),
        ("diachi.vn:443", True),
        ("may-chu.local:8000", True),
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("[::1]:8000", True),
        ("xdiachi.vn", False),
        ("a.diachi.vn", False),
        ("diachi.vn.ke-xau.example", False),
        ("diachi.vn@ke-xau.example", False),
        ("[", False),
        ("", False),
    ],
)
def test_only_public_names_and_this_machine_are_served(host, served):
    app = Site(__name__)
    app.public_hosts = ("diachi.vn", "may-chu.local:8443")
    assert app.serves(host) is served


def test_a_request_without_a_name_is_served(site):
    environ = create_environ("/")
    del environ["HTTP_HOST"]
    _, status, _ = run_wsgi_app(site(hosts="diachi.vn").client.application, environ)
    assert status == "200 OK"


@pytest.mark.slow
def test_addresses_have_the_first_public_name(site, item):
    browser = site(hosts="diachi.vn, may-chu.local", https="1")
    for address in _addresses(item):
        text = browser.fetch(address, headers={"Host": "may-chu.local"}).text
        assert "https://diachi.vn/" in text, address
        assert "may-chu.local" not in text, address


@pytest.mark.slow
def test_no_address_has_a_name_that_nobody_vouches_for(site, item):
    browser = site()
    for address in _addresses(item):
        text = browser.fetch(address, headers=_FOREIGN).text
        assert "ke-xau" not in text, address
        assert "http://localhost" in text, address


def test_browsers_that_came_over_https_stay_there(site):
    browser = site(https="1")
    secure = browser.fetch("/", base_url="https://localhost").headers
    assert secure["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in browser.fetch("/").headers
    assert (
        "Strict-Transport-Security" not in site().fetch("/", base_url="https://localhost").headers
    )


def test_the_address_of_a_request_is_known_only_under_a_trusted_name(app):
    with app.test_request_context("/", base_url="http://localhost:8000"):
        assert root_of_this_request() == "http://localhost:8000/"
    with (
        app.test_request_context("/", base_url="http://ke-xau.example"),
        pytest.raises(HostsNotSetError),
    ):
        root_of_this_request()


_MALFORMED_ADDRESSES = ("http://[::1", "https://[::1", "http://a\u2100b/", "http://h:99999/", "//]")


@pytest.mark.parametrize("address", _MALFORMED_ADDRESSES)
@pytest.mark.parametrize("header", ["Referer", "Origin"])
def test_a_malformed_sender_is_no_error_of_the_site(site, header, address):
    browser, sent = site(), {header: address.encode().decode("latin-1")}
    for path in ("/can-bo/dang-nhap", "/can-bo/nop", "/chuong-trinh", "/khong-co"):
        assert browser.client.post(path, data={"ten": "a"}, headers=sent).status_code < 500


def test_a_malformed_sender_over_https_fails_the_check_of_the_form(site):
    browser = site(https="1")
    form = {"base_url": "https://localhost", "data": {"ten": "a", "mat_khau": "b"}}
    page = browser.client.get("/can-bo/dang-nhap", base_url="https://localhost").text
    form["data"]["csrf_token"] = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"Referer": "https://[::1"}
    assert browser.client.post("/can-bo/dang-nhap", headers=sent, **form).status_code == 400


def test_a_malformed_name_of_the_site_is_refused(site):
    assert site().fetch("/", headers={"Host": "[::1"}).status_code == 400
