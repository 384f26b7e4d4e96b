"""History of a record: differences in order, earlier versions, fields restored one by one."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.models import Access, Item
from library.database import reading, work
from tests.makers import make_item

_LONG = "Chép lại từ bia đá ở chùa. " * 40


@pytest.fixture
def item(engine):
    """Enter a published item that two people described; return its office address."""
    with work(engine) as session:
        item = session.get(Item, make_item(session, "Sổ cũ").id)
        cataloguing.describe(session, item, {"title": "Sổ mới", "description": _LONG}, "lan")
        cataloguing.describe(session, item, {"title": "Sổ sai", "description": None}, "hoa")
    return f"/can-bo/tai-lieu/{item.id}"


@pytest.fixture
def stored(engine, item):
    """Return a function that reads the stored item."""

    def read_now():
        with reading(engine) as session:
            return session.get(Item, item.rsplit("/", 1)[1])

    return read_now


def _version(office, item, place):
    """Return the address of the version after an entry, counted from the latest."""
    links = [link.get("href") for link in office.visit(f"{item}/lich-su").all("a")]
    return [link for link in links if link.startswith(f"{item}/lich-su/")][place]


def test_the_history_says_who_changed_which_words(office, item):
    assert office.visit(item).has_link_to(f"{item}/lich-su")
    page = office.visit(f"{item}/lich-su")
    assert page.words.index("hoa sửa biểu ghi") < page.words.index("lan sửa biểu ghi")
    assert "sai" in page.says("ins")
    assert "mới" in page.says("del")


def test_fields_of_an_earlier_version_are_restored_one_by_one(office, item, stored):
    version = _version(office, item, 1)
    assert "Sổ mới" in office.visit(version).words
    office.send(version, version, {"o": ["description"]})
    assert (stored().title, stored().description) == ("Sổ sai", _LONG.strip())
    office.send(version, version, {"o": ["title"]})
    assert stored().title == "Sổ mới"


def test_a_field_that_changed_meanwhile_is_not_overwritten(office, engine, item, stored):
    version = _version(office, item, 1)
    fields = {**office.visit(version).form(version), "o": ["title"]}
    with work(engine) as session:
        cataloguing.describe(session, session.get(Item, stored().id), {"title": "Khác"}, "hoa")
    with office.client.post(version, data=fields) as response:
        assert response.status_code == 409
    assert stored().title == "Khác"


def test_a_version_of_another_item_is_not_shown(office, engine, item):
    with work(engine) as session:
        other = make_item(session, "Khác").id
    entry_id = _version(office, item, 0).rsplit("/", 1)[1]
    office.visit(f"/can-bo/tai-lieu/{other}/lich-su/{entry_id}", status=404)


def test_access_of_an_earlier_version_is_restored(office, engine, item, stored):
    with work(engine) as session:
        row = session.get(Item, stored().id)
        cataloguing.describe(session, row, {"access": Access.STAFF}, "hoa")
    version = _version(office, item, 1)
    office.send(version, version, {"o": ["access"]})
    assert stored().access is Access.PUBLIC


def test_several_values_come_back_as_people_type_them(office, engine, item, stored):
    with work(engine) as session:
        row = session.get(Item, stored().id)
        cataloguing.describe(session, row, {"chủ đề": ["đình", "chùa"]}, "lan")
        cataloguing.describe(session, row, {"chủ đề": "miếu"}, "hoa")
    version = _version(office, item, 1)
    office.send(version, version, {"o": ["chủ đề"]})
    assert stored().other_fields["chủ đề"] == "đình; chùa"


def test_staff_without_the_catalogue_permission_are_refused(staff, item):
    staff("point-librarian").visit(f"{item}/lich-su", status=403)
