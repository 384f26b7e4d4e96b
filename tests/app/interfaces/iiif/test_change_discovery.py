"""Change Discovery: which manifests changed, for clients that read backwards."""

from app.interfaces.iiif import collections
from library.catalogue.cataloguing import withdraw
from library.catalogue.models import Item
from library.database import work
from tests.app.interfaces.iiif.schemas import complaints
from tests.makers import BY, make_item

_SCHEMA = "change-discovery-1.0"


def _walk(ask):
    """Return all activities, read from the last page to the first, and the answers."""
    answers = [ask("/iiif/changes")]
    page = ask(answers[0]["last"]["id"])
    activities = []
    while page:
        answers.append(page)
        activities.extend(reversed(page["orderedItems"]))
        page = "prev" in page and ask(page["prev"]["id"])
    return activities, answers


def test_a_client_learns_of_every_manifest_and_of_its_withdrawal(monkeypatch, engine, enter, ask):
    monkeypatch.setattr(collections, "_CHANGES_PER_PAGE", 2)
    items = [enter(title=f"Sách {number}") for number in range(3)]
    with work(engine) as session:
        withdraw(session, session.get(Item, items[0].id), BY, "Trùng bản khác")
    activities, answers = _walk(ask)
    assert [(activity["type"], activity["object"]["id"][-12:]) for activity in activities] == [
        ("Delete", items[0].id),
        ("Update", items[2].id),
        ("Update", items[1].id),
    ]
    assert answers[0]["totalItems"] == 3
    assert [complaints(_SCHEMA, answer) for answer in answers] == [[]] * 3


def test_items_that_are_only_text_are_left_out(engine, enter, ask):
    book = enter()
    with work(engine) as session:
        make_item(session)
    activities, answers = _walk(ask)
    assert [activity["object"]["id"][-12:] for activity in activities] == [book.id]
    assert answers[0]["totalItems"] == 1


def test_a_library_without_items_has_an_empty_page(ask):
    activities, answers = _walk(ask)
    assert activities == []
    assert complaints(_SCHEMA, answers[0]) == []


def test_a_page_beyond_the_last_is_not_there(browser):
    with browser.client.get("/iiif/changes/7") as response:
        assert response.status_code == 404
