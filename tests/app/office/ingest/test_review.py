"""Review of deliveries before OCR: findings, decisions and undo."""

import pytest

from library.accessions import ledger
from library.accessions.models import AccessionState
from library.catalogue.models import Page
from library.catalogue.queries import item_pages
from library.database import reading, work
from library.storage.content_store import ContentStore
from library.triage import instructions, survey
from library.triage.models import WHOLE_DELIVERY
from library.triage.survey import PageSurvey
from tests.library.triage.test_fingerprints import make_signature
from tests.makers import make_accession, make_item, make_page


@pytest.fixture
def delivery(engine, settings):
    """Enter a delivery of four pages: the second is blank, the fourth is the first again."""
    thumbnail = ContentStore(settings.derivatives).put(b"RIFF")
    with work(engine) as session:
        entry = make_accession(session, state=AccessionState.DONE)
        item = make_item(session, texts=["Một"])
        for text in ("", "Ba", "Một"):
            make_page(session, item, text)
        item.accession_id, entry.item_id = entry.id, item.id
        looks = [
            PageSurvey(n, n == 2, make_signature(n % 3), thumbnail, 160, 226) for n in range(1, 5)
        ]
        survey.store(session, entry.id, looks)
        for number, folio in ((1, 10), (2, 11), (3, 14), (4, 15)):
            survey.store_folio(session, entry.id, number, folio)
        return entry


@pytest.fixture
def decide(office, delivery):
    """Return a function that submits a decision and returns the resulting page."""
    address = f"/can-bo/lan-nhap/{delivery.number}/xem-luot"

    def sent(action, **fields):
        return office.send(address, address, {"viec": action, **fields})

    return sent


def _numbers(engine, delivery):
    with reading(engine) as session:
        return [sheet.number for sheet in item_pages(session, delivery.item_id)]


def test_a_delivery_shows_its_findings(office, delivery):
    words = office.visit(f"/can-bo/lan-nhap/{delivery.number}").words
    assert "Đã xem lướt 4 trang: 1 trang trắng, 1 trang giống trang trước" in words
    assert "thiếu trang 12–13?" in words


def test_the_report_shows_thumbnails(office, delivery):
    page = office.visit(f"/can-bo/lan-nhap/{delivery.number}/xem-luot")
    assert {image.get("alt") for image in page.all("img")} >= {
        "Trang 2 khi nộp",
        "Trang 4 khi nộp",
    }
    assert office.fetch(page.all("img")[-1].get("src")).data == b"RIFF"


def test_an_image_of_another_delivery_is_not_found(office, delivery, engine):
    with work(engine) as session:
        other = make_accession(session, "khác.pdf", "khác").number
    assert office.fetch(f"/can-bo/lan-nhap/{other}/anh/{'0' * 64}").status_code == 404


def test_excluded_pages_are_hidden_and_other_numbers_stay(decide, engine, delivery):
    decide("bo-qua", trang=["2", "4"])
    assert _numbers(engine, delivery) == [1, 3]


def test_all_blank_pages_are_excluded_at_once(decide, engine, delivery):
    decide("bo-qua-het")
    assert _numbers(engine, delivery) == [1, 3, 4]


def test_an_excluded_page_is_included_again(decide, engine, delivery):
    decide("bo-qua", trang="4")
    page = decide("dua-lai", trang="4")
    assert "Đã hiện lại trang 4." in page.words
    assert _numbers(engine, delivery) == [1, 2, 3, 4]


def test_each_button_names_the_page_it_hides(office, delivery):
    page = office.visit(f"/can-bo/lan-nhap/{delivery.number}/xem-luot")
    assert "Ẩn trang 4" in page.says("button")


def test_the_report_links_to_the_page_order(office, delivery):
    page = office.visit(f"/can-bo/lan-nhap/{delivery.number}/xem-luot")
    assert page.has_link_to(f"/can-bo/tai-lieu/{delivery.item_id}/trang")


def test_a_page_ordered_for_ocr_is_included_again(decide, engine, delivery):
    decide("bo-qua", trang="2")
    decide("doc", trang="2")
    assert _numbers(engine, delivery) == [1, 2, 3, 4]


def test_at_least_one_page_must_stay(office, delivery):
    address = f"/can-bo/lan-nhap/{delivery.number}/xem-luot"
    fields = {"viec": "bo-qua", "trang": ["1", "2", "3", "4"]}
    assert "ít nhất một trang" in office.send(address, address, fields, status=409).words


def test_readers_skip_excluded_pages(decide, browser, delivery):
    decide("bo-qua-het")
    page = browser.visit(f"/tai-lieu/{delivery.item_id}/trang/1")
    assert page.has_link_to(f"/tai-lieu/{delivery.item_id}/trang/3")
    assert browser.visit(f"/tai-lieu/{delivery.item_id}/trang?so=2").heading.startswith("Trang 3")


def test_staff_instructions_reach_the_pipeline(decide, engine, delivery):
    decide("doc", trang="2")
    decide("xoay", goc="2")
    with reading(engine) as session:
        orders = instructions.current(session, delivery.id)
    assert (orders.to_be_read, orders.turns) == (frozenset({2}), {WHOLE_DELIVERY: 2})


def test_staff_instructions_are_undone(decide, engine, delivery):
    decide("doc", trang="2")
    decide("xoay", goc="2")
    decide("thoi-doc", trang="2")
    decide("thoi-xoay")
    with reading(engine) as session:
        orders = instructions.current(session, delivery.id)
    assert (orders.to_be_read, orders.turns) == (frozenset(), {})


def test_a_rotated_delivery_shows_it_and_can_be_reset(office, engine, delivery):
    with work(engine) as session:
        ledger.record_step(session, delivery.id, None, "orient", 1, "k", output='{"turn": 2}')
    address = f"/can-bo/lan-nhap/{delivery.number}/xem-luot"
    page = office.visit(address)
    assert "cả lô được xoay 180°" in page.words
    leave = page.form(address)
    assert (leave["viec"], leave["goc"]) == ("xoay", "0")
    office.send(address, address, leave)
    with reading(engine) as session:
        assert instructions.current(session, delivery.id).turns == {WHOLE_DELIVERY: 0}


@pytest.fixture
def turned(engine, delivery):
    """Turn the third page of the delivery upside down."""
    with work(engine) as session:
        (page,) = [p for p in survey.surveyed_pages(session, delivery.id) if p.number == 3]
        page.turn = 2


def test_pages_with_deviating_orientation_are_shown(office, delivery, turned):
    words = office.visit(f"/can-bo/lan-nhap/{delivery.number}/xem-luot").words
    assert "1 trang nằm khác các trang khác" in words
    assert "Trang 3 xoay 180°" in words


def test_the_orientation_of_single_pages_is_set_and_reset(decide, engine, delivery, turned):
    page = decide("xoay-trang", trang=["3", "4"], goc="0")
    with reading(engine) as session:
        ordered = instructions.current(session, delivery.id).turns
    decide("thoi-xoay-trang", trang=["3", "4"])
    with reading(engine) as session:
        remaining = instructions.current(session, delivery.id).turns
    assert "Trang 4 để nguyên, bạn đã chọn" in page.words
    assert (ordered, remaining) == ({3: 0, 4: 0}, {})


def test_a_page_scanned_twice_does_not_hide_what_is_missing(office, engine, delivery):
    with work(engine) as session:
        for number, folio in ((1, 10), (2, 11), (4, 10)):
            survey.store_folio(session, delivery.id, number, folio)
        survey.store(session, delivery.id, [PageSurvey(5, False, b"", "0" * 64, 160, 226)])
        for number, folio in ((3, 14), (5, 15)):
            survey.store_folio(session, delivery.id, number, folio)
    words = office.visit(f"/can-bo/lan-nhap/{delivery.number}/xem-luot").words
    assert "Thiếu trang 12–13?" in words


def test_a_blank_page_in_a_gap_is_not_reported_missing(office, engine, delivery):
    with work(engine) as session:
        survey.store(session, delivery.id, [PageSurvey(3, True, b"", "0" * 64, 160, 226)])
        survey.store(session, delivery.id, [PageSurvey(5, False, b"", "0" * 64, 160, 226)])
        for number, folio in ((1, 8), (2, 9), (4, 12), (5, 13)):
            survey.store_folio(session, delivery.id, number, folio)
    words = office.visit(f"/can-bo/lan-nhap/{delivery.number}/xem-luot").words
    assert "Thiếu 1 trong các trang 10–11?" in words
    assert "giữa trang 2 và trang 4 của lần nhập, nơi có 1 trang trắng hoặc không rõ số." in words


def test_invalid_requests_are_refused(office, delivery):
    address = f"/can-bo/lan-nhap/{delivery.number}/xem-luot"
    office.send(address, address, {"viec": "?"}, status=400)
    office.send(address, address, {"viec": "xoay", "goc": "7"}, status=400)
    office.send(address, address, {"viec": "xoay-trang", "goc": "x", "trang": "3"}, status=400)


@pytest.mark.parametrize("action", ["bo-qua", "dua-lai", "doc", "thoi-doc", "thoi-xoay-trang"])
def test_unknown_page_numbers_are_refused(office, engine, delivery, action):
    address = f"/can-bo/lan-nhap/{delivery.number}/xem-luot"
    office.send(address, address, {"viec": action, "trang": ["1", "99"]}, status=404)
    with reading(engine) as session:
        assert not instructions.current(session, delivery.id).to_be_read


def test_an_excluded_page_keeps_its_text(decide, engine, delivery):
    decide("bo-qua", trang="4")
    with reading(engine) as session:
        (page,) = session.query(Page).filter_by(item_id=delivery.item_id, left_out=True)
        assert page.number == 4
