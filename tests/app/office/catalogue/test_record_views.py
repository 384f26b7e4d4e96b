"""Record views for staff and readers in MARC 21 and Dublin Core."""

from io import BytesIO

import pytest
from pymarc import MARCReader

from library.catalogue import cataloguing
from library.database import work
from tests.makers import make_item


@pytest.fixture
def item(engine):
    """Enter a published item."""
    with work(engine) as session:
        fields = {"creator": "Trần A; Lê B", "place": "Lạng Sơn", "date": "Bảo Đại thứ 5"}
        return make_item(session, "Địa dư chí <tỉnh>", **fields)


def test_staff_see_a_record_in_both_formats(office, item):
    page = office.visit(f"/can-bo/tai-lieu/{item.id}/bieu-ghi")
    assert {"245", "100", "700", "264", "dc:title", "dc:creator"} <= set(page.says("th"))
    assert {"$a Địa dư chí <tỉnh>", "Địa dư chí <tỉnh>"} <= set(page.says("td"))


def test_blanks_in_fixed_fields_are_visible(office, item):
    cells = office.visit(f"/can-bo/tai-lieu/{item.id}/bieu-ghi").says("td")
    assert any(text.startswith("00000nam#a22") for text in cells)


def test_a_date_is_shown_as_written(office, item):
    assert "Bảo Đại thứ 5" in office.visit(f"/can-bo/tai-lieu/{item.id}/bieu-ghi").words


def test_the_record_is_exported_as_marc(browser, item):
    sent = browser.fetch(f"/tai-lieu/{item.id}/marc.mrc")
    (record,) = MARCReader(BytesIO(sent.data))
    assert record["245"]["a"] == "Địa dư chí <tỉnh>"
    assert record.get("008").data[7:11] == "1930"


@pytest.mark.parametrize("name", ["marc.xml", "dublin-core.xml"])
def test_the_record_is_exported_as_xml(browser, item, name):
    sent = browser.fetch(f"/tai-lieu/{item.id}/{name}")
    assert sent.content_type == "application/xml; charset=utf-8"
    assert "Địa dư chí &lt;tỉnh&gt;" in sent.text


_FOR_STAFF = {"note": "Tặng riêng", "source": "Kho của ông A", "relation": "Hồ sơ 12"}
_FOR_ALL = {"extent": "214 tr.", "edition": "In lần 2", "isbn": "9786041234567"}


@pytest.fixture
def book(engine):
    """Enter a published item that was imported as a record, with staff notes."""
    with work(engine) as session:
        item = make_item(session, "Sách nhập từ biểu ghi")
        cataloguing.set_other_fields(session, item, {**_FOR_STAFF, **_FOR_ALL})
        return item


@pytest.mark.parametrize("name", ["marc.mrc", "marc.xml", "dublin-core.xml"])
def test_exports_for_readers_contain_no_hidden_fields(browser, book, name):
    page, sent = browser.visit(f"/tai-lieu/{book.id}"), browser.fetch(f"/tai-lieu/{book.id}/{name}")
    for text in _FOR_ALL.values():
        assert text in page.words
        assert text in sent.text
    for text in _FOR_STAFF.values():
        assert text not in page.words
        assert text not in sent.text


def test_staff_see_the_notes_in_the_record(office, book):
    assert "Tặng riêng" in office.visit(f"/can-bo/tai-lieu/{book.id}/bieu-ghi").words


def test_the_record_of_a_draft_is_not_exported(browser, engine):
    with work(engine) as session:
        draft = make_item(session, published=False)
    for name in ("marc.mrc", "marc.xml", "dublin-core.xml"):
        assert browser.fetch(f"/tai-lieu/{draft.id}/{name}").status_code == 404
