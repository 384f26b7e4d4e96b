"""Browsing without a query: by place, decade, kind, or a random item."""

import pytest

from library.catalogue.models import Access
from library.database import work
from tests.makers import make_item


@pytest.fixture
def enter(engine, index):
    """Create an item and index it."""

    def entered(*args, **described):
        with work(engine) as session:
            item = make_item(session, *args, **described)
        index()
        return item

    return entered


def test_a_unit_on_the_map_links_to_its_page_and_that_to_its_items(browser, enter):
    enter("Quy hoạch xã Bình Gia")
    assert browser.visit("/duyet").has_link_to("/dia-danh/x-binh-gia--2025")
    assert browser.visit("/dia-danh/xa-binh-gia").has_link_to("/tra-cuu?noi=x-binh-gia--2025")


def test_the_names_next_to_the_map_show_item_counts(browser, enter):
    enter("Quy hoạch xã Bình Gia", date="2026")
    assert {"Xã Bình Gia 1", "Xã Đoàn Kết"} <= set(browser.visit("/duyet").says("li"))


def test_every_unit_is_drawn(browser, enter):
    enter()
    assert len(browser.visit("/duyet").says("title")) == 65 + 1


def test_decades_are_in_order(browser, enter):
    for date in ("1990", "1886"):
        enter(date=date)
    labels = [text for text in browser.visit("/duyet").says("a") if "–" in text]
    assert [text[:9] for text in labels] == ["1880–1889", "1990–1999"]


def test_a_kind_leads_to_its_documents(browser, enter):
    enter(kind="Bản đồ")
    assert browser.visit("/duyet").has_link_to("/tra-cuu?loai=B%E1%BA%A3n+%C4%91%E1%BB%93")


def test_an_empty_library_can_be_browsed(browser):
    assert browser.visit("/duyet").says("h1") == ["Duyệt kho tài liệu"]


def test_the_random_item_is_open(app, enter):
    item = enter()
    assert app.test_client().get("/duyet/tinh-co").location == f"/tai-lieu/{item.id}"


def test_the_random_item_is_never_restricted(app, enter):
    enter(access=Access.LIBRARY)
    assert app.test_client().get("/duyet/tinh-co").location == "/"


def test_a_former_district_links_to_its_items(browser, enter):
    item = enter("Khởi nghĩa Bắc Sơn", texts=("Khởi nghĩa ở huyện Bắc Sơn, tỉnh Lạng Sơn.",))
    links = browser.visit("/duyet/huyen-cu").all("a")
    address = next(link.get("href") for link in links if "Huyện Bắc Sơn" in (link.text or ""))
    assert browser.visit(address).has_link_to(
        f"/tai-lieu/{item.id}/trang/1?{address.split('?')[1]}"
    )


def test_a_former_commune_links_to_its_items(browser):
    address = "/tra-cuu?noi=X%C3%A3+B%C3%ACnh+La"
    assert browser.visit("/duyet/huyen-cu").has_link_to(address)


def test_former_district_names_can_be_shown_on_the_map(browser):
    assert "Bắc Sơn" in browser.visit("/duyet").says("text")
