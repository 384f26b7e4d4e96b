"""Two people are needed to change what readers see of a published item."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.access import openings, publishing
from library.catalogue.description import parts
from library.catalogue.models import Access, Item, ItemState
from library.errors import NotYoursError, OwnOpeningError
from tests.makers import make_collections, make_item, make_settings

_LAN, _HOA = "lan", "hoa"


@pytest.fixture
def settings(tmp_path):
    """Return settings with a collection that needs two people."""
    profile = 'title = "Mật"\nsummary = ""\nfour_eyes = true\n'
    folder = make_collections(tmp_path / "sưu tập", mat=profile)
    return make_settings(tmp_path / "nhà", collections=str(folder))


@pytest.fixture
def closed(session):
    """Enter a published item that is read in the library from 2100 on."""
    item = make_item(session, collection="mat", access=Access.LIBRARY, opens="2100-01-01")
    return session.get(Item, item.id)


def _approve(session, item):
    publishing.open_further(session, item, _HOA, openings.waiting_of(session, item).version)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "Tên khác"),
        ("creator", None),
        ("licence", "CC-BY-4.0"),
        ("description", "Tóm tắt"),
    ],
)
def test_changing_or_emptying_a_field_waits(session, name, value):
    item = make_item(session, collection="mat", creator="Hoàng Văn Thụ")
    old = getattr(item, name)
    cataloguing.describe(session, item, {name: value}, _LAN)
    assert getattr(item, name) == old
    _approve(session, item)
    assert getattr(item, name) == value


def test_another_host_of_a_part_waits(session):
    first, second = (make_item(session, collection="mat") for _ in range(2))
    item = make_item(session, collection="mat")
    for book in (first, second):
        assert parts.put_into(session, item, book.id, _LAN)
        assert item.part_of != book.id
        _approve(session, item)
        assert item.part_of == book.id


def test_filling_an_empty_field_waits(session):
    item = make_item(session, collection="mat", number=None)
    cataloguing.describe(session, item, {"number": "12/QĐ", "subject": "Đất; Rừng"}, _LAN)
    assert (item.number, (item.other_fields or {}).get("subject")) == (None, None)
    _approve(session, item)
    assert (item.number, item.other_fields["subject"]) == ("12/QĐ", "Đất; Rừng")


def test_what_staff_alone_see_does_not_wait(session):
    item = make_item(session, collection="mat")
    cataloguing.describe(session, item, {"note": "Hỏi lại gia đình"}, _LAN)
    assert item.other_fields["note"] == "Hỏi lại gia đình"


def test_a_scheduled_item_is_not_renamed_by_one_person(session, closed):
    closed.state, closed.published = ItemState.DRAFT, None
    publishing.submit(session, closed, _LAN)
    publishing.schedule(session, closed, "2126-01-01", _HOA)
    cataloguing.describe(session, closed, {"title": "Tên khác"}, _LAN)
    publishing.publish_due(session, "2126-01-01")
    assert (closed.state, closed.title) != (ItemState.PUBLISHED, "Tên khác")


def test_a_returned_change_waits_no_more_until_it_is_proposed_again(session, closed):
    cataloguing.describe(session, closed, {"title": "Tên khác"}, _LAN)
    version = openings.waiting_of(session, closed).version
    with pytest.raises(OwnOpeningError):
        publishing.return_opening(session, closed, _LAN, version, "Sai")
    publishing.return_opening(session, closed, _HOA, version, "Thiếu năm")
    assert openings.waiting_of(session, closed) is None
    assert openings.waiting_queue(session).count == 0
    (returned,) = openings.returned_items(session, _LAN)
    assert [change.reason for change in returned.changes] == ["Thiếu năm"]
    cataloguing.describe(session, closed, {"title": "Tên khác"}, _LAN)
    assert openings.waiting_of(session, closed).changes[0].reason is None


def test_a_change_of_a_withdrawn_item_waits_until_it_is_published_again(session, closed):
    cataloguing.describe(session, closed, {"title": "Tên khác"}, _LAN)
    publishing.close(session, closed, _HOA, "Sai")
    assert openings.waiting_items(session, 5) == ()
    assert openings.waiting_queue(session).count == 0
    cataloguing.publish(session, closed, _HOA)
    assert len(openings.waiting_items(session, 5)) == 1


def test_only_the_author_takes_a_change_back(session, closed):
    cataloguing.describe(session, closed, {"title": "Tên khác"}, _LAN)
    version = openings.waiting_of(session, closed).version
    with pytest.raises(NotYoursError):
        publishing.drop_opening(session, closed, _HOA, version)
    publishing.drop_opening(session, closed, _LAN, version)
    assert openings.waiting_of(session, closed) is None
