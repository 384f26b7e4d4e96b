"""Pages of administrative units: history and items."""

import pytest
from sqlalchemy import select

from app.public.browse import commune as commune_page
from library.catalogue import cataloguing
from library.catalogue.authorities import edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.models import Access
from library.database import work
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


def test_a_former_commune_links_to_its_present_unit(browser):
    page = browser.visit("/dia-danh/xa-binh-la")
    assert page.heading == "Xã Bình La"
    assert "đến 30/06/2025" in page.words or "đến 30/6/2025" in page.words
    assert page.has_link_to("/dia-danh/xa-tan-van")


def test_a_unit_links_to_its_items(browser, engine):
    number = _place(engine, "Tân Văn")
    page = browser.visit("/dia-danh/xa-tan-van")
    assert page.has_link_to(f"/ten/{number}")


def test_a_local_name_leads_to_the_place_as_well(browser, engine):
    number = _place(engine, "Kéo Coong", "Xã Tân Văn")
    assert browser.visit("/dia-danh/xa-tan-van").has_link_to(f"/ten/{number}")


def test_a_place_record_lists_its_possible_units(browser, office, engine):
    number = _place(engine, "Bình Gia")
    for page in (browser.visit(f"/ten/{number}"), office.visit(f"/can-bo/ten/{number}")):
        units = ("xa-binh-gia", "thi-tran-binh-gia", "huyen-binh-gia")
        assert all(page.has_link_to(f"/dia-danh/{unit}") for unit in units)


def test_a_place_elsewhere_is_no_unit_of_the_province(office, engine):
    number = _place(engine, "Hà Nội")
    assert "Không có xã" in office.visit(f"/can-bo/ten/{number}").words


def test_former_units_lead_to_their_pages(browser):
    assert browser.visit("/duyet/huyen-cu").has_link_to("/dia-danh/huyen-binh-gia")


def test_an_unknown_unit_is_not_found(browser):
    browser.visit("/dia-danh/xa-khong-co", status=404)


def test_a_place_is_available_in_english(browser):
    browser.client.set_cookie("ngon-ngu", "en")
    assert "until 30 June 2025" in browser.visit("/dia-danh/xa-binh-la").words


@pytest.fixture
def commune(holdings):
    """Create items about the commune of Tân Văn: a picture, a map, an issue, a book."""
    text = ["Chợ xã Tân Văn họp phiên đông."]
    holdings("Chợ Tân Văn", texts=text, kind="Bưu ảnh")
    holdings("Bản đồ Tân Văn", texts=text, kind="Bản đồ")
    holdings("Báo số 1", texts=text, collection="bao-chi", series="Báo Lạng Sơn", date="1990-01-03")
    holdings("Sổ bộ Tân Văn", texts=text, creator="Nguyễn Văn Ngọc")
    holdings("Hồ sơ kín", texts=text, access=Access.STAFF)
    holdings("Chuyện nơi khác", texts=["Ở nơi khác."], creator="Trần Văn Khác")


def test_a_commune_shows_its_past_people_pictures_map_and_newspapers(browser, commune):
    page = browser.visit("/dia-danh/xa-tan-van")
    headings = page.says("h2")
    assert {"Ảnh", "Bản đồ", "Báo chí", "Người", "Đơn vị này qua các thời"} <= set(headings)
    assert "Những đơn vị trước đây trên đất này" in headings
    assert {"Sổ bộ Tân Văn", "Nguyễn Văn Ngọc"} <= set(page.says("a"))
    assert "Chợ Tân Văn" in page.words
    assert "Hồ sơ kín" not in page.words
    assert "Trần Văn Khác" not in page.words


def test_a_former_unit_has_no_such_parts(browser, commune):
    assert "Ảnh" not in browser.visit("/dia-danh/xa-binh-la").says("h2")


def test_what_was_read_there_is_shown_in_numbers(browser, engine, commune, monkeypatch):
    numbers = (("bao-chi", "12"), ("dia-chi", "x"), ("da-bo", "7")), "x"
    monkeypatch.setattr(commune_page, "reads_in", lambda *_facts: numbers)
    words = browser.visit("/dia-danh/xa-tan-van").words
    assert "Lượt đọc ở máy công cộng của nơi này" in words
    assert "Báo chí" in words and "da-bo" not in words


def test_a_commune_names_its_map_sheets_and_shows_those_of_the_library(browser, holdings):
    holdings("Tờ Đồng Đăng", kind="Bản đồ", number="6352-4, 1:50.000")
    holdings("Tờ Đình Lập", kind="Bản đồ", number="6452-3")
    page = browser.visit("/dia-danh/xa-dong-dang")
    assert "6352-4" in page.words
    assert "Tờ Đồng Đăng" in page.words
    assert "Tờ Đình Lập" not in page.words


def test_words_and_pictures_read_only_at_the_library_stay_there(browser, holdings):
    text = ["Chợ xã Tân Văn họp phiên đông."]
    holdings("Sổ kín", texts=text, access=Access.LIBRARY, creator="Người Viết Sổ")
    holdings("Sổ chờ", texts=text, opens="2999-01-01")
    holdings("Bản đồ kín", kind="Bản đồ", number="6252-1", access=Access.LIBRARY)
    words = browser.visit("/dia-danh/xa-tan-van").words
    assert "phiên đông" not in words
    assert "Sổ kín" not in words  # its text is no way to it from elsewhere
    assert not browser.visit("/dia-danh/xa-binh-gia").all("img", class_="cover")
