"""Bulk changes: preview first, and permissions of each role."""

import pytest
from sqlalchemy import select

from library.bulk import selections
from library.catalogue.models import Item, ItemState
from library.database import reading, work
from library.staff.models import AuditEntry
from tests.makers import BY, make_item

_CHOSEN, _LAST = "/can-bo/hang-loat/chon/1", "/can-bo/hang-loat/lan/1"


@pytest.fixture
def item(engine):
    """Enter a draft and select it."""
    with work(engine) as session:
        created = make_item(session, published=False)
        selections.save(session, [created.id], BY)
    return created


@pytest.fixture
def held(engine):
    """Return a function that reads a column of the only item."""

    def read_now(name):
        with reading(engine) as session:
            return session.scalars(select(getattr(Item, name))).one()

    return read_now


def _plan(browser, act, status=200, **fields):
    named = {name.replace("_", "-"): text for name, text in fields.items()}
    return browser.send(_CHOSEN, f"{_CHOSEN}/{act}", named, status=status)


def test_a_field_is_filled_in(office, item, held):
    page = _plan(office, "doi-o", o="creator", cach="fill", noi_dung="Nông Văn A")
    assert page.heading == "Đổi một ô: Tác giả: ghi “Nông Văn A”"
    assert held("creator") is None
    office.send(_LAST, f"{_LAST}/ap-dung", {})
    assert held("creator") == "Nông Văn A"


def test_an_impossible_value_shows_an_error_message(office, item):
    page = _plan(office, "doi-o", 400, o="date", cach="fill", noi_dung="hôm qua")
    assert "“hôm qua” không phải ngày" in page.words


def test_an_item_is_moved(office, item, held):
    page = _plan(office, "chuyen", bst="van-ban")
    assert "Sưu tập: Địa chí xứ Lạng Văn bản hành chính" in page.words
    office.send(_LAST, f"{_LAST}/ap-dung", {})
    assert held("collection") == "van-ban"


def test_an_unknown_collection_shows_an_error_message(office, item):
    assert "Không có sưu tập “mua”" in _plan(office, "chuyen", 404, bst="mua").words


def test_a_cataloguer_sends_and_a_reviewer_publishes(staff, item, held):
    cataloguer, reviewer = staff("cataloguer"), staff("reviewer")
    _plan(cataloguer, "gui-duyet")
    cataloguer.send(_LAST, f"{_LAST}/ap-dung", {})
    assert held("state") is ItemState.REVIEW
    _plan(reviewer, "cong-bo")
    second = _LAST.replace("1", "2")
    assert "Chỉ cán bộ duyệt" in cataloguer.visit(second).words
    reviewer.send(second, f"{second}/ap-dung", {})
    assert held("state") is ItemState.PUBLISHED


def test_a_cataloguer_neither_publishes_nor_applies_what_a_reviewer_planned(app, staff, item):
    _plan(staff("reviewer"), "cong-bo")
    app.config["WTF_CSRF_ENABLED"] = False
    client = staff("cataloguer").client
    for address in (f"{_CHOSEN}/cong-bo", f"{_CHOSEN}/go", f"{_LAST}/ap-dung"):
        assert client.post(address).status_code == 403


def test_a_preview_leaves_one_audit_entry_and_publishes_nothing(office, item, engine, held):
    _plan(office, "cong-bo")
    assert held("state") is ItemState.DRAFT
    with reading(engine) as session:
        (line,) = session.scalars(select(AuditEntry).where(AuditEntry.action.like("office.%")))
        published = select(AuditEntry).where(AuditEntry.action == "item.publish")
        assert session.scalars(published).all() == []
    assert line.action == "office.plan_publish"
    assert "published" not in str(line.after)


def test_a_withdrawal_needs_a_reason(office, item):
    assert "Hãy ghi lý do gỡ" in _plan(office, "go").words
