"""Tests of what a reader can take home of an item."""

import pytest

from library.catalogue.models import Derivative, DerivativeKind
from library.catalogue.pages import downloads
from tests.makers import make_item, make_page


@pytest.fixture
def item(session):
    """Give an item of two pages with a leaf each, of which the second was left out."""
    item = make_item(session, texts=(), published=False)
    for digest, left_out in (("one", False), ("two", True)):
        page = make_page(session, item, "Lạng Sơn", left_out=left_out)
        page.derivatives.append(
            Derivative(
                kind=DerivativeKind.LEAF,
                digest=digest,
                media_type="application/pdf",
                width=100,
                height=140,
                bytes=5000,
            )
        )
    session.flush()
    return item


def test_a_page_that_was_left_out_is_not_taken_home(session, item):
    assert [leaf.digest for leaf in downloads.leaves(session, item.id)] == ["one"]


def test_nor_asked_for_by_its_number(session, item):
    assert downloads.leaves(session, item.id, 2, 2) == ()


def test_nor_counted_or_weighed(session, item):
    offer = downloads.offer(session, item.id)
    assert (offer.pages, offer.leaves, offer.leaf_bytes) == (1, 1, 5000)
