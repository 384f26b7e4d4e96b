"""Consents and requests through the pages of the office and of readers."""

from io import BytesIO

import pytest

from library.catalogue.models import Item, ItemState
from library.consents.models import Consent, WithdrawalRequest
from library.database import reading, work
from tests.makers import make_item


@pytest.fixture
def item_id(engine):
    """Enter a published item."""
    with work(engine) as session:
        return make_item(session).id


@pytest.fixture
def place(item_id):
    """Return the address of the consents of the item."""
    return f"/can-bo/tai-lieu/{item_id}/dong-y"


def test_a_signed_form_is_kept_and_sent_to_staff_alone(engine, office, browser, item_id, place):
    scan = b"%PDF-1.4 phieu"
    values = {"nguoi": "Bà A", "cach": "form", "onsite": "on", "den": "31/12/2030"}
    page = office.send(place, place, values | {"phieu": (BytesIO(scan), "phiếu.pdf")})
    assert "Bà A" in page.words
    with reading(engine) as session:
        row = session.query(Consent).one()
        number, facts = row.id, (row.until, row.kept, row.onsite, row.published)
    assert facts == ("2030-12-31", True, True, False)
    assert office.fetch(f"{place}/{number}/phieu").data == scan
    assert browser.fetch(f"{place}/{number}/phieu").data != scan
    shown = browser.visit(f"/tai-lieu/{item_id}")
    assert "Bà A" not in shown.html
    assert "Chưa được đồng ý cho đọc ở mọi nơi" in shown.words


def test_a_file_that_is_no_scan_is_refused(office, place):
    values = {"nguoi": "Bà A", "cach": "form", "phieu": (BytesIO(b"MZ..."), "phiếu.pdf")}
    assert "PDF, JPEG hoặc PNG" in office.send(place, place, values, status=400).words


def test_a_refused_form_comes_back_as_it_was_typed(office, place):
    values = {"nguoi": "Bà A", "cach": "witnessed", "published": "on", "den": "31/2/2030"}
    form = office.send(place, place, values, status=400).form(place)
    assert {name: form.get(name) for name in values} == values


def test_refused_conditions_come_back_as_they_were_typed(office, place):
    values = {"mua-tu": "40/1", "mua-den": "2/2", "loi-bao": "Có hình tang lễ", "no_download": "on"}
    form = office.send(place, f"{place}/dieu-kien", values, status=400).form(f"{place}/dieu-kien")
    assert {name: form.get(name) for name in values} == values


def test_a_readers_request_is_granted(engine, office, browser, item_id):
    asking = f"/tai-lieu/{item_id}/xin-go"
    sent = browser.send(asking, asking, {"noi-dung": "Bà tôi không muốn", "an-ten": "on"})
    assert "đã nhận" in sent.words
    with reading(engine) as session:
        number = session.query(WithdrawalRequest).one().id
    decision = {"viec": "go", "loi": "Theo ý gia đình."}
    office.send("/can-bo/xin-go", f"/can-bo/xin-go/{number}", decision)
    with reading(engine) as session:
        assert session.get_one(Item, item_id).state is ItemState.WITHDRAWN
    gone = browser.visit(f"/tai-lieu/{item_id}", 410)
    assert ("Theo ý gia đình." in gone.words, "Mạc" in gone.html) == (True, False)


def test_conditions_are_set_on_their_page(office, place):
    form = {"mua-tu": "20/12", "mua-den": "15/2", "no_machines": "on"}
    page = office.send(place, f"{place}/dieu-kien", form)
    assert "từ ngày 20/12 đến ngày 15/2" in page.words
    refused = office.send(place, f"{place}/dieu-kien", {"mua-tu": "29/2"}, status=400)
    assert "29/2" in refused.words
    assert "Phiếu đồng ý" in office.visit(f"{place}/phieu-in").words


def test_a_request_without_words_comes_back_with_its_contact(office, place):
    asking = f"{place}/xin-go"
    values = {"noi-dung": " ", "lien-he": "0912 000 000", "an-ten": "on"}
    form = office.send(place, asking, values, status=400).form(asking)
    assert (form["lien-he"], form["an-ten"]) == ("0912 000 000", "on")
