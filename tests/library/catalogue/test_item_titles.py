"""Tests of the names of open items, for search suggestions."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.item_titles import ItemNames, names_version, open_names
from library.catalogue.models import Access
from tests.makers import BY, make_item


def test_an_open_item_is_listed_with_its_names(session):
    make_item(session, "Kế hoạch", number="149/KH-UBND", issuing_body="UBND tỉnh")
    assert list(open_names(session)) == [ItemNames("Kế hoạch", "149/KH-UBND", None, "UBND tỉnh")]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"published": False}, id="a draft"),
        pytest.param({"access": Access.STAFF}, id="an item for staff"),
    ],
)
def test_hidden_items_are_not_listed(session, fields):
    make_item(session, **fields)
    assert list(open_names(session)) == []


def test_a_changed_title_changes_the_version(session):
    item = make_item(session)
    version = names_version(session)
    cataloguing.describe(session, item, {"title": "Khác"}, BY)
    session.flush()
    assert names_version(session) != version


def test_replacing_one_item_by_another_changes_the_version(session):
    item, draft = make_item(session), make_item(session, published=False)
    version = names_version(session)
    cataloguing.withdraw(session, item, BY, "nhầm")
    cataloguing.publish(session, draft, BY)
    session.flush()
    assert names_version(session) != version
