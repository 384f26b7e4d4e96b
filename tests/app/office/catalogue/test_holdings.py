"""Physical copies, part-whole relations and copying from a similar record."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.description import holdings, parts
from library.database import reading, work
from tests.makers import BY, make_item


@pytest.fixture
def items(engine):
    """Enter an item and a similar one."""
    with work(engine) as session:
        fields = {"creator": "Trần A; Lê B", "place": "Lạng Sơn", "number": "2", "date": "1930"}
        like = make_item(session, "Tạp chí số 2", **fields)
        return make_item(session, "Tạp chí số 3", place="Hà Nội"), like


@pytest.fixture
def page(items):
    """Return the address of the item's copies page."""
    return f"/can-bo/tai-lieu/{items[0].id}/ban"


def test_a_copy_is_listed_and_shown_to_readers(office, browser, items, page):
    office.send(page, page, {"call_number": "DC.01", "location": "Kho", "condition": "worn"})
    texts = browser.visit(f"/tai-lieu/{items[0].id}").says("dd")
    assert "DC.01 · Kho · cũ, còn dùng được" in texts


def test_a_row_is_added_and_typed_values_stay(office, page):
    shown = office.send(page, page, {"call_number": "DC.01", "them": "1"})
    assert [row.get("value") for row in shown.all("input", name="call_number")] == ["DC.01", ""]


def test_an_unknown_condition_is_replaced_by_the_default(office, engine, items, page):
    office.send(page, page, {"call_number": "DC.01", "condition": "bay mất"})
    with reading(engine) as session:
        assert holdings.of_item(session, items[0].id)[0].condition.value == "good"


def test_an_item_is_put_into_another_by_its_address(office, engine, items, page):
    act = f"/can-bo/tai-lieu/{items[0].id}/thuoc"
    office.send(page, act, {"thuoc": f"https://diachi.vn/tai-lieu/{items[1].id}/trang/1"})
    with reading(engine) as session:
        assert parts.whole_of(session, items[0].id).id == items[1].id


def test_readers_follow_links_between_part_and_host(browser, engine, items):
    with work(engine) as session:
        item = cataloguing.find_item(session, items[0].id)
        parts.put_into(session, item, items[1].id, BY)
    part, host = (f"/tai-lieu/{item.id}" for item in items)
    assert browser.visit(part).has_link_to(host)
    assert browser.visit(host).has_link_to(part)


def test_an_unpublished_host_is_hidden_from_readers(browser, engine, items):
    with work(engine) as session:
        draft = make_item(session, "Bộ sách kín", published=False)
        item = cataloguing.find_item(session, items[0].id)
        parts.put_into(session, item, draft.id, BY)
    assert "Bộ sách kín" not in browser.visit(f"/tai-lieu/{items[0].id}").words


@pytest.mark.parametrize("typed", ["đâu đó", "khongco12345", "https://diachi.vn/"])
def test_an_address_without_item_shows_an_error_message(office, items, page, typed):
    shown = office.send(page, f"/can-bo/tai-lieu/{items[0].id}/thuoc", {"thuoc": typed})
    assert shown.says("p", class_="notice--bad")


def test_a_host_item_is_searched_by_words(office, items, page):
    assert "Tạp chí số 2" in office.visit(f"{page}?tim=tap+chi").words


def test_a_similar_record_is_copied_into_the_form_but_not_saved(office, engine, items):
    form = f"/can-bo/tai-lieu/{items[0].id}"
    near = office.visit(f"{form}/tuong-tu")
    assert near.has_link_to(f"{form}?chep={items[1].id}")
    shown = office.visit(f"{form}?chep={items[1].id}")
    typed = {name: [row.get("value") for row in shown.all("input", name=name)] for name in _FIELDS}
    assert typed == _FIELDS
    with reading(engine) as session:
        assert cataloguing.find_item(session, items[0].id).place == "Hà Nội"


_FIELDS = {
    "title": ["Tạp chí số 3"],
    "creator": ["Trần A", "Lê B"],
    "place": ["Lạng Sơn"],
    "number": [""],
    "date": [""],
}


def test_an_unknown_record_cannot_be_copied(office, items):
    office.visit(f"/can-bo/tai-lieu/{items[0].id}?chep=khongco", status=404)


def test_concurrent_edits_of_copies_are_detected(office, engine, items, page):
    office.send(page, page, {"call_number": "DC.00"})
    mine = {**office.visit(page).form(page), "call_number": "DC.02"}
    office.send(page, page, {"call_number": "DC.01"})
    shown = office.send(page, page, mine, status=409)
    assert "DC.01" in shown.words
    assert shown.form(page)["call_number"] == "DC.02"
    office.send(page, page, shown.form(page))
    with reading(engine) as session:
        assert [copy.call_number for copy in holdings.of_item(session, items[0].id)] == ["DC.02"]


def test_cells_of_the_same_copy_changed_by_two_people_are_both_saved(office, engine, items, page):
    office.send(page, page, {"call_number": "DC.01", "location": "Kho A"})
    seen = office.visit(page).form(page)
    office.send(page, page, {"location": "Kho B"})
    office.send(page, page, {**seen, "remark": "Rách gáy"})
    with reading(engine) as session:
        (copy,) = holdings.of_item(session, items[0].id)
    assert (copy.location, copy.remark) == ("Kho B", "Rách gáy")


def test_a_copy_added_by_somebody_else_is_not_removed(office, engine, items, page):
    office.send(page, page, {"call_number": "DC.01"})
    seen = office.visit(page).form(page)
    with work(engine) as session:
        item = cataloguing.find_item(session, items[0].id)
        copies = holdings.of_item(session, item.id)
        holdings.replace_copies(session, item, (*copies, holdings.Copy("DC.02")), "ai đó")
    office.send(page, page, {**seen, "location": "Kho A"})
    with reading(engine) as session:
        stored = holdings.of_item(session, items[0].id)
    assert [(copy.call_number, copy.location) for copy in stored] == [
        ("DC.01", "Kho A"),
        ("DC.02", ""),
    ]


@pytest.mark.parametrize("first", [{}, {"call_number": "DC.00"}])
def test_copies_that_two_people_add_both_stay(office, engine, items, page, first):
    if first:
        office.send(page, page, first)
    seen = (
        office.send(page, page, {"them": "1"}).form(page)
        if first
        else office.visit(page).form(page)
    )
    rows = {} if not first else {"call_number": ["DC.00"]}

    def add(number):
        office.send(page, page, {**seen, "call_number": [*rows.get("call_number", []), number]})

    add("DC.01")
    add("DC.02")
    with reading(engine) as session:
        stored = [copy.call_number for copy in holdings.of_item(session, items[0].id)]
    assert stored == [*rows.get("call_number", []), "DC.01", "DC.02"]


def test_a_copy_edited_by_one_and_its_neighbours_changed_by_another_all_stay(
    office, engine, items, page
):
    rows = [holdings.Copy(registration=f"DC.{n}") for n in (1, 2)]
    with work(engine) as session:
        item = cataloguing.find_item(session, items[0].id)
        holdings.replace_copies(session, item, rows, "ai đó")
    seen = office.visit(page).form(page)
    with work(engine) as session:
        item = cataloguing.find_item(session, items[0].id)
        theirs = (
            holdings.Copy(registration="DC.2", shelf="K1"),
            holdings.Copy(registration="DC.3"),
        )
        holdings.replace_copies(session, item, theirs, "ai đó")
    mine = {"registration": ["DC.1", "DC.2"], "location": ["", "Kho A"]}
    office.send(page, page, {**seen, **mine, "shelf": ["", ""]})
    with reading(engine) as session:
        stored = holdings.of_item(session, items[0].id)
    assert [(copy.registration, copy.location, copy.shelf) for copy in stored] == [
        ("DC.2", "Kho A", "K1"),
        ("DC.3", "", ""),
    ]


def test_a_host_chosen_by_somebody_else_is_not_overwritten(office, engine, items, page):
    action = page.replace("/ban", "/thuoc")
    seen = office.visit(page).form(action)
    with work(engine) as session:
        parts.put_into(session, cataloguing.find_item(session, items[0].id), items[1].id, "ai đó")
        other = make_item(session, "Tập khác").id
    fields = {**seen, "thuoc": other}
    with office.client.post(action, data=fields, follow_redirects=True) as answer:
        assert "người khác vừa đặt" in answer.get_data(as_text=True)
    with reading(engine) as session:
        assert parts.whole_of(session, items[0].id).id == items[1].id


def test_a_number_of_another_copy_is_refused_with_a_link_to_its_item(office, engine, items, page):
    with work(engine) as session:
        other = cataloguing.find_item(session, items[1].id)
        holdings.replace_copies(session, other, (holdings.Copy(registration="DC.9"),), "lan")
    shown = office.send(page, page, {"registration": "DC.9"}, status=409)
    assert shown.has_link_to(f"/can-bo/tai-lieu/{other.id}")


def test_copies_of_an_unknown_item_are_not_found(office, page):
    unknown = "/can-bo/tai-lieu/khongco12345/ban"
    data = {**office.visit(page).form(page), "call_number": "DC.01"}
    with office.client.post(unknown, data=data) as response:
        assert response.status_code == 404
