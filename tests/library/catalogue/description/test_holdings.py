"""Physical copies are stored in order, and part-of relations have no cycles."""

import pytest
from sqlalchemy import select

from library.catalogue.description import holdings, parts
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Condition
from library.errors import ItemNotFoundError, PartOfItselfError
from library.staff.models import AuditEntry
from tests.makers import BY, make_item

_COPIES = (
    Copy("DC.01", "Kho địa chí, giá 3", Condition.WORN),
    Copy("DC.02", "Phòng đọc", Condition.INCOMPLETE, "thiếu tờ bìa"),
)


def test_copies_are_listed_in_order(session):
    item = make_item(session)
    assert holdings.replace_copies(session, item, _COPIES, BY)
    assert holdings.of_item(session, item.id) == _COPIES


def test_empty_rows_are_not_stored_as_copies(session):
    item = make_item(session)
    holdings.replace_copies(session, item, (Copy(), *_COPIES, Copy()), BY)
    assert holdings.of_item(session, item.id) == _COPIES


def test_only_changes_of_copies_are_recorded_in_the_audit_log(session):
    item = make_item(session)
    holdings.replace_copies(session, item, _COPIES[:1], BY)
    assert not holdings.replace_copies(session, item, _COPIES[:1], BY)
    holdings.replace_copies(session, item, (), BY)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "item.holdings")).all()
    assert [entry.after["holdings"] for entry in entries] == [
        "DC.01, Kho địa chí, giá 3, cũ, còn dùng được",
        "",
    ]


def test_an_item_becomes_part_of_another_and_is_removed_again(session):
    container, part = make_item(session, "Tạp chí số 1"), make_item(session, "Một bài", date="1930")
    parts.put_into(session, part, container.id, BY)
    assert parts.whole_of(session, part.id).title == "Tạp chí số 1"
    assert [item.title for item in parts.parts_of(session, container.id, 9)] == ["Một bài"]
    parts.put_into(session, part, None, BY)
    assert parts.whole_of(session, part.id) is None


def test_an_item_is_never_part_of_itself_directly_or_indirectly(session):
    first, second, third = (make_item(session, title) for title in ("Một", "Hai", "Ba"))
    parts.put_into(session, second, first.id, BY)
    parts.put_into(session, third, second.id, BY)
    for item, container in ((first, first), (first, third), (second, third)):
        with pytest.raises(PartOfItselfError):
            parts.put_into(session, item, container.id, BY)


def test_an_item_is_not_put_into_an_unknown_container(session):
    with pytest.raises(ItemNotFoundError):
        parts.put_into(session, make_item(session), "khongco", BY)


def test_the_most_similar_records_come_first(session):
    fields = {"collection": "bao-chi", "series": "Báo Lạng Sơn", "kind": "Báo"}
    item = make_item(session, "Số 3", **fields)
    make_item(session, "Khác", collection="bao-chi")
    make_item(session, "Đặc san", collection="bao-chi", kind="Báo")
    make_item(session, "Số 2", **fields)
    make_item(session, "Ở nơi khác", collection="dia-chi", series="Báo Lạng Sơn")
    assert [record.title for record in parts.similar_items(session, item.id, "", 9)] == [
        "Số 2",
        "Đặc san",
        "Khác",
    ]
    assert [record.title for record in parts.similar_items(session, item.id, "dac SAN", 9)] == [
        "Đặc san"
    ]


def test_drafts_do_not_count_towards_the_limit_of_open_parts(session):
    container = make_item(session, "Tạp chí số 1")
    draft, published = make_item(session, "Ăn", published=False), make_item(session, "Mặc")
    for part in (draft, published):
        parts.put_into(session, part, container.id, BY)
    assert [part.title for part in parts.parts_of(session, container.id, 1, only_open=True)] == [
        "Mặc"
    ]
