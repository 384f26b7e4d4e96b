"""Tests of the sort orders of item lists."""

import pytest

from library.catalogue import ordering
from tests.makers import make_item, make_moment


@pytest.fixture
def titles_by_id(session):
    """Create four items; return their titles by id."""
    rows = [("Đá", "2001-05-01", 1), ("Áo", None, 4), ("Ăn", "1994", 3), ("Ấm", "1994", 2)]
    titles = {}
    for title, date, day in rows:
        item = make_item(session, title, date=date)
        item.published = make_moment(f"2026-01-0{day} 08:00")
        titles[item.id] = title
    make_item(session, "Bản nháp", published=False)
    session.flush()
    return titles


@pytest.fixture(params=[ordering._MAX_IDS_IN_QUERY, 1], ids=["few", "many"])
def _size(request, monkeypatch):
    """Run each test with one query for all ids, and with a scan of the catalogue."""
    monkeypatch.setattr(ordering, "_MAX_IDS_IN_QUERY", request.param)


@pytest.mark.usefixtures("_size")
@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("title", ["Áo", "Ăn", "Ấm", "Đá"]),
        ("newest", ["Đá", "Ăn", "Ấm", "Áo"]),
        ("oldest", ["Ăn", "Ấm", "Đá", "Áo"]),
        ("added", ["Áo", "Ăn", "Ấm", "Đá"]),
    ],
)
def test_items_are_in_the_requested_order(session, titles_by_id, order, titles):
    ids = ordering.in_order(session, titles_by_id, order, 10)
    assert [titles_by_id[item_id] for item_id in ids] == titles
    assert ordering.in_order(session, titles_by_id, order, 2) == ids[:2]
