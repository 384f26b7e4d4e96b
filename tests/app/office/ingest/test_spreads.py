"""Splitting of double-page images, keeping them whole, and undo."""

import pytest
from sqlalchemy import select

from library.accessions import register_queries
from library.accessions.models import Accession, AccessionState
from library.catalogue.models import Page
from library.database import reading, work
from library.triage import spreads
from tests.makers import make_accession, make_item, make_page

REGISTER = "/can-bo/lan-nhap"


@pytest.fixture
def number(engine):
    """Enter a finished delivery of one page; return its number."""
    with work(engine) as session:
        accession = make_accession(session, state=AccessionState.DONE)
        item = make_item(session)
        item.accession_id, accession.item_id = accession.id, item.id
        make_page(session, item, "Lạng Sơn")
        return accession.number


def _tell(office, number, act="trang-doi", **fields):
    return office.send(f"{REGISTER}/{number}", f"{REGISTER}/{number}/{act}", fields)


def _told(engine, number):
    with reading(engine) as session:
        return dict(spreads.cuts_by_picture(session, register_queries.entry(session, number).id))


def test_an_image_is_split_at_the_given_position(office, engine, number):
    _tell(office, number, anh="3", cat="48")
    assert _told(engine, number) == {3: 48}


def test_all_images_of_a_delivery_are_kept_whole(office, engine, number):
    _tell(office, number, anh="0", cat="0")
    assert _told(engine, number) == {0: 0}


def test_the_delivery_is_processed_again(office, engine, number):
    _tell(office, number, anh="3", cat="0")
    with reading(engine) as session:
        state = session.get_one(Accession, 1).state
    assert state is AccessionState.WAITING


def test_instructions_are_shown_and_undone(office, engine, number):
    _tell(office, number, anh="3", cat="0")
    assert "Ảnh số 3: để nguyên" in office.visit(f"{REGISTER}/{number}").words
    _tell(office, number, "trang-doi/tu-dong", anh="3")
    assert _told(engine, number) == {}


@pytest.fixture
def parted(engine, number):
    """Split the second of two images and exclude its right half from the item."""
    with work(engine) as session:
        cover, left_half = session.scalars(select(Page).order_by(Page.number))
        cover.taken_from, left_half.taken_from = "a:0 0.0-1.0", "a:1 0.0-0.5"
        right = {"taken_from": "a:1 0.5-1.0", "left_out": True, "languages": "fra"}
        make_page(session, cover.item, "Phải", **right)
    return number


@pytest.mark.parametrize("picture", ["2", "0"])
def test_losing_decisions_on_a_half_needs_confirmation(office, engine, parted, picture):
    page = _tell(office, parted, anh=picture, cat="0")
    assert "Trang 3 (ảnh quét số 2): đã ẩn; đọc bằng tiếng Pháp" in page.says("li")
    assert _told(engine, parted) == {}
    form = f"{REGISTER}/{parted}/trang-doi"
    office.send(f"{form}/ghep?anh={picture}", form, {})
    assert _told(engine, parted) == {int(picture): 0}


def test_no_confirmation_is_needed_if_nothing_is_lost(office, engine, parted):
    _tell(office, parted, anh="1", cat="0")
    assert _told(engine, parted) == {1: 0}


def test_automatic_splitting_may_join_halves_too(office, engine, parted):
    _tell(office, parted, anh="2", cat="50")
    page = _tell(office, parted, "trang-doi/tu-dong", anh="2")
    assert "Nếu máy không thấy gáy sách" in page.words
    form = f"{REGISTER}/{parted}/trang-doi"
    office.send(f"{form}/ghep?anh=2&may=1", f"{form}/tu-dong", {})
    assert _told(engine, parted) == {}


@pytest.mark.parametrize("fields", [{"anh": "-1"}, {"anh": "3", "cat": "100"}, {"cat": "50"}])
def test_invalid_split_positions_are_refused(office, number, fields):
    answer = office.client.post(f"{REGISTER}/{number}/trang-doi", data=fields)
    assert answer.status_code == 400


def test_an_unknown_image_is_refused(office, engine, number):
    with work(engine) as session:
        for page in session.scalars(select(Page)):
            page.taken_from = f"file:{page.number} 0.0-1.0"
    page = office.send(
        f"{REGISTER}/{number}", f"{REGISTER}/{number}/trang-doi", {"anh": "3"}, status=409
    )
    assert "lần nhập có 2 ảnh quét" in page.words
    assert _told(engine, number) == {}
