"""A page can be recognised again in other languages."""

import pytest
from sqlalchemy import select

from library.accessions.models import AccessionState
from library.catalogue.models import Page, PageState
from library.errors import PageNotFoundError, WrongStateError
from library.triage.instructions import choices, reread_in
from tests.makers import BY, make_accession, make_item, make_page


def _page(session, accession, number):
    conditions = Page.item_id == accession.item_id, Page.number == number
    return session.scalars(select(Page).where(*conditions)).one()


@pytest.fixture
def accession(session):
    """Enter a delivery that became an item of two pages."""
    accession = make_accession(session, state=AccessionState.DONE)
    item = make_item(session, texts=(), published=False)
    item.accession_id, accession.item_id = accession.id, item.id
    for text in ("chữ", None):
        make_page(session, item, text)
    return accession


def test_the_choice_is_stored_for_that_page_only(session, accession):
    reread_in(session, accession.item_id, 1, "vie+fra", BY)
    assert choices(session, accession.item_id) == {1: ("vie", "fra")}


def test_the_delivery_is_queued_again(session, accession):
    reread_in(session, accession.item_id, 1, "fra", BY)
    assert accession.state is AccessionState.WAITING


def test_readers_keep_the_old_text_until_there_is_a_new_one(session, accession):
    reread_in(session, accession.item_id, 1, "fra", BY)
    assert _page(session, accession, 1).state is PageState.DONE


def test_a_page_that_failed_is_tried_again(session, accession):
    page = _page(session, accession, 2)
    page.state, page.message = PageState.FAILED, "thiếu gói"
    reread_in(session, accession.item_id, 2, "vie", BY)
    assert (page.state, page.message) == (PageState.WAITING, None)


def test_the_choice_can_be_withdrawn(session, accession):
    reread_in(session, accession.item_id, 1, "fra", BY)
    reread_in(session, accession.item_id, 1, None, BY)
    assert choices(session, accession.item_id) == {}


def test_a_page_in_work_is_not_disturbed(session, accession):
    accession.state = AccessionState.WORKING
    with pytest.raises(WrongStateError, match="hãy đợi"):
        reread_in(session, accession.item_id, 1, "fra", BY)


def test_a_text_without_images_cannot_be_read_again(session):
    item = make_item(session)
    with pytest.raises(WrongStateError, match="không có ảnh"):
        reread_in(session, item.id, 1, "fra", BY)


def test_a_missing_page_raises(session, accession):
    with pytest.raises(PageNotFoundError):
        reread_in(session, accession.item_id, 9, "fra", BY)
