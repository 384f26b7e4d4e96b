"""Transcription of pages without text lines."""

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
    """Enter a published text; return the address of its page editor."""
    with work(engine) as session:
        item = make_item(session, "Nghị định", texts=("Điều 1\nThu thuê đất.",))
    return f"/can-bo/tai-lieu/{item.id}/trang/1/sua"


@pytest.fixture
def scan(engine, settings):
    """Enter a scan without recognised text."""
    with work(engine) as session:
        item = make_item(session, "Tờ chép tay", texts=(), published=False)
        row = make_scan(session, settings, item, "-")
        row.words = ContentStore(settings.derivatives).put(pack(()))
    return f"/can-bo/tai-lieu/{item.id}/trang/1/sua"


def _type(office, address, typed, status=200, **fields):
    return office.send(address, f"{address}/ca-trang", {"chu": typed, **fields}, status=status)


def test_a_whole_text_is_replaced(office, browser, text):
    assert "không có ảnh" in office.visit(text).words
    page = _type(office, text, "Điều 1\nThu thuế đất.")
    assert "Đã lưu 1 chỗ" in page.words
    assert "Thu thuế đất." in browser.visit(f"/tai-lieu/{text.split('/')[3]}/trang/1").words


def test_a_french_text_has_the_french_language_attribute(office, engine):
    french = "Le territoire de Lang-Son est situé dans le nord du Tonkin."
    with work(engine) as session:
        item = make_item(session, texts=(french,))
    page = office.visit(f"/can-bo/tai-lieu/{item.id}/trang/1/sua")
    assert len(page.all("textarea", lang="fr")) == 1


def test_a_replaced_text_can_be_restored(office, text):
    _type(office, text, "Điều 1\nThu thuế đất.")
    past = f"{text}/lich-su"
    assert "Thu thuê đất. → Thu thuế đất." in office.visit(past).words
    page = office.send(past, past, {"viec": "huy"})
    assert "đã hoàn tác" in page.words


def test_a_scan_without_text_is_transcribed_then_corrected_by_lines(office, engine, scan):
    assert "không đọc được chữ nào" in office.visit(scan).words
    page = _type(office, scan, "Ủy ban\ntỉnh Lạng Sơn")
    assert page.form(scan)["dong-1"] == "tỉnh Lạng Sơn"
    with reading(engine) as session:
        assert session.scalars(select(Page.as_read)).one() is not None


def test_a_concurrent_edit_is_shown(office, text):
    base = office.visit(text).form(f"{text}/ca-trang")["tren"]
    _type(office, text, "Điều 1\nThu thuế đất.")
    page = _type(office, text, "Điều 1\nThu thuễ đất.", status=409, tren=base)
    assert "Chưa lưu" in page.words
    assert "Thu thuế đất." in page.words


@pytest.mark.parametrize("base", ["", "x", "0" * 63])
def test_invalid_requests_are_refused(office, text, base):
    form = office.visit(text).form(f"{text}/ca-trang")
    with office.client.post(f"{text}/ca-trang", data={**form, "tren": base}) as response:
        assert response.status_code == 400


def test_the_page_links_to_its_corrections(office, text):
    page = office.visit(text.removesuffix("/sua"))
    assert text in [link.get("href") for link in page.all("a")]


def test_a_page_is_transcribed_with_the_keyboard_only(open_page, text, browser):
    tab = open_page(text)
    tab.keyboard.press("Tab")
    tab.locator("textarea").focus()
    tab.keyboard.press("Control+End")
    tab.keyboard.type(" Hết.")
    tab.keyboard.press("Tab")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert "đất. Hết." in browser.visit(f"/tai-lieu/{text.split('/')[3]}/trang/1").words
