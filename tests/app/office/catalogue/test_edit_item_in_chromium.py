"""Describing by hand: one key for each proposal that is right, and one to publish."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.description.proposals import Proposed, renew
from library.catalogue.models import ItemState
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import make_item

_MOST_KEYS = 6
_READ = (
    Proposed("kind", "Chỉ thị", 0.95, 400, 300, 200, 40),
    Proposed("issuing_body", "Ủy ban nhân dân tỉnh Lạng Sơn", 0.95, 100, 100, 400, 40),
    Proposed("place", "Lạng Sơn", 0.93, 500, 150, 200, 40),
    Proposed("title", "Chỉ thị 11/CT-UBND về an toàn cầu", 0.9, 300, 400, 500, 40),
    Proposed("number", "11/CT-UBND", 0.35, 100, 200, 300, 40),
    Proposed("date", "2024-09-11", 0.6, 500, 200, 300, 40),
)


@pytest.fixture
def item(engine, settings):
    """Shelve a scanned decree as the workshop leaves it: its figures were written by hand."""
    with work(engine) as session:
        item = make_item(session, "quet 0012", collection="van-ban", texts=(), published=False)
        make_scan(session, settings, item, "Số: 11/CT-UBND")
        renew(session, item.id, 1, _READ)
        return item


@pytest.fixture
def form(item):
    """Give the address of the form."""
    return f"/can-bo/tai-lieu/{item.id}"


@pytest.fixture
def now(engine, item):
    """Give a function that returns the item as it stands in the catalogue."""

    def look():
        with reading(engine) as session:
            found = cataloguing.find_item(session, item.id)
            session.expunge(found)
        return found

    return look


def _on(tab):
    return tab.evaluate("document.activeElement.textContent")


def test_a_decree_is_described_and_published_with_six_keys_at_most(seat, form, now):
    tab = seat(form)
    pressed = 0
    while _on(tab) != "Lưu và công bố":
        tab.keyboard.press("Enter")
        pressed += 1
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert pressed + 1 <= _MOST_KEYS
    item = now()
    assert item.state is ItemState.PUBLISHED
    assert (item.title, item.number, item.date) == (_READ[3].value, "11/CT-UBND", "2024-09-11")


def test_the_crop_of_the_proposal_in_hand_is_on_the_screen(seat, form):
    tab = seat(form)
    tab.keyboard.press("Enter")
    crop = "document.activeElement.closest('.offer').querySelector('svg').getBoundingClientRect()"
    place = tab.evaluate(f"(({{top, bottom}}) => [top, bottom])({crop})")
    assert 0 <= place[0] < place[1] <= tab.viewport_size["height"]


def test_a_wrong_proposal_is_laid_aside_with_one_key(seat, form, now):
    tab = seat(form)
    tab.keyboard.press("Enter")
    tab.keyboard.press("Delete")
    tab.keyboard.press("Enter")
    with tab.expect_navigation():
        tab.keyboard.press("Control+Enter")
    assert now().state is ItemState.DRAFT
    assert {now().number, now().date} == {None, "2024-09-11"}
    assert tab.locator(".offer").count() == 0


def test_a_date_is_looked_at_while_it_is_typed(seat, form):
    tab = seat(form)
    tab.fill("#o-date", "Canh Ngọ")
    tab.click("text='Canh Ngọ (1930)'")
    tab.wait_for_selector("text='Hiểu là năm 1930.'")
    assert tab.input_value("#o-date") == "Canh Ngọ (1930)"


def test_without_scripts_it_is_a_plain_form(seat, form, now):
    tab = seat(form, scripts=False)
    tab.click("text='Nhận tất cả 4 đề xuất chắc chắn'")
    assert (now().kind, now().title, now().number) == ("Chỉ thị", _READ[3].value, None)
    tab.fill("#o-date", "khoảng 1920")
    tab.click("text='Lưu và công bố'")
    assert (now().date_text, now().state) == ("khoảng 1920", ItemState.PUBLISHED)


def test_rows_come_and_go_without_leaving_the_page(seat, engine, item, form, now):
    with work(engine) as session:
        row = cataloguing.find_item(session, item.id)
        row.collection = "dia-chi"
    tab = seat(form)
    tab.fill("#o-creator", "Nguyễn A")
    tab.click("[data-line=creator] button[name=them]")
    tab.keyboard.type("Lê B")
    tab.click("[data-line=creator] button[name=them]")
    tab.click("[data-line=creator] button[name=bot] >> nth=0")
    assert tab.input_value("#o-creator") == "Lê B"
    with tab.expect_navigation():
        tab.keyboard.press("Control+Enter")
    assert now().creator == "Lê B"
