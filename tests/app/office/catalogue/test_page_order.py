"""Page order of an item; page addresses never change."""

import pytest
from sqlalchemy import select

from library.catalogue.cataloguing import publish
from library.catalogue.models import Page
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import BY, make_item


@pytest.fixture
def table(engine, settings):
    """Enter a published item of three scanned pages; return the address of its page order."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        for text in ("một", "hai", "ba"):
            make_scan(session, settings, item, text)
        publish(session, item, BY)
    return f"/can-bo/tai-lieu/{item.id}/trang"


@pytest.fixture
def ids(engine, table):
    """Return the ids of the pages by their numbers."""
    with reading(engine) as session:
        return {number: page for number, page in session.execute(select(Page.number, Page.id))}  # noqa: C416


def _do(office, table, act, *pages, **fields):
    named = {name.replace("_", "-"): text for name, text in fields.items()}
    return office.send(table, table, {"viec": act, "trang": [str(page) for page in pages], **named})


def _order(browser, table):
    page = browser.visit(f"/tai-lieu/{table.split('/')[3]}")
    strip = page.all("ol", class_="sheets")[0]
    return [link.get("href").rpartition("/")[2] for link in strip.iter("a")]


def test_pages_are_moved_for_readers_and_keep_their_addresses(office, browser, table, ids):
    _do(office, table, "chuyen", ids[3], truoc=str(ids[1]))
    assert _order(browser, table) == ["3", "1", "2"]
    assert "ba" in browser.visit(f"/tai-lieu/{table.split('/')[3]}/trang/3").words


def test_everything_is_undone_with_one_button(office, browser, table, ids):
    _do(office, table, "chuyen", ids[3], truoc=str(ids[1]))
    assert "Đã hoàn tác: chuyển trang 3" in _do(office, table, "hoan-tac").words
    assert _order(browser, table) == ["1", "2", "3"]


def test_an_old_page_does_not_undo_what_somebody_did_since(staff, office, browser, table, ids):
    _do(office, table, "bo", ids[2])
    form = office.visit(table).form(table) | {"viec": "hoan-tac"}
    reviewer = staff("reviewer")
    _do(reviewer, table, "chuyen", ids[1], truoc="0")
    with office.client.post(table, data=form) as answer:
        assert answer.status_code == 409
        assert "chuyển trang 1" in answer.get_data(as_text=True)
    assert _order(browser, table) == ["3", "1"]


def test_a_printed_page_number_is_shown_to_readers(office, browser, table, ids):
    _do(office, table, "danh-so", ids[1], ids[2], **{"kieu-so": "la-ma", "tu": "1"})
    page = browser.visit(f"/tai-lieu/{table.split('/')[3]}/trang/2")
    assert page.heading == "Trang ii: Quyển sổ"


def test_a_page_kind_is_shown_in_the_page_order(office, table, ids):
    page = _do(office, table, "loai", ids[2], loai="contents")
    assert any("mục lục" in text for text in page.says("small"))


def test_a_removed_page_is_hidden_from_readers(office, browser, table, ids):
    _do(office, table, "bo", ids[2])
    assert _order(browser, table) == ["1", "3"]


def test_scan_actions_are_refused_for_text_pages(office, table, ids):
    token = office.visit(table).form(table)
    with office.client.post(
        table, data={**token, "viec": "tach", "trang": str(ids[1])}
    ) as response:
        assert response.status_code == 409


@pytest.mark.parametrize(
    "fields", [{"viec": "x"}, {"viec": "danh-so", "kieu-so": "x"}, {"viec": "danh-so", "tu": "0"}]
)
def test_invalid_requests_are_refused(office, table, ids, fields):
    form = office.visit(table).form(table)
    with office.client.post(table, data={**form, **fields, "trang": str(ids[1])}) as response:
        assert response.status_code == 400


def test_the_permanent_address_redirects_to_the_page(browser, table, ids):
    item = table.split("/")[3]
    page = browser.visit(f"/tai-lieu/{item}/p/{ids[2]}")
    assert page.heading == "Trang 2: Quyển sổ"
    browser.visit(f"/tai-lieu/{item}/p/99999", status=404)


def test_pages_are_moved_and_restored_with_the_keyboard_only(open_page, browser, table):
    tab = open_page(table)
    for keys in ("ArrowRight", "Space"):
        tab.keyboard.press(keys)
    with tab.expect_navigation():
        tab.keyboard.press("Alt+ArrowLeft")
    assert _order(browser, table) == ["2", "1", "3"]
    with tab.expect_navigation():
        tab.keyboard.press("Control+z")
    assert _order(browser, table) == ["1", "2", "3"]
