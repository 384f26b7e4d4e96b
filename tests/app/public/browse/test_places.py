"""Pages of administrative units: history and items."""

import json

import pytest
from sqlalchemy import select

from app.public.browse import places
from library.catalogue import cataloguing
from library.catalogue.authorities import edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.models import Access
from library.database import work
from tests.app.browser import text_of
from tests.makers import BY, make_item


def _place(engine, name, *variants):
    with work(engine) as session:
        item = make_item(session, "Địa chí")
        cataloguing.set_other_fields(session, item, {"coverage": name})
        record = session.scalars(select(Authority).where(Authority.name == name)).one()
        edit_records.edit(
            session, record, AuthorityDetails(name, AuthorityKind.PLACE, variants=variants), BY
        )
        return record.id


def test_a_former_commune_has_its_times_and_leads_to_its_heir(browser):
    page = browser.visit("/dia-danh/x-binh-la--binh-gia")
    assert page.heading == "Xã Bình La, huyện Bình Gia"
    assert "không rõ từ ngày nào (đã có ngày 31/8/2004) đến 30/6/2025" in page.words
    assert "văn bản hoặc danh mục chính thức nêu" in page.words
    assert page.has_link_to("/dia-danh/x-tan-van--2025")


@pytest.mark.parametrize(
    ("older", "unit"),
    [
        pytest.param("xa-binh-la", "x-binh-la--binh-gia", id="a name of one unit"),
        pytest.param("xa-hoa-tham", "x-hoa-tham--2025", id="a name kept in the reform"),
        pytest.param("on-chau", "d-on-chau", id="a châu without its kind"),
        pytest.param("thi-tran-nt-thai-binh", "t-nong-truong-thai-binh--dinh-lap", id="shortened"),
    ],
)
def test_an_older_address_leads_to_the_unit(browser, older, unit):
    answer = browser.client.get(f"/dia-danh/{older}")
    assert (answer.status_code, answer.location) == (301, f"/dia-danh/{unit}")


def test_an_older_address_of_several_former_units_is_a_choice(browser):
    page = browser.visit("/dia-danh/xa-hoa-binh")
    assert page.has_link_to("/dia-danh/x-hoa-binh--bang-mac")
    assert page.has_link_to("/dia-danh/x-hoa-binh--chi-lang")


def test_neighbours_of_one_name_are_told_apart(browser):
    around = browser.visit("/dia-danh/t-dong-dang--cao-loc?nam=1975").says("a")
    assert {"Xã Bảo Lâm (Cao Lộc)", "Xã Bảo Lâm (Văn Lãng)", "Xã Tân Thanh"} <= set(around)


def test_namesakes_are_named(browser):
    page = browser.visit("/dia-danh/x-chi-lang--trang-dinh")
    assert "Đơn vị khác cùng tên" in page.says("h2")
    assert page.has_link_to("/dia-danh/x-chi-lang--2025")


def test_a_year_shows_the_parents_and_neighbours_of_then(browser):
    page = browser.visit("/dia-danh/x-hong-phong--van-lang?nam=1976")
    assert "Cuối năm 1976: Xã Hồng Phong, huyện Văn Lãng, tỉnh Cao Lạng" in page.words
    assert page.has_link_to("/dia-danh/t-dong-dang--van-lang")
    absent = browser.visit("/dia-danh/x-hong-phong--van-lang?nam=1999")
    assert "Cuối năm 1999 không có đơn vị này" in absent.words


@pytest.mark.parametrize("year", ["", "0", "-5", "9999999999", "1e3", "abc"])
def test_a_year_out_of_range_is_answered(browser, year):
    browser.visit(f"/dia-danh/x-hong-phong--van-lang?nam={year}")
    browser.visit(f"/dia-danh?nam={year}")


def test_an_act_that_the_library_holds_is_a_link(browser, holdings):
    act = holdings("Quyết định 246-CP", number="246-CP", date="1981-06-10")
    other = holdings("Quyết định khác", number="246-CP", date="1991-06-10")
    page = browser.visit("/dia-danh/x-hong-phong--cao-loc")
    assert page.has_link_to(f"/tai-lieu/{act.id}")
    assert not page.has_link_to(f"/tai-lieu/{other.id}")


def test_the_units_of_a_year_are_listed_in_their_districts(browser):
    page = browser.visit("/dia-danh?nam=1950")
    assert "Huyện Hữu Lũng, tỉnh Bắc Giang" in page.says("h3")
    assert page.has_link_to("/dia-danh/d-on-chau")
    assert "Thành phố Lạng Sơn" not in page.words
    assert "Huyện Ôn Châu" not in browser.visit("/dia-danh?nam=1964").words


def test_former_names_stand_in_a_table_with_day_and_act(browser):
    rows = browser.visit("/dia-danh/doi-ten?huyen=d-van-quan").says("tr")
    (row,) = [row for row in rows if row.startswith("Xã Tràng Các")]
    assert browser.visit("/dia-danh/doi-ten").has_link_to("/dia-danh/d-thoat-lang")
    assert "30/11/2024" in row and "1246/NQ-UBTVQH15" in row and "Xã Khánh Khê" in row


@pytest.mark.parametrize("form", ["csv", "geojson", "jsonld", "mrc", "marcxml"])
def test_units_are_exported_at_addresses_that_stay(browser, form):
    answer = browser.client.get(f"/dia-danh.{form}")
    assert answer.status_code == 200
    assert "x-hong-phong--2025" in answer.text
    if form in ("geojson", "jsonld"):
        json.loads(answer.text)


def test_a_unit_links_to_its_items(browser, engine):
    number = _place(engine, "Tân Văn")
    page = browser.visit("/dia-danh/x-tan-van--2025")
    assert page.has_link_to(f"/ten/{number}")


def test_a_local_name_leads_to_the_place_as_well(browser, engine):
    number = _place(engine, "Kéo Coong", "Xã Tân Văn")
    assert browser.visit("/dia-danh/x-tan-van--2025").has_link_to(f"/ten/{number}")


def test_a_place_record_lists_its_possible_units(browser, office, engine):
    number = _place(engine, "Bình Gia")
    for page in (browser.visit(f"/ten/{number}"), office.visit(f"/can-bo/ten/{number}")):
        units = ("x-binh-gia--2025", "t-binh-gia--binh-gia", "d-binh-gia")
        assert all(page.has_link_to(f"/dia-danh/{unit}") for unit in units)


@pytest.mark.parametrize(
    ("name", "unit"),
    [("Xã Bình La", "x-binh-la--binh-gia"), ("Xã Chi Lăng", None), ("Hà Nội", None)],
    ids=["one unit", "three units", "elsewhere"],
)
def test_a_place_record_of_one_unit_tells_machines_its_identity(browser, engine, name, unit):
    page = browser.visit(f"/ten/{_place(engine, name)}")
    (script,) = page.all("script", type="application/ld+json")
    data = json.loads(text_of(script))
    assert data.get("identifier") == unit
    assert data.get("sameAs", "").endswith(f"/dia-danh/{unit}" if unit else "")


def test_a_place_elsewhere_is_no_unit_of_the_province(office, engine):
    number = _place(engine, "Hà Nội")
    assert "Không có xã" in office.visit(f"/can-bo/ten/{number}").words


def test_former_units_lead_to_their_pages(browser):
    assert browser.visit("/duyet/huyen-cu").has_link_to("/dia-danh/huyen-binh-gia")


def test_an_unknown_unit_is_not_found(browser):
    browser.visit("/dia-danh/xa-khong-co", status=404)


def test_a_place_is_available_in_english(browser):
    browser.client.set_cookie("ngon-ngu", "en")
    assert "30 June 2025" in browser.visit("/dia-danh/x-binh-la--binh-gia").words


@pytest.fixture
def commune(holdings):
    """Create items about the commune of Tân Văn: a picture, a map, an issue, a book."""
    text = ["Chợ xã Tân Văn, tỉnh Lạng Sơn, họp phiên đông."]
    holdings("Chợ Tân Văn", texts=text, kind="Bưu ảnh", date="2026")
    holdings("Bản đồ Tân Văn", texts=text, kind="Bản đồ", date="2026")
    press = {"collection": "bao-chi", "series": "Báo Lạng Sơn"}
    holdings("Báo số 1", texts=text, **press, date="2026-01-03")
    holdings("Báo số cũ", texts=text, **press, date="1990-01-03")
    holdings("Sổ bộ Tân Văn", texts=text, creator="Nguyễn Văn Ngọc", date="2026")
    holdings("Hồ sơ kín", texts=text, access=Access.STAFF)
    holdings("Chuyện nơi khác", texts=["Ở nơi khác."], creator="Trần Văn Khác")


def test_a_commune_shows_its_past_people_pictures_map_and_newspapers(browser, commune):
    page = browser.visit("/dia-danh/x-tan-van--2025")
    headings = page.says("h2")
    assert {"Ảnh", "Bản đồ", "Báo chí", "Người", "Đơn vị này qua các thời"} <= set(headings)
    assert "Những đơn vị trước đây trên đất này" in headings
    assert {"Sổ bộ Tân Văn", "Nguyễn Văn Ngọc"} <= set(page.says("a"))
    assert "Chợ Tân Văn" in page.words
    assert "Hồ sơ kín" not in page.words
    assert "Trần Văn Khác" not in page.words


def test_a_former_unit_shows_what_names_it_and_its_heir_shows_that_apart(browser, commune):
    former = browser.visit("/dia-danh/x-tan-van--binh-gia")
    assert "Báo số cũ" in former.words and "Báo số 1" not in former.words
    heir = browser.visit("/dia-danh/x-tan-van--2025")
    assert heir.words.index("Dưới tên cũ") < heir.words.index("Báo số cũ")


def test_an_item_under_both_names_stands_once(browser, holdings):
    holdings("Hai tên", texts=["Xã Tân Văn gồm cả xã Bình La cũ, huyện Bình Gia."], date="2026")
    holdings("Một tên cũ", texts=["Chợ xã Bình La, huyện Bình Gia."], date="2010")
    titles = browser.visit("/dia-danh/x-tan-van--2025").says("a")
    assert (titles.count("Hai tên"), titles.count("Một tên cũ")) == (1, 1)
    assert titles.index("Hai tên") < titles.index("Một tên cũ")


def test_what_was_read_there_is_shown_in_numbers(browser, engine, commune, monkeypatch):
    numbers = (("bao-chi", "12"), ("dia-chi", "x"), ("da-bo", "7")), "x"
    monkeypatch.setattr(places, "reads_in", lambda *_facts: numbers)
    words = browser.visit("/dia-danh/x-tan-van--2025").words
    assert "Lượt đọc ở máy công cộng của nơi này" in words
    assert "Báo chí" in words and "da-bo" not in words


def test_a_commune_names_its_map_sheets_and_shows_those_of_the_library(browser, holdings):
    holdings("Tờ Đồng Đăng", kind="Bản đồ", number="6352-4, 1:50.000")
    holdings("Tờ Đình Lập", kind="Bản đồ", number="6452-3")
    page = browser.visit("/dia-danh/x-dong-dang--2025")
    assert "6352-4" in page.words
    assert "Tờ Đồng Đăng" in page.words
    assert "Tờ Đình Lập" not in page.words


def test_words_and_pictures_read_only_at_the_library_stay_there(browser, holdings):
    text = ["Chợ xã Tân Văn họp phiên đông."]
    holdings("Sổ kín", texts=text, access=Access.LIBRARY, creator="Người Viết Sổ")
    holdings("Sổ chờ", texts=text, opens="2999-01-01")
    holdings("Bản đồ kín", kind="Bản đồ", number="6252-1", access=Access.LIBRARY)
    words = browser.visit("/dia-danh/x-tan-van--2025").words
    assert "phiên đông" not in words
    assert "Sổ kín" not in words  # its text is no way to it from elsewhere
    assert not browser.visit("/dia-danh/x-binh-gia--2025").all("img", class_="cover")
