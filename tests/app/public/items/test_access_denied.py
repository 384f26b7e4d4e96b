"""Readers without access see the record, the reason and the reading places."""

from datetime import date

import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import work
from points.access_points import inventory
from points.access_points.device_life import end_service
from points.access_points.enrolment import announce, enrol
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from tests.app.reading_room import enter_room
from tests.app.scans import make_scan
from tests.makers import BY, make_item

_HOURS = ["7:30-11:30"] * 7


@pytest.fixture
def restricted(engine, settings):
    """Create a scanned item for the library's computers, and a point with computers."""
    with work(engine) as session:
        item = make_item(session, "Hồi ký", texts=(), published=False, access=Access.LIBRARY)
        page = make_scan(session, settings, item, "Chuyện cũ")
        publish(session, item, BY)
        facts = PointFacts("Xã Chi Lăng", PointLevel.COMMUNE, address="Thôn Làng Đăng")
        since = date(2020, 1, 1)
        inventory.enter(session, "chi-lang", facts, since=since, by=BY)
        inventory.set_week(session, "chi-lang", _HOURS, since=since, by=BY)
        image = page.derivatives[-1].digest
    return f"/tai-lieu/{item.id}", f"/tai-lieu/{item.id}/trang/1/anh/{image}"


@pytest.fixture
def enrolled(engine, browser):
    """Enrol the browser as a public computer."""
    with work(engine) as session:
        token = enrol(session, announce(session, "chi-lang", "Máy 1"))
    enter_room(browser, token)
    return browser


@pytest.mark.parametrize(
    "address", ["/trang/1", "/trang/1?xem=chu", "/tim?q=chuyen", "/trang?so=1"]
)
def test_a_refused_page_shows_record_reason_and_reading_places(browser, restricted, address):
    page = browser.visit(restricted[0] + address, status=403)
    assert page.heading == "Hồi ký"
    assert "chỉ đọc trên máy tính của thư viện" in page.words
    assert "Thôn Làng Đăng Hôm nay mở 07:30-11:30" in page.words
    assert "Chuyện cũ" not in page.html


def test_the_record_shows_the_reading_places(browser, restricted):
    assert "Hôm nay mở 07:30-11:30" in browser.visit(restricted[0]).words


def test_an_embargo_is_not_lifted_by_going_to_the_library(browser, engine):
    with work(engine) as session:
        item = make_item(session, "Hồi ký", opens="2999-01-31")
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1", status=403)
    assert "sẽ mở từ ngày 31/1/2999" in page.words
    assert not page.all("section", class_="places")


def test_an_enrolled_computer_may_read_but_not_download(restricted, enrolled):
    page = enrolled.visit(f"{restricted[0]}/trang/1")
    assert "chỉ đọc tại chỗ, không tải về được" in page.words
    assert not [link for link in page.all("a") if "/anh/" in link.get("href", "")]


@pytest.mark.parametrize(
    "file", ["tai-ve/tai-lieu.pdf", "tai-ve/van-ban.txt", "trang/1/tai-ve/alto.xml"]
)
def test_a_refused_download_links_back_to_reading(restricted, enrolled, file):
    page = enrolled.visit(f"{restricted[0]}/{file}", status=403)
    assert "không tải về được" in page.words
    assert page.has_link_to(f"{restricted[0]}/trang/1")


@pytest.mark.parametrize(
    ("destination", "status"), [("image", 200), ("document", 403), (None, 200)]
)
def test_its_images_open_only_inside_the_page(restricted, enrolled, destination, status):
    headers = {"Sec-Fetch-Dest": destination} if destination else {}
    assert enrolled.fetch(restricted[1], headers=headers).status_code == status


def test_a_public_image_may_be_opened_directly(browser, engine, settings):
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        page = make_scan(session, settings, item, "Chợ")
        publish(session, item, BY)
        digest = page.derivatives[-1].digest
    address = f"/tai-lieu/{item.id}/trang/1/anh/{digest}"
    assert browser.fetch(address, headers={"Sec-Fetch-Dest": "document"}).status_code == 200


def test_the_ip_address_alone_gives_no_access(restricted, enrolled):
    enrolled.client.delete_cookie("may")
    enrolled.visit(f"{restricted[0]}/trang/1", status=403)


def test_a_revoked_computer_has_no_access(engine, restricted, enrolled):
    enrolled.visit(f"{restricted[0]}/trang/1")
    with work(engine) as session:
        end_service(session, 1)
    enrolled.visit(f"{restricted[0]}/trang/1", status=403)
