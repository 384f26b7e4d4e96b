"""Anonymous reader requests for early OCR."""

import pytest

from library.accessions.models import Accession, AccessionState, Priority
from library.catalogue.models import Access
from library.database import reading, work
from tests.makers import make_accession, make_item, make_page


@pytest.fixture
def make_waiting(engine):
    """Return a function that creates an item with a waiting page and returns its address."""

    def made(**described):
        with work(engine) as session:
            item = make_item(session, **described)
            item.accession_id = make_accession(session, state=AccessionState.WORKING).id
            make_page(session, item)
            return f"/tai-lieu/{item.id}"

    return made


def _priority(engine):
    with reading(engine) as session:
        return session.get_one(Accession, 1).priority


def test_a_request_raises_the_priority_and_is_confirmed(browser, engine, make_waiting):
    place = make_waiting()
    page = browser.send(place, f"{place}/xin-doc-som", {})
    assert "được xử lý trước" in page.words
    assert _priority(engine) == Priority.REQUESTED


def test_a_requested_item_cannot_be_requested_again(browser, make_waiting):
    place = make_waiting()
    browser.send(place, f"{place}/xin-doc-som", {})
    assert not [f for f in browser.visit(place).all("form") if "xin-doc" in f.get("action")]


def test_a_complete_item_has_no_request_button(browser, engine):
    with work(engine) as session:
        place = f"/tai-lieu/{make_item(session).id}"
    assert not [f for f in browser.visit(place).all("form") if "xin-doc" in f.get("action")]


def test_a_restricted_item_cannot_be_requested(browser, engine, make_waiting):
    place, other = make_waiting(access=Access.LIBRARY), make_waiting()
    token = browser.visit(other).form(f"{other}/xin-doc-som")["csrf_token"]
    with browser.client.post(f"{place}/xin-doc-som", data={"csrf_token": token}) as response:
        assert response.status_code == 403
    assert _priority(engine) == Priority.ORDINARY
