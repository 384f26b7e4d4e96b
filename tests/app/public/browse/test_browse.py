"""Who has no question looks around: by place, by time, by kind, or by chance."""

import pytest

from library.catalogue.models import Access
from library.database import work
from tests.makers import make_item


@pytest.fixture
def enter(engine, index):
    """Enter an item in the catalogue and in the index."""

    def entered(*told, **described):
        with work(engine) as session:
            item = make_item(session, *told, **described)
        index()
        return item

    return entered


def test_a_unit_of_the_map_leads_to_what_is_about_it(browser, enter):
    enter("Quy hoạch xã Bình Gia")
    page = browser.visit("/duyet")
    assert page.leads_to("/tra-cuu?noi=B%C3%ACnh+Gia")


def test_the_names_beside_the_map_tell_how_much_there_is(browser, enter):
    enter("Quy hoạch xã Bình Gia")
    assert {"Xã Bình Gia 1", "Xã Đoàn Kết"} <= set(browser.visit("/duyet").says("li"))


def test_every_unit_is_drawn(browser, enter):
    enter()
    assert len(browser.visit("/duyet").says("title")) == 65 + 1


def test_decades_stand_in_order(browser, enter):
    for date in ("1990", "1886"):
        enter(date=date)
    said = [text for text in browser.visit("/duyet").says("a") if "–" in text]
    assert [text[:9] for text in said] == ["1880–1889", "1990–1999"]


def test_a_kind_leads_to_its_documents(browser, enter):
    enter(kind="Bản đồ")
    assert browser.visit("/duyet").leads_to("/tra-cuu?loai=B%E1%BA%A3n+%C4%91%E1%BB%93")


def test_an_empty_library_can_be_looked_around_too(browser):
    assert browser.visit("/duyet").says("h1") == ["Xem qua kho tài liệu"]


def test_chance_leads_to_an_open_item(app, enter):
    item = enter()
    assert app.test_client().get("/duyet/tinh-co").location == f"/tai-lieu/{item.id}"


def test_chance_never_leads_to_what_is_not_for_all(app, enter):
    enter(access=Access.LIBRARY)
    assert app.test_client().get("/duyet/tinh-co").location == "/"


def test_a_district_of_old_leads_to_what_is_about_it(browser, enter):
    item = enter("Khởi nghĩa Bắc Sơn", texts=("Khởi nghĩa ở huyện Bắc Sơn, tỉnh Lạng Sơn.",))
    links = browser.visit("/duyet/huyen-cu").all("a")
    address = next(link.get("href") for link in links if "Huyện Bắc Sơn" in (link.text or ""))
    assert browser.visit(address).leads_to(f"/tai-lieu/{item.id}/trang/1?{address.split('?')[1]}")


def test_a_commune_of_old_leads_to_the_unit_it_is_in(browser):
    assert browser.visit("/duyet/huyen-cu").leads_to("/tra-cuu?noi=B%C3%ACnh+Gia")


def test_names_of_districts_of_old_can_be_laid_over_the_map(browser):
    assert "Bắc Sơn" in browser.visit("/duyet").says("text")
