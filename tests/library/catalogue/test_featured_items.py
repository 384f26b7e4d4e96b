"""What greets readers is chosen from what they may see."""

import pytest

from library.catalogue.featured_items import faces, featured, on_this_day
from library.catalogue.models import Access
from tests.makers import make_item


def _ids(records):
    return [record.id for record in records]


def test_treasures_stand_in_the_order_they_are_named_in(session):
    first, second = make_item(session), make_item(session)
    assert _ids(featured(session, (second.id, first.id))) == [second.id, first.id]


@pytest.mark.parametrize("closed", [{"published": False}, {"access": Access.STAFF}])
def test_no_treasure_is_shown_that_is_not_open(session, closed):
    assert featured(session, (make_item(session, **closed).id,)) == ()


def test_a_treasure_that_is_not_held_is_passed_over(session):
    assert featured(session, ("khong-co",)) == ()


def test_what_happened_on_this_day_is_found_in_any_year(session):
    later, sooner = (make_item(session, date=date) for date in ("1990-11-25", "1950-11-25"))
    make_item(session, date="1950-11-26")
    assert _ids(on_this_day(session, "11-25", 4)) == [sooner.id, later.id]


def test_a_month_without_a_day_is_no_anniversary(session):
    make_item(session, date="1950-11")
    assert on_this_day(session, "11", 4) == ()


def test_the_newest_cover_is_the_face_of_its_collection(session):
    make_item(session, collection="dia-chi")
    pictured = make_item(session, collection="dia-chi")
    pictured.cover = "a" * 64
    session.flush()
    assert faces(session, ("dia-chi", "bao-chi")) == {"dia-chi": pictured.id}
