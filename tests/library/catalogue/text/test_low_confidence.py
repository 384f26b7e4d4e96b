"""Tests of the queue of pages with low OCR confidence."""

import pytest

from library.catalogue.text.low_confidence import (
    accept_page,
    low_confidence_pages,
    next_page,
    queue_length,
)
from library.errors import PageNotFoundError
from tests.makers import BY, make_item, make_page


@pytest.fixture
def item(session):
    """Create an item with one good page and two of low quality."""
    item = make_item(session, texts=(), published=False)
    for quality in (0.95, 0.6, 0.3):
        make_page(session, item, "chữ", quality=quality)
    return item


def _queue(session, collection=None):
    return [page.number for page in low_confidence_pages(session, collection, first=0, count=10)]


def test_the_lowest_quality_comes_first(session, item):
    assert _queue(session) == [3, 2]


def test_a_page_in_the_queue_has_the_remark_of_its_reading(session, item):
    make_page(session, item, "chữ", quality=0.2).message = "Bố cục có thể bị xé."
    session.flush()
    (worst, *_) = low_confidence_pages(session, first=0, count=1)
    assert worst.reason == "Bố cục có thể bị xé."


def test_born_digital_text_is_never_queued(session, item):
    make_page(session, item, "chữ", quality=None)
    assert queue_length(session) == 2


def test_the_queue_of_one_collection_has_only_its_pages(session, item):
    assert _queue(session, "bao-chi") == []
    assert _queue(session, item.collection) == [3, 2]


def test_an_accepted_page_leaves_the_queue(session, item):
    accept_page(session, item.id, 3, BY)
    assert _queue(session) == [2]


def test_an_unknown_page_cannot_be_accepted(session, item):
    with pytest.raises(PageNotFoundError):
        accept_page(session, item.id, 9, BY)


def test_the_next_page_follows_in_the_queue_and_begins_again_at_its_end(session, item):
    assert next_page(session, item.id, 3) == (item.id, 2)
    assert next_page(session, item.id, 2) == (item.id, 3)
    accept_page(session, item.id, 3, BY)
    assert next_page(session, item.id, 3) == (item.id, 2)
    assert next_page(session, item.id, 2) is None
