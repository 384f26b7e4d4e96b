"""Those who type the beginning of a name are offered what they may know of."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.item_titles import Names, names_version, open_names
from library.catalogue.models import Access
from tests.makers import BY, make_item


def test_an_open_item_is_known_by_its_names(session):
    make_item(session, "Kế hoạch", number="149/KH-UBND", issuing_body="UBND tỉnh")
    assert list(open_names(session)) == [Names("Kế hoạch", "149/KH-UBND", None, "UBND tỉnh")]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"published": False}, id="a draft"),
        pytest.param({"access": Access.STAFF}, id="an item for staff"),
    ],
)
def test_what_readers_may_not_know_has_no_name(session, told):
    make_item(session, **told)
    assert list(open_names(session)) == []


def test_another_title_is_another_version(session):
    item = make_item(session)
    before = names_version(session)
    cataloguing.describe(session, item, {"title": "Khác"}, BY)
    session.flush()
    assert names_version(session) != before


def test_one_item_for_another_is_another_version(session):
    item, draft = make_item(session), make_item(session, published=False)
    before = names_version(session)
    cataloguing.withdraw(session, item, BY, "nhầm")
    cataloguing.publish(session, draft, BY)
    session.flush()
    assert names_version(session) != before
