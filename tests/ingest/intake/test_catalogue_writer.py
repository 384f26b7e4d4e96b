"""Tests of how what was made comes to stand on the shelves."""

from dataclasses import replace

import pytest

from ingest.intake import catalogue_writer
from ingest.record import Batch, FileKind, PageImage, PagePlace, PageRecord
from library.accessions.models import AccessionState
from library.catalogue.cataloguing import find_item, withdraw
from library.catalogue.models import ItemState, PageState
from library.errors import ItemNotFoundError
from library.triage import instructions, survey
from library.triage.excluded_pages import leave_out
from library.triage.models import About
from library.triage.survey import Glance
from tests.makers import BY, make_accession, make_profile

PLACE = PagePlace("file", FileKind.PDF, 0)


@pytest.fixture
def accession(session):
    """Give a delivery of three pages, laid out, to be published as it is made."""
    accession = make_accession(session, publish=True)
    catalogue_writer.lay_out(
        session, accession, Batch("a.pdf", (), (PLACE,) * 3, "a"), make_profile()
    )
    session.flush()
    return accession


def _deliver(session, accession, number: int, thumbnail: str = "small") -> None:
    image = PageImage("thumbnail", thumbnail, "image/webp", 200, 280, 6000)
    page = PageRecord(number, PLACE, ("vie",), width=800, height=1100, words="w", images=(image,))
    catalogue_writer.deliver(session, accession, page, "Lạng Sơn")


HALVES = replace(PLACE, ends=0.5), replace(PLACE, begins=0.5)
LATER = replace(PLACE, index=1), replace(PLACE, index=2)


def _lay_out(session, accession, *places: PagePlace) -> None:
    catalogue_writer.lay_out(session, accession, Batch("a.pdf", (), places, "a"), make_profile())


def _left_out(session, accession) -> list[int]:
    pages = find_item(session, accession.item_id).pages
    return [page.number for page in pages if page.left_out]


def test_what_was_decided_goes_with_a_page_when_one_before_it_is_parted(session, accession):
    _lay_out(session, accession, PLACE, *LATER)
    leave_out(session, accession, [3], BY)
    instructions.give(session, accession, About.READ, 2, 1, BY)
    _lay_out(session, accession, *HALVES, *LATER)
    assert _left_out(session, accession) == [4]
    assert instructions.of(session, accession.id).to_be_read == {3}


def test_what_was_decided_goes_back_with_a_page_when_halves_are_joined(session, accession):
    _lay_out(session, accession, *HALVES, *LATER)
    leave_out(session, accession, [4], BY)
    instructions.give(session, accession, About.READ, 2, 1, BY)
    _lay_out(session, accession, PLACE, *LATER)
    assert _left_out(session, accession) == [3]
    assert instructions.of(session, accession.id).to_be_read == frozenset()


def test_what_was_made_goes_with_a_page(session, accession):
    _lay_out(session, accession, PLACE, *LATER)
    _deliver(session, accession, 3, "third")
    _lay_out(session, accession, *HALVES, *LATER)
    pages = find_item(session, accession.item_id).pages
    assert [[image.digest for image in page.derivatives] for page in pages] == [
        [],
        [],
        [],
        ["third"],
    ]


def test_both_halves_of_a_picture_that_was_left_out_are_left_out(session, accession):
    _lay_out(session, accession, PLACE, *LATER)
    leave_out(session, accession, [1], BY)
    _lay_out(session, accession, *HALVES, *LATER)
    assert _left_out(session, accession) == [1, 2]


def test_pages_laid_out_before_places_were_kept_stay_at_their_numbers(session, accession):
    leave_out(session, accession, [2], BY)
    for page in find_item(session, accession.item_id).pages:
        page.taken_from = None
    _lay_out(session, accession, PLACE, *LATER)
    assert _left_out(session, accession) == [2]


def test_printed_numbers_of_pages_are_those_of_where_they_are_now(session, accession):
    _lay_out(session, accession, replace(PLACE, label="i"), *LATER)
    _lay_out(session, accession, *HALVES, replace(LATER[0], label="ii"), LATER[1])
    labels = [page.label for page in find_item(session, accession.item_id).pages]
    assert labels == [None, None, "ii", None]


def test_what_was_seen_of_pages_that_are_no_more_is_forgotten(session, accession):
    _lay_out(session, accession, *HALVES, *LATER)
    seen = (Glance(number, True, b"", "small", 96, 128) for number in range(1, 5))
    survey.note(session, accession.id, seen)
    _lay_out(session, accession, PLACE, *LATER)
    assert [page.number for page in survey.surveyed(session, accession.id)] == [1, 2, 3]


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
    catalogue_writer.fail(session, accession, 1, "Trang hỏng.")
    catalogue_writer.settle(session, accession)
    assert find_item(session, accession.item_id).cover == "second"


def test_a_delivery_that_lacks_pages_names_them_and_how_to_go_on(session, accession):
    _deliver(session, accession, 2)
    for number in (1, 3):
        catalogue_writer.fail(session, accession, number, "Trang hỏng.")
    catalogue_writer.settle(session, accession)
    assert accession.state is AccessionState.PARTIAL
    assert accession.message == (
        "2 trang không xử lý được (trang 1, 3): Trang hỏng. "
        "Khi đã sửa, hãy xử lý lại ở trang của lần nhập, hoặc chạy: "
        f"diachi ingest retry {accession.number}"
    )


def test_a_delivery_of_which_no_page_could_be_made_leaves_no_item(session, accession):
    item_id = accession.item_id
    for number in (1, 2, 3):
        catalogue_writer.fail(session, accession, number, "Trang hỏng.")
    catalogue_writer.settle(session, accession)
    assert (accession.state, accession.item_id) == (AccessionState.REFUSED, None)
    session.flush()
    with pytest.raises(ItemNotFoundError):
        find_item(session, item_id)


def test_what_readers_have_is_not_taken_away_when_it_cannot_be_made_again(session, accession):
    _deliver(session, accession, 1)
    catalogue_writer.refuse(session, accession, "Tệp gốc đã bị hỏng.")
    assert accession.state is AccessionState.PARTIAL
    assert find_item(session, accession.item_id).pages[0].state is PageState.DONE


def test_pages_that_are_no_more_are_taken_off(session, accession):
    catalogue_writer.lay_out(session, accession, Batch("a.pdf", (), (PLACE,), "a"), make_profile())
    session.flush()
    session.expire_all()
    assert [page.number for page in find_item(session, accession.item_id).pages] == [1]
