"""Tests of featured items, anniversaries and collection covers."""

import pytest

from library.catalogue.featured_items import collection_covers, on_this_day, open_records
from library.catalogue.models import Access
from tests.makers import make_item


def _ids(records):
    return [record.id for record in records]


def test_featured_items_are_in_the_given_order(session):
    first, second = make_item(session), make_item(session)
    assert _ids(open_records(session, (second.id, first.id))) == [second.id, first.id]


@pytest.mark.parametrize("closed", [{"published": False}, {"access": Access.STAFF}])
def test_hidden_items_are_not_featured(session, closed):
    assert open_records(session, (make_item(session, **closed).id,)) == ()


def test_an_unknown_featured_item_is_skipped(session):
    assert open_records(session, ("khong-co",)) == ()


def test_items_of_this_day_in_any_year_are_listed(session):
    later, sooner = (make_item(session, date=date) for date in ("1990-11-25", "1950-11-25"))
    make_item(session, date="1950-11-26")
    assert _ids(on_this_day(session, "11-25", 4)) == [sooner.id, later.id]


def test_a_month_without_a_day_is_no_anniversary(session):
    make_item(session, date="1950-11")
    assert on_this_day(session, "11", 4) == ()


def test_the_newest_cover_represents_its_collection(session):
    make_item(session, collection="dia-chi")
    pictured = make_item(session, collection="dia-chi")
    pictured.cover = "a" * 64
    session.flush()
    assert collection_covers(session, ("dia-chi", "bao-chi")) == {"dia-chi": pictured.id}
