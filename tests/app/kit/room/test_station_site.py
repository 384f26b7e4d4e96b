"""Addresses that a station serves, and the day that its pages show."""

import pytest

from kit.models import HeldEdition
from library.database import work
from tests.app.browser import Browser
from tests.makers import make_moment


def hold_edition(engine, **columns):
    """Store an edition that the station holds."""
    values = {
        "number": 3,
        "digest": "c" * 64,
        "state_at": make_moment("2026-11-25 20:00"),
        "taken": make_moment("2026-11-26 09:00"),
        "way": "stick",
        "new_records": 5,
        "changed_records": 2,
        "removed_records": 1,
        "new_items": [],
        "bytes": 12_000_000,
    }
    with work(engine) as session:
        session.add(HeldEdition(**{**values, **columns}))


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/tra-cuu?q=lut",
        "/duyet",
        "/tro-giup",
        "/quyen-rieng-tu",
        "/diem-truy-nhap",
        "/may",
        "/tram",
    ],
    ids=lambda address: address.partition("?")[0],
)
def test_a_station_serves_what_the_room_needs(app, index, address):
    index()
    Browser(app).visit(address)


@pytest.mark.parametrize(
    "address",
    [
        *("/can-bo", "/can-bo/vao", "/chuong-trinh", "/tai-khoan", "/oai", "/sru"),
        *("/sitemap.xml", "/api/v1", "/du-lieu-mo", "/cung-chep", "/sushi/r51/status"),
    ],
)
def test_a_station_has_nothing_of_staff_and_of_other_systems(app, address):
    assert Browser(app).fetch(address).status_code == 404


def test_no_page_of_a_station_leads_where_the_station_has_nothing(browser, app, index):
    index()
    for address in ("/", "/tro-giup", "/quyen-rieng-tu"):
        links = {link.get("href") for link in browser.visit(address).all("a")}
        assert not links & {"/can-bo", "/du-lieu-mo", "/cung-chep"}


def test_each_page_says_the_day_of_the_edition(app, browser, engine):
    assert "chưa nhận gói" in browser.visit("/tro-giup").says("p", class_="station-line")[0]
    hold_edition(engine)
    assert "bản ngày 26/11/2026" in browser.visit("/tro-giup").says("p", class_="station-line")[0]


def test_the_page_of_the_station_is_for_its_room_alone(app, engine):
    stranger = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    Browser(app).visit("/tram", **stranger)  # no computer can be known before the first pack
    hold_edition(engine)
    assert "máy trạm" in Browser(app).visit("/tram", status=403, **stranger).words
