"""A four-page decree goes from signing in to publication, reviewed by a colleague, in 25 actions.

One action is a filled field, a chosen set of files, a click or a key, by the cataloguer or the
reviewer, or an address that one of them types. Counted as clicks, keys and changes of page it is
25 at most too.
"""

import pytest

from app.accounts.passwords import hash_password
from bench.decree_journey import MAX_ACTIONS, publish_decree
from ingest.pipeline.service import one_round
from library.catalogue import cataloguing
from library.catalogue.models import ItemState
from library.database import reading, work
from tests.app.browser import Browser
from tests.makers import make_staff

_PASSWORD = "chợ phiên Kỳ Lừa 5"

pytestmark = pytest.mark.slow


@pytest.fixture
def journey(chromium, served, engine, settings, index):
    """Publish the decree; return the actions and its stored item."""
    with work(engine) as session:
        make_staff(session, "lan", "cataloguer", hash_password(_PASSWORD))
        make_staff(session, "minh", "reviewer", hash_password(_PASSWORD))
    actions, address = publish_decree(
        chromium,
        served,
        ("lan", "minh"),
        _PASSWORD,
        lambda: one_round(settings, engine, lambda outcome: None),
    )
    with reading(engine) as session:
        item = cataloguing.find_item(session, address.rpartition("/")[2])
        session.expunge(item)
    return actions, item


def test_a_decree_is_published_with_review_in_25_actions(journey, app):
    actions, item = journey
    assert (item.state, item.page_count) == (ItemState.PUBLISHED, 4)
    assert item.number == "70/KH-UBND"
    assert item.date == "2025-09-15"
    assert Browser(app).visit(f"/tai-lieu/{item.id}").heading == item.title
    assert len(actions.by_hand) <= MAX_ACTIONS, actions.by_hand
    assert actions.presses_and_pages <= MAX_ACTIONS, actions
