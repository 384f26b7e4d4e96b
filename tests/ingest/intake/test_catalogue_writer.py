"""Tests of the catalogue writer."""

from dataclasses import replace

import pytest

from ingest.intake import catalogue_writer
from ingest.record import Batch, FileKind, PageImage, PagePlace, PageRecord
from library.accessions.models import AccessionState
from library.catalogue.access import publishing
from library.catalogue.access.models import Publication
from library.catalogue.cataloguing import find_item, withdraw
from library.catalogue.models import Access, Item, ItemState, PageState
from library.errors import ItemNotFoundError
from library.planning.models import AppliedRule
from library.triage import instructions, survey
from library.triage.models import InstructionKind
from library.triage.survey import PageSurvey
from tests.makers import BY, make_accession, make_item, make_profile, make_staff

PLACE = PagePlace("file", FileKind.PDF, 0)


@pytest.fixture
def accession(session):
    """Return a delivery of three pages with an item, to be published automatically."""
    accession = make_accession(session, publish=True)
    catalogue_writer.write_item(
        session, accession, Batch("a.pdf", (), (PLACE,) * 3, "a"), make_profile()
    )
    session.flush()
    return accession


def _write_page(session, accession, number: int, thumbnail: str = "small") -> None:
    image = PageImage("thumbnail", thumbnail, "image/webp", 200, 280, 6000)
    page = PageRecord(number, PLACE, ("vie",), width=800, height=1100, words="w", images=(image,))
    catalogue_writer.write_page(session, accession, page, "Lạng Sơn")


HALVES = replace(PLACE, ends=0.5), replace(PLACE, begins=0.5)
LATER = replace(PLACE, index=1), replace(PLACE, index=2)


def _write_item(session, accession, *places: PagePlace) -> None:
    catalogue_writer.write_item(session, accession, Batch("a.pdf", (), places, "a"), make_profile())


def _left_out(session, accession) -> list[int]:
    pages = find_item(session, accession.item_id).pages
    return [page.number for page in pages if page.left_out]


def _hide(session, accession, number) -> None:
    find_item(session, accession.item_id).pages[number - 1].left_out = True


def test_decisions_stay_with_a_page_when_an_earlier_one_is_split(session, accession):
    _write_item(session, accession, PLACE, *LATER)
    _hide(session, accession, 3)
    instructions.give(session, accession, InstructionKind.READ, 2, 1, BY)
    _write_item(session, accession, *HALVES, *LATER)
    assert _left_out(session, accession) == [4]
    assert instructions.current(session, accession.id).to_be_read == {3}


def test_decisions_stay_with_a_page_when_earlier_halves_are_joined(session, accession):
    _write_item(session, accession, *HALVES, *LATER)
    _hide(session, accession, 4)
    instructions.give(session, accession, InstructionKind.READ, 2, 1, BY)
    _write_item(session, accession, PLACE, *LATER)
    assert _left_out(session, accession) == [3]
    assert instructions.current(session, accession.id).to_be_read == frozenset()


def test_derivatives_stay_with_a_renumbered_page(session, accession):
    _write_item(session, accession, PLACE, *LATER)
    _write_page(session, accession, 3, "third")
    _write_item(session, accession, *HALVES, *LATER)
    pages = find_item(session, accession.item_id).pages
    assert [[image.digest for image in page.derivatives] for page in pages] == [
        [],
        [],
        [],
        ["third"],
    ]


def test_both_halves_of_an_excluded_image_are_excluded(session, accession):
    _write_item(session, accession, PLACE, *LATER)
    _hide(session, accession, 1)
    _write_item(session, accession, *HALVES, *LATER)
    assert _left_out(session, accession) == [1, 2]


def test_pages_without_a_stored_source_keep_their_numbers(session, accession):
    _hide(session, accession, 2)
    for page in find_item(session, accession.item_id).pages:
        page.taken_from = None
    _write_item(session, accession, PLACE, *LATER)
    assert _left_out(session, accession) == [2]


def test_printed_page_numbers_follow_the_new_positions(session, accession):
    _write_item(session, accession, replace(PLACE, label="i"), *LATER)
    _write_item(session, accession, *HALVES, replace(LATER[0], label="ii"), LATER[1])
    labels = [page.label for page in find_item(session, accession.item_id).pages]
    assert labels == [None, None, "ii", None]


def test_surveys_of_removed_pages_are_deleted(session, accession):
    _write_item(session, accession, *HALVES, *LATER)
    seen = (PageSurvey(number, True, b"", "small", 96, 128) for number in range(1, 5))
    survey.store(session, accession.id, seen)
    _write_item(session, accession, PLACE, *LATER)
    assert [page.number for page in survey.surveyed_pages(session, accession.id)] == [1, 2, 3]


def test_an_item_is_published_with_its_first_page(session, accession):
    item = find_item(session, accession.item_id)
    assert item.state is ItemState.DRAFT
    _write_page(session, accession, 2)
    assert item.state is ItemState.PUBLISHED


def test_a_page_made_again_replaces_the_old_one(session, accession):
    _write_page(session, accession, 1, "old")
    _write_page(session, accession, 1, "new")
    page = find_item(session, accession.item_id).pages[0]
    assert [image.digest for image in page.derivatives] == ["new"]


def test_a_withdrawn_item_stays_withdrawn_when_a_page_is_made_again(session, accession):
    _write_page(session, accession, 1)
    item = find_item(session, accession.item_id)
    withdraw(session, item, BY, "nhầm")
    _write_page(session, accession, 1)
    assert item.state is ItemState.WITHDRAWN


def test_an_item_returned_to_draft_is_not_published_by_a_page_made_again(session, accession):
    _write_page(session, accession, 1)
    item = find_item(session, accession.item_id)
    withdraw(session, item, BY, "nhầm")
    publishing.submit(session, item, BY)
    publishing.return_to_draft(session, item, BY, "sửa thêm")
    _write_page(session, accession, 1)
    assert item.state is ItemState.DRAFT


def test_an_item_that_needs_two_people_is_not_published_by_its_page(session, accession):
    session.add(Publication(item_id=accession.item_id, two_people=True))
    _write_page(session, accession, 1)
    assert find_item(session, accession.item_id).state is ItemState.DRAFT


def test_the_first_readable_page_is_the_cover(session, accession):
    _write_page(session, accession, 3, "third")
    _write_page(session, accession, 2, "second")
    catalogue_writer.fail_page(session, accession, 1, "Trang hỏng.")
    catalogue_writer.settle(session, accession)
    assert find_item(session, accession.item_id).cover == "second"


def test_a_delivery_with_failed_pages_lists_them_and_the_remedy(session, accession):
    _write_page(session, accession, 2)
    for number in (1, 3):
        catalogue_writer.fail_page(session, accession, number, "Trang hỏng.")
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
        catalogue_writer.fail_page(session, accession, number, "Trang hỏng.")
    catalogue_writer.settle(session, accession)
    assert (accession.state, accession.item_id) == (AccessionState.REFUSED, None)
    session.flush()
    with pytest.raises(ItemNotFoundError):
        find_item(session, item_id)


def test_published_pages_stay_when_they_cannot_be_made_again(session, accession):
    _write_page(session, accession, 1)
    catalogue_writer.refuse(session, accession, "Tệp gốc đã bị hỏng.")
    assert accession.state is AccessionState.PARTIAL
    assert find_item(session, accession.item_id).pages[0].state is PageState.DONE


def test_removed_pages_are_deleted(session, accession):
    catalogue_writer.write_item(
        session, accession, Batch("a.pdf", (), (PLACE,), "a"), make_profile()
    )
    session.flush()
    session.expire_all()
    assert [page.number for page in find_item(session, accession.item_id).pages] == [1]


def test_scans_of_a_described_record_become_its_pages_and_leave_its_description(session):
    item = make_item(session, "Địa chí", texts=(), published=False, creator="Nông Văn A")
    accession = make_accession(session, item_id=item.id)
    _write_item(session, accession, PLACE, *LATER)
    assert (item.accession_id, item.page_count) == (accession.id, 1 + len(LATER))
    assert (item.title, item.creator) == ("Địa chí", "Nông Văn A")
    assert session.query(Item).count() == 1


def test_the_item_of_a_delivery_has_the_values_of_its_rules(session):
    make_staff(session, "lan")
    accession = make_accession(session)
    accession.given = {"told": {"licence": "CC0"}, "other": {"subject": "Lễ hội"}}
    values = {"access": "staff", "licence": "CC BY", "subject": "Chợ", "holder": "lan"}
    values["two_people"] = "1"
    row = AppliedRule(accession_id=accession.id, folder="van-ban", titles="R", values=values)
    session.add(row)
    session.flush()
    _write_item(session, accession, PLACE)
    item = find_item(session, accession.item_id)
    assert (item.access, item.licence) == (Access.STAFF, "CC0")
    assert item.other_fields == {"subject": "Lễ hội; Chợ"}
    publication = session.get(Publication, item.id)
    assert (publication.assigned_to, publication.two_people) == ("lan", True)
