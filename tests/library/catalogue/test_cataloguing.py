"""Tests of describing, publishing and withdrawing items, and of the index queue."""

import pytest
from sqlalchemy import select

from library.accessions.models import AccessionState
from library.catalogue import cataloguing, index_queue
from library.catalogue.models import ItemState
from library.errors import ItemNotFoundError, NothingToReadError, WrongStateError
from library.staff.models import AuditEntry
from tests.makers import BY, make_accession, make_item, make_page


def _queued(session):
    return [(row.item_id, row.page_number) for row in index_queue.waiting(session)]


def _clear_queue(session):
    index_queue.remove(session, [row.id for row in index_queue.waiting(session)])


def _audit_entries(session, action):
    return session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


def test_a_new_item_is_a_draft(session):
    assert make_item(session, published=False).state is ItemState.DRAFT


def test_a_title_is_normalised_and_trimmed(session):
    assert make_item(session, " Xứ La\u0323ng ").title == "Xứ Lạng"


def test_the_year_follows_the_date(session):
    item = make_item(session, date="1950-10")
    cataloguing.describe(session, item, {"date": "1951"}, BY)
    assert item.year == 1951


def test_a_changed_description_is_queued_for_indexing(session):
    item = make_item(session)
    _clear_queue(session)
    cataloguing.describe(session, item, {"creator": "Sở Văn hóa"}, BY)
    assert _queued(session) == [(item.id, None)]


def test_an_unchanged_description_is_not_queued(session):
    item = make_item(session, creator="Sở Văn hóa")
    _clear_queue(session)
    cataloguing.describe(session, item, {"creator": "Sở Văn hóa"}, BY)
    assert _queued(session) == []


def test_the_audit_trail_holds_old_and_new_values(session):
    item = make_item(session, "Cũ")
    cataloguing.describe(session, item, {"title": "Mới"}, BY)
    entry = _audit_entries(session, "item.describe")[-1]
    assert (entry.before, entry.after) == ({"title": "Cũ"}, {"title": "Mới"})


def test_fields_outside_the_description_are_refused(session):
    with pytest.raises(KeyError):
        cataloguing.describe(session, make_item(session), {"state": "published"}, BY)


def test_an_item_without_readable_pages_is_not_published(session):
    item = make_item(session, texts=(), published=False)
    make_page(session, item)
    with pytest.raises(NothingToReadError, match="chưa có trang nào đọc được"):
        cataloguing.publish(session, item, BY)


def test_publishing_again_changes_nothing(session):
    item = make_item(session)
    first = item.published
    cataloguing.publish(session, item, BY)
    assert item.published == first
    assert len(_audit_entries(session, "item.publish")) == 1


def test_a_withdrawn_item_is_queued_for_removal(session):
    item = make_item(session)
    _clear_queue(session)
    cataloguing.withdraw(session, item, BY, "nhầm tệp")
    assert (item.state, _queued(session)) == (ItemState.WITHDRAWN, [(item.id, None)])


def test_a_withdrawn_item_can_be_published_again(session):
    item = make_item(session)
    cataloguing.withdraw(session, item, BY, "nhầm tệp")
    cataloguing.publish(session, item, BY)
    assert item.state is ItemState.PUBLISHED


def test_a_draft_cannot_be_withdrawn(session):
    with pytest.raises(WrongStateError):
        cataloguing.withdraw(session, make_item(session, published=False), BY, "nhầm")


def test_an_unknown_item_raises(session):
    with pytest.raises(ItemNotFoundError, match="“kia”"):
        cataloguing.find_item(session, "kia")


def test_an_item_marked_again_during_indexing_stays_queued(session):
    index_queue.mark(session, "a")
    session.flush()
    row_ids = [row.id for row in index_queue.waiting(session)]
    index_queue.mark(session, "a")
    index_queue.remove(session, row_ids)
    assert _queued(session) == [("a", None)]


@pytest.mark.parametrize(
    ("kind", "new_kind", "state"),
    [
        pytest.param("Sách", "Bản đồ", AccessionState.WAITING, id="a map after all"),
        pytest.param("Ảnh", "Sách", AccessionState.WAITING, id="a book after all"),
        pytest.param("Ảnh", "Bưu ảnh", AccessionState.DONE, id="another kind of picture"),
        pytest.param("Sách", "Báo", AccessionState.DONE, id="another kind of print"),
    ],
)
def test_pages_are_made_again_when_they_become_pictures_or_print(session, kind, new_kind, state):
    item, accession = make_item(session, kind=kind), make_accession(session)
    item.accession_id, accession.state = accession.id, AccessionState.DONE
    cataloguing.describe(session, item, {"kind": new_kind}, BY)
    assert accession.state is state
