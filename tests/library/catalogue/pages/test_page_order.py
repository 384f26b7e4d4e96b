"""Tests of the reading order of pages, independent of page numbers."""

import pytest
from sqlalchemy import select

from library.catalogue.models import Page
from library.catalogue.pages.page_order import custom_places, put_in_order
from tests.makers import make_item, make_page


@pytest.fixture
def item(session):
    """Create an item of three pages."""
    item = make_item(session, texts=(), published=False)
    for _ in range(3):
        make_page(session, item, "chữ")
    return item


def _pages(session, item):
    return list(session.scalars(select(Page).where(Page.item_id == item.id).order_by(Page.number)))


def _insert_page(session, item, number):
    """Insert a page with this number, as when an earlier image is split."""
    for page in reversed(_pages(session, item)):
        if page.number >= number:
            page.number += 1
            session.flush()
    session.add(Page(item_id=item.id, number=number))
    session.flush()


def _order(session, item):
    return [page.number for page in sorted(_pages(session, item), key=lambda page: page.place)]


def test_pages_never_moved_are_ordered_by_number(session, item):
    places = custom_places(_pages(session, item))
    _insert_page(session, item, 2)
    put_in_order(_pages(session, item), places)
    assert (places, _order(session, item)) == (None, [1, 2, 3, 4])


def test_a_new_page_follows_the_previous_number_in_custom_order(session, item):
    first, second, third = _pages(session, item)
    first.place, second.place, third.place = 3, 1, 2
    places = custom_places(_pages(session, item))
    _insert_page(session, item, 3)
    put_in_order(_pages(session, item), places)
    assert _order(session, item) == [2, 3, 4, 1]
