"""Tests of how what was made comes to stand on the shelves."""

import pytest

from ingest import shelving
from ingest.record import Batch, FileKind, PageImage, PagePlace, PageRecord
from library.accessions.models import AccessionState
from library.catalogue.cataloguing import find_item, withdraw
from library.catalogue.models import ItemState, PageState
from library.errors import ItemNotFoundError
from tests.makers import BY, make_accession, make_profile

PLACE = PagePlace("file", FileKind.PDF, 0)


@pytest.fixture
def accession(session):
    """Give a delivery of three pages, laid out, to be published as it is made."""
    accession = make_accession(session, publish=True)
    shelving.lay_out(session, accession, Batch("a.pdf", (), (PLACE,) * 3, "a"), make_profile())
    session.flush()
    return accession


def _deliver(session, accession, number: int, thumbnail: str = "small") -> None:
    image = PageImage("thumbnail", thumbnail, "image/webp", 200, 280, 6000)
    page = PageRecord(number, PLACE, ("vie",), width=800, height=1100, words="w", images=(image,))
    shelving.deliver(session, accession, page, "Lạng Sơn")


def test_an_item_opens_to_readers_at_its_first_page(session, accession):
    item = find_item(session, accession.item_id)
    assert item.state is ItemState.DRAFT
    _deliver(session, accession, 2)
    assert item.state is ItemState.PUBLISHED


def test_a_page_that_is_made_again_replaces_what_was_there(session, accession):
    _deliver(session, accession, 1, "old")
    _deliver(session, accession, 1, "new")
    page = find_item(session, accession.item_id).pages[0]
    assert [image.digest for image in page.derivatives] == ["new"]


def test_an_item_that_was_withdrawn_stays_so_when_a_page_is_made_again(session, accession):
    _deliver(session, accession, 1)
    item = find_item(session, accession.item_id)
    withdraw(session, item, BY, "nhầm")
    _deliver(session, accession, 1)
    assert item.state is ItemState.WITHDRAWN


def test_the_first_readable_page_is_the_cover(session, accession):
    _deliver(session, accession, 3, "third")
    _deliver(session, accession, 2, "second")
    shelving.fail(session, accession, 1, "Trang hỏng.")
    shelving.settle(session, accession)
    assert find_item(session, accession.item_id).cover == "second"


def test_a_delivery_that_lacks_pages_names_them_and_how_to_go_on(session, accession):
    _deliver(session, accession, 2)
    for number in (1, 3):
        shelving.fail(session, accession, number, "Trang hỏng.")
    shelving.settle(session, accession)
    assert accession.state is AccessionState.PARTIAL
    assert accession.message == (
        "2 trang không xử lý được (trang 1, 3): Trang hỏng. "
        "Khi đã sửa, hãy xử lý lại ở trang của lần nhập, hoặc chạy: "
        f"diachi ingest retry {accession.number}"
    )


def test_a_delivery_of_which_no_page_could_be_made_leaves_no_item(session, accession):
    item_id = accession.item_id
    for number in (1, 2, 3):
        shelving.fail(session, accession, number, "Trang hỏng.")
    shelving.settle(session, accession)
    assert (accession.state, accession.item_id) == (AccessionState.REFUSED, None)
    session.flush()
    with pytest.raises(ItemNotFoundError):
        find_item(session, item_id)


def test_what_readers_have_is_not_taken_away_when_it_cannot_be_made_again(session, accession):
    _deliver(session, accession, 1)
    shelving.refuse(session, accession, "Tệp gốc đã bị hỏng.")
    assert accession.state is AccessionState.PARTIAL
    assert find_item(session, accession.item_id).pages[0].state is PageState.DONE


def test_pages_that_are_no_more_are_taken_off(session, accession):
    shelving.lay_out(session, accession, Batch("a.pdf", (), (PLACE,), "a"), make_profile())
    session.flush()
    session.expire_all()
    assert [page.number for page in find_item(session, accession.item_id).pages] == [1]
