"""Items stand in the order a reader asks for, few or many."""

import pytest

from library.catalogue import ordering
from tests.makers import make_item, make_moment


@pytest.fixture
def shelf(session):
    """Enter four items; return their titles by id."""
    told = [("Đá", "2001-05-01", 1), ("Áo", None, 4), ("Ăn", "1994", 3), ("Ấm", "1994", 2)]
    titles = {}
    for title, date, day in told:
        item = make_item(session, title, date=date)
        item.published = make_moment(f"2026-01-0{day} 08:00")
        titles[item.id] = title
    make_item(session, "Bản nháp", published=False)
    session.flush()
    return titles


@pytest.fixture(params=[ordering._AT_ONCE, 1], ids=["few", "many"])
def _size(request, monkeypatch):
    """Ask for the ids at once, or walk the catalogue."""
    monkeypatch.setattr(ordering, "_AT_ONCE", request.param)


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
def test_items_stand_in_the_order_asked_for(session, shelf, order, titles):
    found = ordering.in_order(session, shelf, order, 10)
    assert [shelf[item_id] for item_id in found] == titles
    assert ordering.in_order(session, shelf, order, 2) == found[:2]
