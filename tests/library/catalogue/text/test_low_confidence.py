"""Poor pages queue for a person, the worst first."""

import pytest

from library.catalogue.text.low_confidence import how_many, let_be, poor_pages
from library.errors import PageNotFoundError
from tests.makers import BY, make_item, make_page


@pytest.fixture
def item(session):
    """Enter an item with a good page and two poor ones."""
    item = make_item(session, texts=(), published=False)
    for quality in (0.95, 0.6, 0.3):
        make_page(session, item, "chữ", quality=quality)
    return item


def _queue(session, collection=None):
    return [page.number for page in poor_pages(session, collection, first=0, count=10)]


def test_the_worst_stands_first(session, item):
    assert _queue(session) == [3, 2]


def test_born_digital_text_is_never_poor(session, item):
    make_page(session, item, "chữ", quality=None)
    assert how_many(session) == 2


def test_the_queue_of_one_collection_has_only_its_pages(session, item):
    assert _queue(session, "bao-chi") == []
    assert _queue(session, item.collection) == [3, 2]


def test_a_page_somebody_let_be_is_asked_about_no_more(session, item):
    let_be(session, item.id, 3, BY)
    assert _queue(session) == [2]


def test_a_page_that_is_not_there_cannot_be_let_be(session, item):
    with pytest.raises(PageNotFoundError):
        let_be(session, item.id, 9, BY)
