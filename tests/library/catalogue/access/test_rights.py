"""Who may know of an item, and who may read it, is one table."""

import pytest

from library.catalogue.access.rights import Reader, may_know, may_read, may_take_home, opens_on
from library.catalogue.models import Access, Item, ItemState

_ANYONE, _AT_LIBRARY, _STAFF = Reader(), Reader(at_library=True), Reader(is_staff=True)


def _item(access, state=ItemState.PUBLISHED):
    return Item(id="a", access=access, state=state)


@pytest.mark.parametrize(
    ("access", "readers"),
    [
        (Access.PUBLIC, [_ANYONE, _AT_LIBRARY, _STAFF]),
        (Access.LIBRARY, [_AT_LIBRARY, _STAFF]),
        (Access.STAFF, [_STAFF]),
    ],
)
def test_pages_are_open_to(access, readers):
    everyone = [_ANYONE, _AT_LIBRARY, _STAFF]
    assert [who for who in everyone if may_read(_item(access), who).allowed] == readers


def test_what_is_read_at_the_library_may_be_known_of_everywhere():
    assert may_know(_item(Access.LIBRARY), _ANYONE)


def test_what_is_for_staff_is_not_known_of():
    assert not may_know(_item(Access.STAFF), _ANYONE)


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.WITHDRAWN])
def test_what_is_not_published_is_not_known_of(state):
    assert not may_know(_item(Access.PUBLIC, state), _AT_LIBRARY)


def test_a_draft_is_open_to_staff():
    assert may_read(_item(Access.PUBLIC, ItemState.DRAFT), _STAFF).allowed


def test_a_refusal_says_why():
    assert may_read(_item(Access.LIBRARY), _ANYONE).because == "chỉ đọc trên máy tính của thư viện"


@pytest.mark.parametrize(
    ("access", "readers"),
    [
        (Access.PUBLIC, [_ANYONE, _AT_LIBRARY, _STAFF]),
        (Access.LIBRARY, [_STAFF]),
        (Access.STAFF, [_STAFF]),
    ],
)
def test_pages_may_be_taken_home_by(access, readers):
    everyone = [_ANYONE, _AT_LIBRARY, _STAFF]
    assert [who for who in everyone if may_take_home(_item(access), who).allowed] == readers


def test_a_reader_at_the_library_is_told_why_nothing_goes_home():
    assert "tại chỗ" in may_take_home(_item(Access.LIBRARY), _AT_LIBRARY).because


def test_a_wall_for_ever_opens_nothing():
    item = _item(Access.PUBLIC)
    item.year = 1950
    assert opens_on(item, 9999) == "9999-01-01"
    assert not may_read(item, Reader(today="2026-11-25"), 9999).allowed
