"""Physical copies are listed with their places, and items are parts of others without circles."""

import pytest
from sqlalchemy import select

from library.catalogue.description import holdings, parts
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Condition
from library.errors import ItemNotFoundError, PartOfItselfError
from library.staff.models import AuditEntry
from tests.makers import BY, make_item

_TWO = (
    Copy("DC.01", "Kho địa chí, giá 3", Condition.WORN),
    Copy("DC.02", "Phòng đọc", Condition.INCOMPLETE, "thiếu tờ bìa"),
)


def test_copies_are_listed_in_order(session):
    item = make_item(session)
    assert holdings.tell(session, item, _TWO, BY)
    assert holdings.of_item(session, item.id) == _TWO


def test_what_is_empty_is_no_copy(session):
    item = make_item(session)
    holdings.tell(session, item, (Copy(), *_TWO, Copy()), BY)
    assert holdings.of_item(session, item.id) == _TWO


def test_the_audit_trail_tells_what_was_and_what_is(session):
    item = make_item(session)
    holdings.tell(session, item, _TWO[:1], BY)
    assert not holdings.tell(session, item, _TWO[:1], BY)
    holdings.tell(session, item, (), BY)
    lines = session.scalars(select(AuditEntry).where(AuditEntry.action == "item.holdings")).all()
    assert [line.after["holdings"] for line in lines] == ["DC.01, Kho địa chí, giá 3, worn", ""]


def test_an_item_is_part_of_another(session):
    whole, part = make_item(session, "Tạp chí số 1"), make_item(session, "Một bài", date="1930")
    parts.put_into(session, part, whole.id, BY)
    assert parts.whole_of(session, part.id).title == "Tạp chí số 1"
    assert [one.title for one in parts.parts_of(session, whole.id, 9)] == ["Một bài"]
    parts.put_into(session, part, None, BY)
    assert parts.whole_of(session, part.id) is None


def test_nothing_is_part_of_itself(session):
    one, two, three = (make_item(session, title) for title in ("Một", "Hai", "Ba"))
    parts.put_into(session, two, one.id, BY)
    parts.put_into(session, three, two.id, BY)
    for item, whole in ((one, one), (one, three), (two, three)):
        with pytest.raises(PartOfItselfError):
            parts.put_into(session, item, whole.id, BY)


def test_nothing_is_part_of_what_is_not_there(session):
    with pytest.raises(ItemNotFoundError):
        parts.put_into(session, make_item(session), "khongco", BY)


def test_the_likeliest_records_come_first(session):
    told = {"collection": "bao-chi", "series": "Báo Lạng Sơn", "kind": "Báo"}
    item = make_item(session, "Số 3", **told)
    make_item(session, "Khác", collection="bao-chi")
    make_item(session, "Đặc san", collection="bao-chi", kind="Báo")
    make_item(session, "Số 2", **told)
    make_item(session, "Ở nơi khác", collection="dia-chi", series="Báo Lạng Sơn")
    assert [one.title for one in parts.like(session, item.id, "", 9)] == [
        "Số 2",
        "Đặc san",
        "Khác",
    ]
    assert [one.title for one in parts.like(session, item.id, "dac SAN", 9)] == ["Đặc san"]


def test_parts_that_are_drafts_take_no_place_from_those_that_are_open(session):
    whole = make_item(session, "Tạp chí số 1")
    draft, shown = make_item(session, "Ăn", published=False), make_item(session, "Mặc")
    for part in (draft, shown):
        parts.put_into(session, part, whole.id, BY)
    assert [one.title for one in parts.parts_of(session, whole.id, 1, only_open=True)] == ["Mặc"]
