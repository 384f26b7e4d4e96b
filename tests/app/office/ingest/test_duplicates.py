"""Possible duplicate deliveries and the decisions on them."""

import pytest

from library.accessions.models import AccessionState
from library.catalogue.models import Item, ItemState
from library.database import reading, work
from library.storage.content_store import ContentStore
from library.triage import survey
from library.triage.survey import PageSurvey
from tests.library.triage.test_fingerprints import make_signature
from tests.makers import make_accession, make_item

OLD, NEW = "2026-00001", "2026-00002"
PAGE = "/can-bo/co-the-trung"


@pytest.fixture
def deliver(engine, settings):
    """Return a function that enters a delivery with the given page fingerprints."""
    thumbnail = ContentStore(settings.derivatives).put(b"RIFF")

    def entered(source, *seeds, published=True):
        with work(engine) as session:
            entry = make_accession(session, source, source, state=AccessionState.DONE)
            item = make_item(session, source, published=published)
            item.accession_id, entry.item_id = entry.id, item.id
            looks = [
                PageSurvey(number, False, make_signature(seed), thumbnail, 160, 226)
                for number, seed in enumerate(seeds, start=1)
            ]
            survey.store(session, entry.id, looks)
            return entry.number

    return entered


@pytest.fixture
def twins(deliver):
    """Enter a book of four pages, then three of them again; return both numbers."""
    return deliver("sách.pdf", 1, 2, 3, 4), deliver("sách quét lại.pdf", 1, 2, 3)


def _state(engine, title):
    with reading(engine) as session:
        return session.query(Item).filter_by(title=title).one().state


def _address(numbers, act):
    old, new = numbers
    return f"{PAGE}/{new}/{old}/{act}"


def test_both_are_shown_side_by_side(office, twins):
    page = office.visit(PAGE)
    assert "3 trang giống nhau" in page.words
    assert sum("khi nộp" in image.get("alt") for image in page.all("img")) == 6


def test_one_common_page_does_not_make_a_duplicate(office, deliver):
    deliver("sách.pdf", 1, 2, 3, 4)
    deliver("sách khác.pdf", 1, 5, 6, 7)
    assert "Không có gì chờ quyết định." in office.visit(PAGE).words


def test_keeping_both_is_asked_once(office, engine, twins):
    page = office.send(PAGE, _address(twins, "giu"), {})
    assert "Không có gì chờ quyết định." in page.words
    assert "giữ cả hai" in page.words
    assert _state(engine, "sách quét lại.pdf") is ItemState.PUBLISHED


def test_dropping_the_newer_one_needs_confirmation_and_withdraws_it(office, engine, twins):
    office.send(_address(twins, "bo"), _address(twins, "bo"), {})
    assert _state(engine, "sách quét lại.pdf") is ItemState.WITHDRAWN
    assert _state(engine, "sách.pdf") is ItemState.PUBLISHED


@pytest.mark.parametrize("published", [True, False])
def test_an_undone_decision_restores_the_previous_state(office, engine, deliver, published):
    numbers = deliver("sách.pdf", 1), deliver("lại.pdf", 1, published=published)
    previous = _state(engine, "lại.pdf")
    office.send(_address(numbers, "bo"), _address(numbers, "bo"), {})
    page = office.send(PAGE, _address(numbers, "hoan-tac"), {})
    assert "Giữ cả hai" in page.says("button")
    assert _state(engine, "lại.pdf") is previous


def test_dropping_needs_the_publish_permission(staff, twins):
    assert "Gỡ bản mới…" not in staff("cataloguer").visit(PAGE).words


def test_a_decision_is_made_once(office, twins):
    address = _address(twins, "giu")
    token = office.visit(PAGE).form(address)
    office.send(PAGE, address, {})
    assert office.client.post(address, data=token).status_code == 409


def test_identical_deliveries_are_listed_with_the_existing_item(office, engine):
    with work(engine) as session:
        values = {"state": AccessionState.DUPLICATE, "message": "Đã có tài liệu này: “sách”."}
        make_accession(session, "sách lần nữa.pdf", **values)
    page = office.visit(PAGE)
    assert "sách lần nữa.pdfĐã có tài liệu này: “sách”." in page.words
