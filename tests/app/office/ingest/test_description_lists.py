"""Description lists: matched rows and errors in the others."""

import pytest

from library.accessions import description_lists
from library.database import work
from library.exchange.list_rows import Row
from tests.makers import BY, make_accession


@pytest.fixture
def sheet(engine):
    """Return the id of a list delivered with two files."""
    with work(engine) as session:
        entered = description_lists.register_list(
            session, "metadata.csv", "-", collection="van-ban", by=BY
        )
        for name in ("a.pdf", "b.pdf"):
            make_accession(session, name, name, sheet_id=entered.id, place=name)
        return entered.id


def _read(engine, sheet, *rows, remarks=()):
    with work(engine) as session:
        description_lists.write_rows(session, sheet, rows, remarks)


def test_an_unmatched_row_is_shown_with_its_reason(office, engine, sheet):
    _read(engine, sheet, Row(2, "a.pdf"), Row(3, "mất.pdf"), remarks=("Cột lạ.",))
    page = office.visit(f"/can-bo/bang-mo-ta/{sheet}")
    assert "1/2 dòng khớp" in page.words
    assert page.says("td") == [
        "3",
        "mất.pdf",
        "Không có tệp hay thư mục này trong những gì được nộp.",
        "chưa dùng",
    ]
    assert "Cột lạ." in page.says("p", class_="notice")


def test_a_file_without_a_row_is_named(office, engine, sheet):
    _read(engine, sheet, Row(2, "a.pdf"))
    assert "b.pdf" in office.visit(f"/can-bo/bang-mo-ta/{sheet}").says("li")


def test_a_doubtful_row_links_to_its_delivery(office, engine, sheet):
    _read(engine, sheet, Row(2, "a.pdf", remarks=("Ngày lạ.",)))
    page = office.visit(f"/can-bo/bang-mo-ta/{sheet}")
    (address,) = (a.get("href") for a in page.all("a") if "/lan-nhap/" in a.get("href", ""))
    assert office.visit(address).has_link_to(f"/can-bo/bang-mo-ta/{sheet}")


def test_a_list_without_problems_shows_a_message(office, engine, sheet):
    _read(engine, sheet, Row(2, "a.pdf"), Row(3, "b.pdf"))
    assert "Mọi dòng đều khớp" in office.visit(f"/can-bo/bang-mo-ta/{sheet}").words


def test_an_unreadable_list_shows_the_reason(office, engine, sheet):
    with work(engine) as session:
        description_lists.refuse(session, sheet, "Bảng hỏng.")
    page = office.visit("/can-bo/bang-mo-ta")
    assert "không đọc được" in page.words
    assert "Bảng hỏng." in page.words


def test_the_newest_lists_are_shown(office, sheet):
    assert office.visit("/can-bo/bang-mo-ta").has_link_to(f"/can-bo/bang-mo-ta/{sheet}")


def test_without_lists_the_page_shows_instructions(staff):
    assert "metadata.xlsx" in staff("cataloguer").visit("/can-bo/bang-mo-ta").words


def test_an_unknown_list_is_not_found(office):
    office.visit("/can-bo/bang-mo-ta/7", status=404)
