"""Browsing by persons, corporate bodies and subjects, and authority links of items."""

import pytest
from sqlalchemy import select

from library.catalogue import cataloguing
from library.catalogue.authorities import edit_records, merging
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.models import Access
from library.database import work
from search_index.index.sync import drain
from tests.makers import BY, make_item

_PEOPLE, _SUBJECTS = "/duyet/tac-gia", "/duyet/de-muc"


@pytest.fixture
def make(engine):
    """Return a function that creates an item with a subject."""

    def made(title, subject=None, **fields):
        with work(engine) as session:
            item = make_item(session, title, **fields)
            if subject:
                cataloguing.set_other_fields(session, item, {"subject": subject})
            return item.id

    return made


@pytest.fixture
def number(engine):
    """Return a function that returns the number of a name."""

    def found(name):
        with work(engine) as session:
            return session.scalar(select(Authority.id).where(Authority.name == name))

    return found


def _names(page):
    return [link.text for link in page.all("ul", class_="names")[0].iter() if link.tag == "a"]


def test_names_are_in_alphabetical_order_with_counts(browser, make):
    make("Một", creator="Vi Hồng; Đinh Ngọc Viện; Dương Thuấn")
    make("Hai", creator="Vi Hồng")
    page = browser.visit(_PEOPLE)
    assert _names(page) == ["Dương Thuấn", "Đinh Ngọc Viện", "Vi Hồng"]
    assert page.says("small")[-2:][0] or "2" in page.words


def test_a_letter_leads_to_its_names(browser, make):
    make("Một", creator="Vi Hồng; Đinh Ngọc Viện")
    assert _names(browser.visit(f"{_PEOPLE}?chu=Đ")) == ["Đinh Ngọc Viện"]
    assert _names(browser.visit(f"{_PEOPLE}?chu=D\u0111")) == ["Đinh Ngọc Viện", "Vi Hồng"]


def test_a_name_is_found_by_a_part_of_it(browser, make):
    make("Một", creator="Vi Hồng; Đinh Ngọc Viện")
    assert _names(browser.visit(f"{_PEOPLE}?q=ngo%CC%A3c")) == ["Đinh Ngọc Viện"]
    assert "Không có tên nào như vậy" in browser.visit(f"{_PEOPLE}?q=xyz").words


@pytest.mark.parametrize("address", [_PEOPLE, _SUBJECTS, "/duyet/dia-danh"])
def test_an_empty_library_has_no_names(browser, address):
    assert "Chưa có tên nào" in browser.visit(address).words


def test_the_page_of_a_name_shows_its_record_and_items(browser, engine, make, number):
    make("Một", creator="Vi Hồng")
    with work(engine) as session:
        record = session.get(Authority, number("Vi Hồng"))
        details = AuthorityDetails(
            "Vi Hồng",
            AuthorityKind.PERSON,
            begins="1936",
            ends="1997",
            note="nhà văn Tày",
            source="https://vi.example.org",
            variants=("Vi Văn Hồng",),
        )
        edit_records.edit(session, record, details, BY)
    page = browser.visit(f"/ten/{number('Vi Hồng')}")
    assert page.heading == "Vi Hồng"
    assert all(text in page.words for text in ("1936 – 1997", "Vi Văn Hồng", "nhà văn Tày", "Một"))


def test_an_item_links_to_its_names_and_subjects(browser, make, number):
    item = make("Một", "Hát then; Dân ca", creator="Vi Hồng")
    page = browser.visit(f"/tai-lieu/{item}")
    names = ("Vi Hồng", "Hát then", "Dân ca")
    assert all(page.has_link_to(f"/ten/{number(name)}") for name in names)


def test_subjects_are_listed_apart_from_people(browser, make):
    make("Một", "Hát then", creator="Vi Hồng")
    assert _names(browser.visit(_SUBJECTS)) == ["Hát then"]


@pytest.mark.parametrize("fields", [{"published": False}, {"access": Access.STAFF}])
def test_names_of_hidden_items_are_not_found(browser, make, number, fields):
    make("Một", creator="Vi Hồng", **fields)
    browser.visit(f"/ten/{number('Vi Hồng')}", status=404)
    assert "Chưa có tên nào" in browser.visit(_PEOPLE).words


def test_the_address_of_a_merged_name_redirects(browser, engine, make, number):
    make("Một", creator="Vi Hong")
    make("Hai", creator="Vi Hồng")
    old, new = number("Vi Hong"), number("Vi Hồng")
    with work(engine) as session:
        merging.merge(session, old, new, BY)
    response = browser.fetch(f"/ten/{old}")
    assert (response.status_code, response.headers["Location"]) == (301, f"/ten/{new}")


def test_an_item_is_found_by_every_name(browser, engine, settings, make):
    make("Đất bằng", "Hát then", creator="Vi Hồng")
    with work(engine) as session:
        for record in session.scalars(select(Authority)):
            other = {"Vi Hồng": "Xuân Đàng", "Hát then": "Lẩu then"}[record.name]
            edit_records.edit(
                session, record, AuthorityDetails(record.name, record.kind, variants=(other,)), BY
            )
    drain(settings, engine)
    for query in ("xuan dang", "“Lẩu then”", "hát then", "tác giả:xuan dang"):
        assert "Đất bằng" in browser.visit("/tra-cuu", query_string={"q": query}).words, query


def test_many_names_are_split_into_screens(browser, make):
    make("Một", creator="; ".join(f"Người thứ {place}" for place in range(130)))
    page = browser.visit(_PEOPLE)
    assert page.has_link_to(f"{_PEOPLE}?trang=2")
    assert len(_names(browser.visit(f"{_PEOPLE}?trang=2"))) == 30
    browser.visit(f"{_PEOPLE}?trang=99")


def test_the_page_of_a_name_is_available_in_english(browser, make, number):
    make("Một", "Hát then", creator="Vi Hồng")
    browser.client.set_cookie("ngon-ngu", "en")
    assert browser.visit(_PEOPLE).heading == "By person and body"
    browser.visit(f"/ten/{number('Vi Hồng')}")
