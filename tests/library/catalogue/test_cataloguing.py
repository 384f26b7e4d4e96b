"""Items are described, published and withdrawn, and the index is told each time."""

import pytest
from sqlalchemy import select

from library.catalogue import cataloguing, index_queue
from library.catalogue.models import ItemState
from library.errors import ItemNotFoundError, WrongStateError
from library.staff.models import AuditEntry
from tests.makers import BY, make_item, make_page


def _marked(session):
    return [(row.item_id, row.page_number) for row in index_queue.waiting(session)]


def _forget_marks(session):
    index_queue.settle(session, [row.id for row in index_queue.waiting(session)])


def _noted(session, action):
    return session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


def test_a_new_item_is_a_draft(session):
    assert make_item(session, published=False).state is ItemState.DRAFT


def test_a_title_is_composed_and_trimmed(session):
    assert make_item(session, " Xứ La\u0323ng ").title == "Xứ Lạng"


def test_the_year_follows_the_date(session):
    item = make_item(session, date="1950-10")
    cataloguing.describe(session, item, {"date": "1951"}, BY)
    assert item.year == 1951


def test_a_changed_description_is_to_be_indexed(session):
    item = make_item(session)
    _forget_marks(session)
    cataloguing.describe(session, item, {"creator": "Sở Văn hóa"}, BY)
    assert _marked(session) == [(item.id, None)]


def test_a_description_that_stays_the_same_is_no_work(session):
    item = make_item(session, creator="Sở Văn hóa")
    _forget_marks(session)
    cataloguing.describe(session, item, {"creator": "Sở Văn hóa"}, BY)
    assert _marked(session) == []


def test_the_audit_trail_tells_what_was_changed_from_what(session):
    item = make_item(session, "Cũ")
    cataloguing.describe(session, item, {"title": "Mới"}, BY)
    assert _noted(session, "item.describe")[-1].detail == "title: Cũ → Mới"


def test_only_the_description_can_be_described(session):
    with pytest.raises(KeyError):
        cataloguing.describe(session, make_item(session), {"state": "published"}, BY)


def test_an_item_without_a_page_to_read_is_not_published(session):
    item = make_item(session, texts=(), published=False)
    make_page(session, item)
    with pytest.raises(WrongStateError, match="chưa có trang nào đọc được"):
        cataloguing.publish(session, item, BY)


def test_publishing_twice_is_publishing_once(session):
    item = make_item(session)
    first = item.published
    cataloguing.publish(session, item, BY)
    assert item.published == first
    assert len(_noted(session, "item.publish")) == 1


def test_a_withdrawn_item_is_taken_out_of_the_index(session):
    item = make_item(session)
    _forget_marks(session)
    cataloguing.withdraw(session, item, BY, "nhầm tệp")
    assert (item.state, _marked(session)) == (ItemState.WITHDRAWN, [(item.id, None)])


def test_a_withdrawn_item_can_be_published_again(session):
    item = make_item(session)
    cataloguing.withdraw(session, item, BY, "nhầm tệp")
    cataloguing.publish(session, item, BY)
    assert item.state is ItemState.PUBLISHED


def test_what_was_never_published_cannot_be_withdrawn(session):
    with pytest.raises(WrongStateError):
        cataloguing.withdraw(session, make_item(session, published=False), BY, "nhầm")


def test_an_unknown_item_is_said_to_be_unknown(session):
    with pytest.raises(ItemNotFoundError, match="“kia”"):
        cataloguing.find_item(session, "kia")


def test_what_is_marked_again_while_it_is_indexed_stays_due(session):
    index_queue.mark(session, "a")
    session.flush()
    taken = [row.id for row in index_queue.waiting(session)]
    index_queue.mark(session, "a")
    index_queue.settle(session, taken)
    assert _marked(session) == [("a", None)]
