"""The order staff gave pages outlives their numbers."""

import pytest
from sqlalchemy import select

from library.catalogue.models import Page
from library.catalogue.pages.page_order import places_of, put_in_order
from tests.makers import make_item, make_page


@pytest.fixture
def item(session):
    """Enter an item of three pages."""
    item = make_item(session, texts=(), published=False)
    for _ in range(3):
        make_page(session, item, "chữ")
    return item


def _pages(session, item):
    return list(session.scalars(select(Page).where(Page.item_id == item.id).order_by(Page.number)))


def _inserted(session, item, number):
    """Let a page come to a number, as when a picture is parted before the others."""
    for page in reversed(_pages(session, item)):
        if page.number >= number:
            page.number += 1
            session.flush()
    session.add(Page(item_id=item.id, number=number))
    session.flush()


def _order(session, item):
    return [page.number for page in sorted(_pages(session, item), key=lambda page: page.place)]


def test_pages_nobody_moved_stand_as_they_are_numbered(session, item):
    kept = places_of(_pages(session, item))
    _inserted(session, item, 2)
    put_in_order(_pages(session, item), kept)
    assert (kept, _order(session, item)) == (None, [1, 2, 3, 4])


def test_a_new_page_stands_after_the_one_before_it_in_the_order_of_staff(session, item):
    first, second, third = _pages(session, item)
    first.place, second.place, third.place = 3, 1, 2
    kept = places_of(_pages(session, item))
    _inserted(session, item, 3)
    put_in_order(_pages(session, item), kept)
    assert _order(session, item) == [2, 3, 4, 1]
