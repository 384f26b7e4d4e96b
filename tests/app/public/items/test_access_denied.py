"""A reader who may not read sees the record, the reason and where it can be read."""

from datetime import date

import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import work
from library.points import inventory
from library.points.enrolment import announce, enrol, revoke
from library.points.inventory import PointFacts
from library.points.models import PointLevel
from tests.app.scans import make_scan
from tests.makers import BY, make_item

_HOURS = ["7:30-11:30"] * 7


@pytest.fixture
def kept(engine, settings):
    """Enter a scanned item for the library's computers, and a point where there are some."""
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
    """Let the browser be an enrolled computer."""
    with work(engine) as session:
        token = enrol(session, announce(session, "chi-lang", "Máy 1"))
    browser.client.set_cookie("may", token)
    return browser


@pytest.mark.parametrize(
    "address", ["/trang/1", "/trang/1?xem=chu", "/tim?q=chuyen", "/trang?so=1"]
)
def test_a_refused_page_tells_record_reason_and_places(browser, kept, address):
    page = browser.visit(kept[0] + address, status=403)
    assert page.heading == "Hồi ký"
    assert "chỉ đọc trên máy tính của thư viện" in page.words
    assert "Thôn Làng Đăng Hôm nay mở 07:30-11:30" in page.words
    assert "Chuyện cũ" not in page.html


def test_the_record_tells_the_places_too(browser, kept):
    assert "Hôm nay mở 07:30-11:30" in browser.visit(kept[0]).words


def test_an_embargo_is_not_lifted_by_going_to_the_library(browser, engine):
    with work(engine) as session:
        item = make_item(session, "Hồi ký", opens="2999-01-31")
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1", status=403)
    assert "sẽ mở từ ngày 31/1/2999" in page.words
    assert not page.all("section", class_="places")


def test_an_enrolled_computer_reads_and_says_that_nothing_can_be_taken_along(kept, enrolled):
    page = enrolled.visit(f"{kept[0]}/trang/1")
    assert "chỉ đọc tại chỗ, không tải về được" in page.words
    assert not [link for link in page.all("a") if "/anh/" in link.get("href", "")]


@pytest.mark.parametrize(
    "file", ["tai-ve/tai-lieu.pdf", "tai-ve/van-ban.txt", "trang/1/tai-ve/alto.xml"]
)
def test_a_refused_download_says_so_and_leads_back_to_reading(kept, enrolled, file):
    page = enrolled.visit(f"{kept[0]}/{file}", status=403)
    assert "không tải về được" in page.words
    assert page.leads_to(f"{kept[0]}/trang/1")


@pytest.mark.parametrize(("asked_for", "status"), [("image", 200), ("document", 403), (None, 200)])
def test_its_images_are_there_to_be_read_in_the_page_only(kept, enrolled, asked_for, status):
    told = {"Sec-Fetch-Dest": asked_for} if asked_for else {}
    assert enrolled.fetch(kept[1], headers=told).status_code == status


def test_what_is_open_may_be_opened_by_itself(browser, engine, settings):
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        page = make_scan(session, settings, item, "Chợ")
        publish(session, item, BY)
        digest = page.derivatives[-1].digest
    address = f"/tai-lieu/{item.id}/trang/1/anh/{digest}"
    assert browser.fetch(address, headers={"Sec-Fetch-Dest": "document"}).status_code == 200


def test_the_address_a_computer_speaks_from_opens_nothing(kept, enrolled):
    enrolled.client.delete_cookie("may")
    enrolled.visit(f"{kept[0]}/trang/1", status=403)


def test_a_computer_that_was_struck_off_reads_no_more(engine, kept, enrolled):
    enrolled.visit(f"{kept[0]}/trang/1")
    with work(engine) as session:
        revoke(session, 1)
    enrolled.visit(f"{kept[0]}/trang/1", status=403)
