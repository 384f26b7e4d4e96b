"""Tests of featured items, anniversaries and collection covers."""

from datetime import date

import pytest

from library.catalogue.featured_items import (
    collection_covers,
    highlights,
    in_this_month,
    on_this_day,
    open_records,
)
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


def test_items_of_this_day_in_earlier_years_are_listed(session):
    later, sooner = (make_item(session, date=day) for day in ("1990-11-25", "1950-11-25"))
    for day in ("1950-11-26", "2026-11-25"):
        make_item(session, date=day)
    assert _ids(on_this_day(session, date(2026, 11, 25), 4)) == [sooner.id, later.id]


def test_a_month_without_a_day_is_no_anniversary(session):
    make_item(session, date="1950-11")
    assert on_this_day(session, date(2026, 11, 1), 4) == ()
    assert in_this_month(session, date(2026, 11, 1), 4) == ()


def test_highlights_are_featured_items_then_the_newest_of_each_group(session):
    featured, photograph, newspaper = (make_item(session, kind=kind) for kind in ("", "Ảnh", "Báo"))
    make_item(session, kind="Ảnh")  # without a cover
    photograph.cover = newspaper.cover = "a" * 64
    session.flush()
    groups = (("Bản đồ",), ("Ảnh", "Tranh"), ("Báo",))
    shown = highlights(session, (featured.id,), groups, 3)
    assert _ids(shown) == [featured.id, photograph.id, newspaper.id]
    assert _ids(highlights(session, (featured.id,), groups, 2)) == [featured.id, photograph.id]
    without_shown = highlights(session, (featured.id,), groups, 3, shown_id=photograph.id)
    assert _ids(without_shown) == [featured.id, newspaper.id]


def test_a_drawing_made_by_machine_gives_way_to_any_other_picture(session):
    photograph = make_item(session, collection="anh", kind="Ảnh")
    drawing = make_item(session, "Chợ (tranh minh họa, máy vẽ)", collection="anh", kind="Tranh")
    photograph.cover = drawing.cover = "a" * 64
    session.flush()
    assert collection_covers(session, ("anh",)) == {"anh": photograph.id}
    assert _ids(highlights(session, (), (("Ảnh", "Tranh"),), 1)) == [photograph.id]


def test_the_newest_cover_represents_its_collection(session):
    make_item(session, collection="dia-chi")
    pictured = make_item(session, collection="dia-chi")
    pictured.cover = "a" * 64
    session.flush()
    assert collection_covers(session, ("dia-chi", "bao-chi")) == {"dia-chi": pictured.id}
