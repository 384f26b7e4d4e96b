"""Staff type the text of a page that has no lines of its own."""

import pytest
from sqlalchemy import select

from library.catalogue.models import Page
from library.catalogue.text.words import pack
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.app.scans import make_scan
from tests.makers import make_item


@pytest.fixture
def text(engine):
    """Shelve an open text; give the address of the corrections of its page."""
    with work(engine) as session:
        item = make_item(session, "Nghị định", texts=("Điều 1\nThu thuê đất.",))
    return f"/can-bo/tai-lieu/{item.id}/trang/1/sua"


@pytest.fixture
def scan(engine, settings):
    """Shelve a scan on which nothing was read."""
    with work(engine) as session:
        item = make_item(session, "Tờ chép tay", texts=(), published=False)
        row = make_scan(session, settings, item, "-")
        row.words = ContentStore(settings.derivatives).put(pack(()))
    return f"/can-bo/tai-lieu/{item.id}/trang/1/sua"


def _type(office, address, typed, status=200, **told):
    return office.send(address, f"{address}/ca-trang", {"chu": typed, **told}, status=status)


def test_a_text_is_typed_over_whole(office, browser, text):
    assert "không có ảnh" in office.visit(text).words
    page = _type(office, text, "Điều 1\nThu thuế đất.")
    assert "Đã lưu 1 chỗ" in page.words
    assert "Thu thuế đất." in browser.visit(f"/tai-lieu/{text.split('/')[3]}/trang/1").words


def test_a_french_text_is_typed_as_french(office, engine):
    french = "Le territoire de Lang-Son est situé dans le nord du Tonkin."
    with work(engine) as session:
        item = make_item(session, texts=(french,))
    page = office.visit(f"/can-bo/tai-lieu/{item.id}/trang/1/sua")
    assert len(page.all("textarea", lang="fr")) == 1


def test_a_text_that_was_typed_over_comes_back(office, text):
    _type(office, text, "Điều 1\nThu thuế đất.")
    past = f"{text}/lich-su"
    assert "Thu thuê đất. → Thu thuế đất." in office.visit(past).words
    page = office.send(past, past, {"viec": "huy"})
    assert "đã hủy" in page.words


def test_a_scan_nothing_was_read_on_is_typed_then_corrected_by_lines(office, engine, scan):
    assert "không đọc được chữ nào" in office.visit(scan).words
    page = _type(office, scan, "Ủy ban\ntỉnh Lạng Sơn")
    assert page.form(scan)["dong-1"] == "tỉnh Lạng Sơn"
    with reading(engine) as session:
        assert session.scalars(select(Page.as_read)).one() is not None


def test_what_another_person_typed_meanwhile_is_shown(office, text):
    base = office.visit(text).form(f"{text}/ca-trang")["tren"]
    _type(office, text, "Điều 1\nThu thuế đất.")
    page = _type(office, text, "Điều 1\nThu thuễ đất.", status=409, tren=base)
    assert "Chưa lưu" in page.words
    assert "Thu thuế đất." in page.words


@pytest.mark.parametrize("base", ["", "x", "0" * 63])
def test_nonsense_is_refused(office, text, base):
    form = office.visit(text).form(f"{text}/ca-trang")
    with office.client.post(f"{text}/ca-trang", data={**form, "tren": base}) as said:
        assert said.status_code == 400


def test_the_page_leads_to_its_corrections(office, text):
    page = office.visit(text.removesuffix("/sua"))
    assert text in [link.get("href") for link in page.all("a")]


def test_a_page_is_typed_without_a_mouse(seat, text, browser):
    tab = seat(text)
    tab.keyboard.press("Tab")
    tab.locator("textarea").focus()
    tab.keyboard.press("Control+End")
    tab.keyboard.type(" Hết.")
    tab.keyboard.press("Tab")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert "đất. Hết." in browser.visit(f"/tai-lieu/{text.split('/')[3]}/trang/1").words
