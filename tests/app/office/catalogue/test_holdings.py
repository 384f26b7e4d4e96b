"""Staff list copies, put parts into wholes, and copy a description from a similar record."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.description import holdings, parts
from library.database import reading, work
from library.staff.permissions import Role
from tests.makers import BY, make_item


@pytest.fixture
def items(engine):
    """Enter an item and one that is like it."""
    with work(engine) as session:
        told = {"creator": "Trần A; Lê B", "place": "Lạng Sơn", "number": "2", "date": "1930"}
        like = make_item(session, "Tạp chí số 2", **told)
        return make_item(session, "Tạp chí số 3", place="Hà Nội"), like


@pytest.fixture
def page(items):
    """Give the address of the copies of the item."""
    return f"/can-bo/tai-lieu/{items[0].id}/ban"


def test_a_copy_is_listed_and_readers_are_told(office, browser, items, page):
    office.send(page, page, {"call_number": "DC.01", "location": "Kho", "condition": "worn"})
    said = browser.visit(f"/tai-lieu/{items[0].id}").says("dd")
    assert "DC.01 · Kho · cũ, còn dùng được" in said


def test_a_row_is_added_without_losing_what_was_typed(office, page):
    shown = office.send(page, page, {"call_number": "DC.01", "them": "1"})
    assert [row.get("value") for row in shown.all("input", name="call_number")] == ["DC.01", ""]


def test_a_condition_that_does_not_exist_is_no_error(office, engine, items, page):
    office.send(page, page, {"call_number": "DC.01", "condition": "bay mất"})
    with reading(engine) as session:
        assert holdings.of_item(session, items[0].id)[0].condition.value == "good"


def test_an_item_is_put_into_another_by_its_address(office, engine, items, page):
    act = f"/can-bo/tai-lieu/{items[0].id}/thuoc"
    office.send(page, act, {"thuoc": f"https://diachi.vn/tai-lieu/{items[1].id}/trang/1"})
    with reading(engine) as session:
        assert parts.whole_of(session, items[0].id).id == items[1].id


def test_readers_go_from_part_to_whole_and_back(browser, engine, items):
    with work(engine) as session:
        item = cataloguing.find_item(session, items[0].id)
        parts.put_into(session, item, items[1].id, BY)
    part, whole = (f"/tai-lieu/{item.id}" for item in items)
    assert browser.visit(part).leads_to(whole)
    assert browser.visit(whole).leads_to(part)


def test_readers_hear_nothing_of_a_whole_that_is_closed(browser, engine, items):
    with work(engine) as session:
        draft = make_item(session, "Bộ sách kín", published=False)
        item = cataloguing.find_item(session, items[0].id)
        parts.put_into(session, item, draft.id, BY)
    assert "Bộ sách kín" not in browser.visit(f"/tai-lieu/{items[0].id}").words


@pytest.mark.parametrize("typed", ["đâu đó", "khongco12345", "https://diachi.vn/"])
def test_what_leads_to_no_item_is_said(office, items, page, typed):
    shown = office.send(page, f"/can-bo/tai-lieu/{items[0].id}/thuoc", {"thuoc": typed})
    assert shown.says("p", class_="notice--bad")


def test_a_whole_is_looked_for_by_its_words(office, items, page):
    assert "Tạp chí số 2" in office.visit(f"{page}?tim=tap+chi").words


def test_a_similar_record_is_copied_into_the_form_but_not_saved(office, engine, items):
    form = f"/can-bo/tai-lieu/{items[0].id}"
    near = office.visit(f"{form}/tuong-tu")
    assert near.leads_to(f"{form}?chep={items[1].id}")
    shown = office.visit(f"{form}?chep={items[1].id}")
    typed = {name: [row.get("value") for row in shown.all("input", name=name)] for name in _TOLD}
    assert typed == _TOLD
    with reading(engine) as session:
        assert cataloguing.find_item(session, items[0].id).place == "Hà Nội"


_TOLD = {
    "title": ["Tạp chí số 3"],
    "creator": ["Trần A", "Lê B"],
    "place": ["Lạng Sơn"],
    "number": [""],
    "date": [""],
}


def test_a_record_that_is_not_there_cannot_be_copied(office, items):
    office.visit(f"/can-bo/tai-lieu/{items[0].id}?chep=khongco", status=404)


def test_who_may_not_describe_is_refused(staff, page):
    staff(Role.POINT_LIBRARIAN).visit(page, status=403)


def test_two_who_list_copies_at_once_do_not_write_over_each_other(office, engine, items, page):
    mine = {**office.visit(page).form(page), "call_number": "DC.02"}
    office.send(page, page, {"call_number": "DC.01"})
    shown = office.send(page, page, mine, status=409)
    assert "DC.01" in shown.words
    assert shown.form(page)["call_number"] == "DC.02"
    office.send(page, page, shown.form(page))
    with reading(engine) as session:
        assert [copy.call_number for copy in holdings.of_item(session, items[0].id)] == ["DC.02"]
