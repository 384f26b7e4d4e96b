"""Description form in Chromium with keyboard shortcuts for proposals and publishing."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.access import publishing
from library.catalogue.description.proposals import Proposed, replace_open
from library.catalogue.models import ItemState
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import BY, make_item

_MOST_KEYS = 6
_COVERED = """() => {
  document.documentElement.style.scrollBehavior = "auto";
  document.activeElement.blur();
  return [...document.querySelectorAll("[data-describe] button:not(.unseen)")].filter((button) => {
    button.focus();
    if (button !== document.activeElement) return false;
    const box = button.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !button.contains(top);
  }).map((button) => button.textContent);
}"""
"""Names of the buttons that something else covers while they have the focus."""

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
    """Enter a scanned decree as the pipeline leaves it, with handwritten figures."""
    with work(engine) as session:
        item = make_item(session, "quet 0012", collection="van-ban", texts=(), published=False)
        make_scan(session, settings, item, "Số: 11/CT-UBND")
        replace_open(session, item.id, 1, _READ)
        return item


@pytest.fixture
def form(item):
    """Return the address of the form."""
    return f"/can-bo/tai-lieu/{item.id}"


@pytest.fixture
def now(engine, item):
    """Return a function that reads the current item."""

    def read_now():
        with reading(engine) as session:
            item_row = cataloguing.find_item(session, item.id)
            session.expunge(item_row)
        return item_row

    return read_now


def _on(tab):
    return tab.evaluate("document.activeElement.textContent")


def test_a_decree_is_described_and_published_with_six_keys_at_most(open_page, form, now):
    tab = open_page(form)
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


def test_the_crop_of_the_current_proposal_is_visible(open_page, form):
    tab = open_page(form)
    tab.keyboard.press("Enter")
    crop = "document.activeElement.closest('.offer').querySelector('svg').getBoundingClientRect()"
    place = tab.evaluate(f"(({{top, bottom}}) => [top, bottom])({crop})")
    assert 0 <= place[0] < place[1] <= tab.viewport_size["height"]


def test_a_wrong_proposal_is_dismissed_with_one_key(open_page, form, now):
    tab = open_page(form)
    tab.keyboard.press("Enter")
    tab.keyboard.press("Delete")
    tab.keyboard.press("Enter")
    with tab.expect_navigation():
        tab.keyboard.press("Control+Enter")
    assert now().state is ItemState.DRAFT
    assert {now().number, now().date} == {None, "2024-09-11"}
    assert tab.locator(".offer").count() == 0


def test_a_date_is_checked_while_typing(open_page, form):
    tab = open_page(form)
    tab.fill("#o-date", "Canh Ngọ")
    tab.click("text='Canh Ngọ (1930)'")
    tab.wait_for_selector("text='Hiểu là năm 1930.'")
    assert tab.input_value("#o-date") == "Canh Ngọ (1930)"


def test_without_scripts_it_is_a_plain_form(open_page, form, now):
    tab = open_page(form, scripts=False)
    tab.click("text='Nhận tất cả 4 đề xuất chắc chắn'")
    assert (now().kind, now().title, now().number) == ("Chỉ thị", _READ[3].value, None)
    tab.fill("#o-date", "khoảng 1920")
    tab.click("text='Lưu và công bố'")
    assert (now().date_text, now().state) == ("khoảng 1920", ItemState.PUBLISHED)


def test_rows_are_added_and_removed_without_a_reload(open_page, engine, item, form, now):
    with work(engine) as session:
        row = cataloguing.find_item(session, item.id)
        row.collection = "dia-chi"
    tab = open_page(form)
    tab.fill("#o-creator", "Nguyễn A")
    tab.click("[data-line=creator] button[name=them]")
    tab.keyboard.type("Lê B")
    tab.click("[data-line=creator] button[name=them]")
    tab.click("[data-line=creator] button[name=bot] >> nth=0")
    assert tab.input_value("#o-creator") == "Lê B"
    with tab.expect_navigation():
        tab.keyboard.press("Control+Enter")
    assert now().creator == "Lê B"


def test_keys_stop_at_each_empty_required_field_before_the_final_button(open_page, engine, now):
    with work(engine) as session:
        cataloguing.describe(session, cataloguing.find_item(session, now().id), {"title": ""}, BY)
        replace_open(session, now().id, 1, _READ[:1])
    tab = open_page(f"/can-bo/tai-lieu/{now().id}")
    tab.keyboard.press("Enter")
    stops = []
    while not tab.evaluate("document.activeElement.matches('[data-final]')"):
        assert len(stops) < 9
        stops.append(tab.evaluate("document.activeElement.name"))
        tab.keyboard.type("1/2/2024" if stops[-1] == "date" else "Chữ")
        tab.keyboard.press("Enter")
    assert stops[0] == "title"
    assert len(set(stops)) == len(stops)


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (683, 384)])
def test_the_sticky_bar_covers_no_focused_button(open_page, form, size):
    tab = open_page(form)
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    covered = tab.evaluate(_COVERED)
    assert covered == []


@pytest.mark.parametrize("focused", ["body", "a.describing__page", "#o-ly-do", "#o-title"])
def test_a_reviewer_publishes_by_key_wherever_the_focus_is(open_page, engine, form, now, focused):
    with work(engine) as session:
        item = cataloguing.find_item(session, form.rsplit("/", 1)[1])
        publishing.submit(session, item, BY)
    tab = open_page(form)
    tab.evaluate("document.activeElement.blur()")
    if focused != "body":
        tab.focus(focused)
    with tab.expect_navigation():
        tab.keyboard.press("Control+Shift+Enter")
    assert now().state is ItemState.PUBLISHED
