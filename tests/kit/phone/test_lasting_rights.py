"""Items that may be handed out in files which nobody can recall."""

import pytest

from kit.phone.handout_items import lasting_records
from library.catalogue.cataloguing import withdraw
from library.catalogue.models import Access
from library.database import reading, work
from tests.makers import BY, make_item, save_profile

_TODAY = "2026-11-30"
_WALL = 'title = "Báo"\nsummary = ""\nmoving_wall = 20\n'


def _handed_out(engine, *items):
    with reading(engine) as session:
        return tuple(lasting_records(session, [item.id for item in items], _TODAY))


@pytest.mark.parametrize(
    "description",
    [
        pytest.param({"access": Access.LIBRARY}, id="read in the library only"),
        pytest.param({"access": Access.STAFF}, id="staff only"),
        pytest.param({"opens": "2026-12-01"}, id="under embargo until tomorrow"),
        pytest.param({"published": False}, id="a draft"),
        pytest.param({"collection": "khong-con"}, id="of a collection that is gone"),
    ],
)
def test_what_not_everybody_may_have_for_ever_is_not_handed_out(engine, description):
    with work(engine) as session:
        item = make_item(session, **description)
    assert _handed_out(engine, item) == ()


def test_public_items_are_handed_out_in_the_order_asked_for(engine):
    with work(engine) as session:
        first, second = make_item(session), make_item(session, opens="2026-11-30")
    assert _handed_out(engine, second, first, second) == (second.id, first.id)


def test_a_withdrawn_item_is_not_handed_out(engine):
    with work(engine) as session:
        item = make_item(session)
        withdraw(session, item, BY, "nhầm")
    assert _handed_out(engine, item) == ()


def test_a_moving_wall_holds_an_item_back(engine):
    save_profile(engine, "bao", _WALL)
    with work(engine) as session:
        young = make_item(session, collection="bao", date="2010")
        old = make_item(session, collection="bao", date="2005")
    assert _handed_out(engine, young, old) == (old.id,)
