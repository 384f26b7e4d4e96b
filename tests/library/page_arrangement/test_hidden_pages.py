"""Hidden pages of an item where two people decide: who shows them does not approve it."""

import pytest
from sqlalchemy import select

from library.accessions.models import Accession
from library.catalogue.access import publishing
from library.catalogue.models import Item, ItemState, Page
from library.errors import FourEyesError
from library.page_arrangement import actions, undo_log
from library.triage.excluded_pages import include_pages
from tests.makers import make_accession, make_collections, make_item, make_settings


@pytest.fixture
def settings(tmp_path):
    """Return settings with a collection that needs two people."""
    profile = 'title = "Mật"\nsummary = ""\nfour_eyes = true\n'
    folder = make_collections(tmp_path / "sưu tập", mat=profile)
    return make_settings(tmp_path / "nhà", collections=str(folder))


@pytest.fixture
def reviewed(session):
    """Enter a published item of a hidden and another page in that collection; Lan hid it."""
    item_id = make_item(session, texts=("trang một", "trang hai"), collection="mat").id
    item = session.get_one(Item, item_id)
    item.accession_id = make_accession(session, item_id=item_id).id
    session.flush()
    actions.drop(undo_log.load_arrangement(session, item, "lan"), _ids(session, item, 2))
    return item


def _ids(session, item, number):
    return session.scalars(select(Page.id).where(Page.item_id == item.id, Page.number == number))


def _is_hidden(session, item):
    return session.scalar(select(Page.left_out).where(Page.item_id == item.id, Page.number == 2))


def test_pages_of_a_withdrawn_item_are_shown_before_its_review(session, reviewed):
    reviewed.state = ItemState.WITHDRAWN
    pages = undo_log.load_arrangement(session, reviewed, "hoa")
    actions.restore(pages, list(_ids(session, reviewed, 2)))
    assert not _is_hidden(session, reviewed)


def test_pages_that_are_not_hidden_may_be_read_again(session, reviewed):
    accession = session.get_one(Accession, reviewed.accession_id)
    include_pages(session, accession, {1}, "hoa")
    assert _is_hidden(session, reviewed)


def test_who_shows_a_hidden_page_in_review_does_not_approve_it(session, reviewed):
    reviewed.state = ItemState.REVIEW
    publishing.publication_of(session, reviewed).sent_by = "lan"
    undo_log.undo(undo_log.load_arrangement(session, reviewed, "hoa"))
    with pytest.raises(FourEyesError):
        publishing.approve(session, reviewed, "hoa")
    publishing.approve(session, reviewed, "lan")
