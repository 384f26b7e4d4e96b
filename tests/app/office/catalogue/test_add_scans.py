"""Scans that come later, and records of paper copies published without any."""

import io

import pytest

from library.accessions.models import Accession
from library.catalogue.models import Condition, Holding, ItemState
from library.catalogue.queries import item_record
from library.database import reading, work
from tests.makers import make_item


@pytest.fixture
def record(engine):
    """Enter a record without pages; return its id."""
    with work(engine) as session:
        return make_item(session, "Địa chí Lạng Sơn", texts=(), published=False).id


@pytest.fixture
def paper(engine, record):
    """Enter a physical copy of the record; return its id."""
    with work(engine) as session:
        holding = Holding(item_id=record, place=1, call_number="DC 959.7", location="Kho địa chí")
        holding.condition, holding.remark = Condition.GOOD, ""
        session.add(holding)
    return record


def _state(engine, item_id):
    with reading(engine) as session:
        return item_record(session, item_id).state


def _hand_in(browser, record, *names, status=200):
    address = f"/can-bo/tai-lieu/{record}/ban-quet"
    files = [(io.BytesIO(name.encode()), name) for name in names]
    return browser.send(address, address, {"tep": files}, status=status)


def test_scans_handed_in_later_belong_to_the_record(office, engine, record):
    page = _hand_in(office, record, "bìa.jpg", "trang 1.jpg")
    assert page.heading == "Mô tả: Địa chí Lạng Sơn"
    with reading(engine) as session:
        (delivery,) = session.query(Accession)
        assert (delivery.item_id, len(delivery.files)) == (record, 2)


def test_a_second_delivery_waits_for_the_first(office, record):
    _hand_in(office, record, "một.pdf")
    assert "đang được xử lý" in office.visit(f"/can-bo/tai-lieu/{record}/ban-quet").words


def test_two_documents_are_refused_at_the_field(office, engine, record):
    page = _hand_in(office, record, "một.pdf", "hai.pdf", status=400)
    assert "đúng tài liệu này" in page.says("p", class_="field__problem")[0]
    with reading(engine) as session:
        assert session.query(Accession).count() == 0


def test_a_record_with_pages_leads_to_the_page_that_inserts_pages(office, engine):
    with work(engine) as session:
        item = make_item(session)
    page = office.visit(f"/can-bo/tai-lieu/{item.id}/ban-quet")
    assert page.heading.startswith("Quét lại, chèn trang")


def test_a_refused_record_says_what_it_lacks_and_where_to_add_it(staff, engine, record):
    item = f"/can-bo/tai-lieu/{record}"
    page = staff("cataloguer").send(item, item, {"viec": "gui-duyet"})
    assert "chưa có trang nào đọc được" in page.words
    assert page.has_link_to(f"{item}/ban-quet")
    assert page.has_link_to(f"{item}/ban")
    assert _state(engine, record) is ItemState.DRAFT


def test_a_paper_record_is_published_and_says_where_the_paper_stands(
    office, browser, engine, index, paper
):
    item = f"/can-bo/tai-lieu/{paper}"
    office.send(item, item, {"viec": "cong-bo"})
    assert _state(engine, paper) is ItemState.PUBLISHED
    page = browser.visit(f"/tai-lieu/{paper}")
    assert "chưa có bản số hóa" in page.words
    assert "DC 959.7 · Kho địa chí" in page.words
    index()
    answers = browser.visit("/tra-cuu?q=dia+chi+lang+son")
    assert answers.has_link_to(f"/tai-lieu/{paper}")
    assert "Bản giấy, chưa có bản số hóa" in answers.words


def test_a_paper_record_is_in_the_collection_and_has_no_page_to_open(office, browser, paper):
    item = f"/can-bo/tai-lieu/{paper}"
    office.send(item, item, {"viec": "cong-bo"})
    assert browser.visit("/suu-tap/dia-chi").has_link_to(f"/tai-lieu/{paper}")
    browser.visit(f"/tai-lieu/{paper}/trang/1", status=404)
    assert not browser.visit(f"/tai-lieu/{paper}").has_link_to(f"/tai-lieu/{paper}/trang/1")
