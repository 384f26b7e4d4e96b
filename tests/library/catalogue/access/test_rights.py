"""Tests of who may see, read and download an item."""

import pytest

from library.catalogue.access.rights import Reader, may_download, may_read, may_see_record, opens_on
from library.catalogue.models import Access, Item, ItemState

_ANYONE, _AT_LIBRARY, _STAFF = Reader(), Reader(at_library=True), Reader(is_staff=True)


def _item(access, state=ItemState.PUBLISHED):
    return Item(id="a", access=access, state=state)


@pytest.mark.parametrize(
    ("access", "readers"),
    [
        (Access.PUBLIC, [_ANYONE, _AT_LIBRARY, _STAFF]),
        (Access.LIBRARY, [_AT_LIBRARY, _STAFF]),
        (Access.COPY, [_AT_LIBRARY, _STAFF]),
        (Access.STAFF, [_STAFF]),
    ],
)
def test_readers_who_may_read_pages(access, readers):
    everyone = [_ANYONE, _AT_LIBRARY, _STAFF]
    assert [reader for reader in everyone if may_read(_item(access), reader).allowed] == readers


def test_the_record_of_an_on_site_item_is_visible_everywhere():
    assert may_see_record(_item(Access.LIBRARY), _ANYONE)


def test_the_record_of_a_staff_item_is_hidden():
    assert not may_see_record(_item(Access.STAFF), _ANYONE)


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.WITHDRAWN])
def test_the_record_of_an_unpublished_item_is_hidden(state):
    assert not may_see_record(_item(Access.PUBLIC, state), _AT_LIBRARY)


@pytest.mark.parametrize("state", sorted(set(ItemState) - {ItemState.PUBLISHED}))
def test_an_unpublished_item_is_open_to_staff_who_catalogue_alone(state):
    item = _item(Access.PUBLIC, state)
    assert may_read(item, Reader(is_staff=True, sees_drafts=True)).allowed
    assert not may_see_record(item, _STAFF)
    assert not may_read(item, _STAFF).allowed


def test_a_refusal_has_a_reason():
    assert may_read(_item(Access.LIBRARY), _ANYONE).because == "chỉ đọc trên máy tính của thư viện"


@pytest.mark.parametrize(
    ("access", "readers"),
    [
        (Access.PUBLIC, [_ANYONE, _AT_LIBRARY, _STAFF]),
        (Access.LIBRARY, [_STAFF]),
        (Access.COPY, [_STAFF]),
        (Access.STAFF, [_STAFF]),
    ],
)
def test_readers_who_may_download_pages(access, readers):
    everyone = [_ANYONE, _AT_LIBRARY, _STAFF]
    assert [reader for reader in everyone if may_download(_item(access), reader).allowed] == readers


def test_a_refused_download_on_site_has_a_reason():
    assert "tại chỗ" in may_download(_item(Access.LIBRARY), _AT_LIBRARY).because


def test_an_endless_moving_wall_never_opens():
    item = _item(Access.PUBLIC)
    item.year = 1950
    assert opens_on(item, 9999) == "9999-01-01"
    assert not may_read(item, Reader(today="2026-11-25"), 9999).allowed
