"""Hidden pages of an item where two people decide: who shows them does not approve it."""

import pytest
from sqlalchemy import select

from library.catalogue.access import publishing
from library.catalogue.models import Item, ItemState, Page
from library.errors import FourEyesError
from library.page_arrangement import actions
from tests.makers import make_accession, make_collections, make_item, make_settings
from tests.presses import act, undo_last


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
    act(session, item, actions.drop, _ids(session, item, 2))
    return item


def _ids(session, item, number):
    return session.scalars(select(Page.id).where(Page.item_id == item.id, Page.number == number))


def _is_hidden(session, item):
    return session.scalar(select(Page.left_out).where(Page.item_id == item.id, Page.number == 2))


def test_pages_of_a_withdrawn_item_are_shown_before_its_review(session, reviewed):
    reviewed.state = ItemState.WITHDRAWN
    for number in (1, 2):
        assert _is_hidden(session, reviewed)
        act(session, reviewed, actions.restore, _ids(session, reviewed, number))
    assert not _is_hidden(session, reviewed)


def test_who_shows_a_hidden_page_in_review_does_not_approve_it(session, reviewed):
    reviewed.state = ItemState.REVIEW
    publishing.publication_of(session, reviewed).sent_by = "lan"
    undo_last(session, reviewed, "hoa")
    with pytest.raises(FourEyesError):
        publishing.approve(session, reviewed, "hoa")
    publishing.approve(session, reviewed, "lan")
