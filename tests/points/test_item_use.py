"""Use is recorded without identifying anyone."""

from datetime import date

from sqlalchemy import select

from library.database import Base
from points.item_use import Visitor, never_used, record
from points.usage.models import ItemUse, VisitSalt
from points.usage.privacy.visitor_keys import reader_session
from points.usage.rollups.models import ItemMonth
from points.use_kind import UseKind
from tests.makers import make_item, make_moment

_LAN = Visitor("192.0.2.7", "Mozilla/5.0 (Lan)")
_MORNING = make_moment("2026-11-24 08:30")


def _visit(session, visitor=_LAN, at=_MORNING):
    return reader_session(session, visitor.address, visitor.browser, at)


def test_a_request_of_a_page_is_one_row(session):
    record(session, UseKind.REQUEST, _LAN, _MORNING, item_id="abc", page_number=3)
    use = session.scalar(select(ItemUse))
    assert (use.at, use.kind, use.item_id, use.page_number) == (
        _MORNING,
        UseKind.REQUEST,
        "abc",
        3,
    )


def test_neither_address_nor_browser_is_stored_anywhere(session):
    record(session, UseKind.SEARCH, _LAN, _MORNING)
    rows = [session.execute(table.select()).all() for table in Base.metadata.sorted_tables]
    assert _LAN.address not in str(rows)
    assert _LAN.browser not in str(rows)


def test_two_uses_within_an_hour_are_one_visit(session):
    assert _visit(session) == _visit(session, at=make_moment("2026-11-24 08:59"))


def test_the_next_hour_is_another_visit(session):
    assert _visit(session) != _visit(session, at=make_moment("2026-11-24 09:00"))


def test_another_browser_is_another_visit(session):
    assert _visit(session) != _visit(session, Visitor(_LAN.address, "Firefox"))


def test_the_salt_of_yesterday_is_deleted_today(session):
    _visit(session)
    _visit(session, at=make_moment("2026-11-25 08:30"))
    assert [str(salt.day) for salt in session.scalars(select(VisitSalt))] == ["2026-11-25"]


def test_a_deleted_salt_does_not_come_back(session):
    previous = _visit(session)
    _visit(session, at=make_moment("2026-11-25 08:30"))
    assert _visit(session) != previous


def test_items_with_a_use_of_any_month_are_not_among_the_unused(session):
    read_long_ago, read_today, unread = (make_item(session).id for _ in range(3))
    counts = {"inside": False, "total_requests": 1}
    session.add(ItemMonth(month=date(2020, 1, 1), item_id=read_long_ago, **counts))
    record(session, UseKind.SEARCH, _LAN, _MORNING)
    record(session, UseKind.REQUEST, _LAN, _MORNING, item_id=read_today)
    assert [item_id for item_id, *_ in never_used(session)] == [unread]
