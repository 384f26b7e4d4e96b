"""Unsaved changes in Chromium: counted, warned about, stored while typing, brought back."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from library.catalogue import cataloguing
from library.database import reading, work
from library.staff import staff_sessions
from library.staff.models import FormDraft, StaffMember, StaffSession
from tests.makers import make_item

_TYPED = "Bản dập bia “Thủy Môn Đình” <1670>"
_NOTE = "main [name=description]"


@pytest.fixture
def form(engine):
    """Enter an item; return the address of its description form."""
    with work(engine) as session:
        return f"/can-bo/tai-lieu/{make_item(session, published=False).id}"


def _type(tab, text=_TYPED):
    tab.locator(_NOTE).press_sequentially(text)


def _wait_until_stored(tab):
    tab.wait_for_selector(".unsaved span:has-text('giữ hộ')")


def test_changes_are_counted_and_a_change_taken_back_is_none(open_page, form):
    tab = open_page(form)
    first_text = tab.locator(_NOTE).input_value()
    _type(tab)
    tab.locator("[name=title]").fill("Bia")
    assert tab.locator(".unsaved b").inner_text() == "2 ô chưa lưu."
    assert tab.title().startswith("●")
    tab.locator("[name=title]").fill(tab.locator("[name=title]").get_attribute("value"))
    tab.locator(_NOTE).fill(first_text)
    tab.wait_for_selector(".unsaved", state="hidden")


def test_leaving_warns_and_back_brings_everything_again(open_page, form):
    tab = open_page(form)
    _type(tab)
    dialogs = []
    tab.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    tab.goto(tab.url.rpartition("/can-bo")[0] + "/can-bo")
    assert dialogs == ["beforeunload"]
    tab.go_back()
    tab.wait_for_function(
        "document.querySelector('main [name=description]')?.value.includes('Thủy')"
    )
    assert tab.locator(_NOTE).input_value() == _TYPED
    assert "chưa lưu" in tab.locator(".unsaved").inner_text().lower()


def test_a_closed_tab_leaves_a_form_that_is_offered_again(open_page, engine, form):
    tab = open_page(form)
    _type(tab)
    _wait_until_stored(tab)
    address, context = tab.url, tab.context
    tab.close()
    with reading(engine) as session:
        assert session.query(FormDraft).count() == 1
    later = context.new_page()
    later.goto(address)
    later.click("form[data-unsaved] button")
    assert later.locator(_NOTE).input_value() == _TYPED
    later.click("[data-save]")
    later.wait_for_selector("text=Đã lưu mô tả")
    assert later.locator(_NOTE).input_value() == _TYPED
    with reading(engine) as session:
        assert session.query(FormDraft).count() == 0


def test_a_saved_form_is_neither_offered_nor_brought_back(open_page, form):
    tab = open_page(form)
    _type(tab)
    tab.click("[data-save]")
    tab.wait_for_selector("text=Đã lưu mô tả")
    tab.reload()
    assert tab.locator(_NOTE).input_value() == _TYPED
    assert tab.locator("form[data-unsaved]").count() == 0
    assert not tab.locator(".unsaved").is_visible()


def test_a_session_that_ends_while_typing_loses_nothing(open_page, engine, form):
    tab = open_page(form)
    with work(engine) as session:
        session.query(StaffSession).delete()
    _type(tab)
    tab.click("[data-save]")
    tab.wait_for_selector("text=Những gì bạn vừa gõ được giữ nguyên")
    with work(engine) as session:
        member = session.query(StaffMember).one()
        assert session.query(FormDraft).one().member_id == member.id
        staff_sessions.start_session(session, member.id, "thử", proven=True)


def test_without_scripts_the_form_still_saves(open_page, form):
    tab = open_page(form, scripts=False)
    tab.fill(_NOTE, _TYPED)
    tab.click("#mo-ta .acts--below button >> nth=0")
    assert tab.locator(_NOTE).input_value() == _TYPED


def test_the_text_of_the_other_person_is_taken_with_one_button(open_page, engine, form):
    tab = open_page(form)
    _type(tab)
    _wait_until_stored(tab)
    with work(engine) as session:
        item = cataloguing.find_item(session, form.rpartition("/")[2])
        cataloguing.describe(session, item, {"description": "Lời của họ"}, "ai đó")
    other = tab.context.new_page()
    other.goto(tab.url)
    other.click("form[data-unsaved] button")
    other.click("[data-take=description]")
    assert other.locator(_NOTE).input_value() == "Lời của họ"
    other.click("[data-save]")
    other.wait_for_selector("text=Đã lưu mô tả")
    assert other.locator(_NOTE).input_value() == "Lời của họ"


def test_axe_finds_nothing_while_typing_in_a_comparison_and_on_a_stored_form(
    open_page, engine, form
):
    tab = open_page(form)
    _type(tab)
    _wait_until_stored(tab)
    violations = _violations(tab)
    with work(engine) as session:
        item = cataloguing.find_item(session, form.rpartition("/")[2])
        cataloguing.describe(session, item, {"description": "Lời của họ"}, "ai đó")
    other = tab.context.new_page()
    other.goto(tab.url)
    violations += _violations(other)
    other.click("form[data-unsaved] a")
    violations += _violations(other)
    other.click("button[name=mo-lai]")
    other.wait_for_selector(".clashes")
    assert violations + _violations(other) == []


def _violations(tab):
    return [(tab.url, problem["id"]) for problem in Axe().run(tab).response["violations"]]
