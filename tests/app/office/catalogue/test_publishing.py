"""Publishing of items and withdrawal with a reason."""

import pytest
from sqlalchemy import select

from library.catalogue.models import Access, ItemState
from library.catalogue.queries import item_record
from library.database import reading, work
from library.staff.models import AuditEntry
from tests.makers import make_item


@pytest.fixture
def enter(engine):
    """Enter an item."""

    def entered(**fields):
        with work(engine) as session:
            return make_item(session, "Chợ Kỳ Lừa", **fields)

    return entered


@pytest.fixture
def state(engine):
    """Return a function that reads the state of an item."""

    def now(item):
        with reading(engine) as session:
            return item_record(session, item.id).state

    return now


def publish(office, item):
    """Press the publish button on the page of the draft."""
    page = f"/can-bo/tai-lieu/{item.id}"
    return office.send(page, page, {"viec": "cong-bo"})


def withdraw(office, item, reason, status=200):
    """Submit the withdrawal form with a reason."""
    question = f"/can-bo/tai-lieu/{item.id}/go"
    return office.send(question, question, {"ly-do": reason}, status=status)


def test_a_draft_is_published(office, enter, state):
    item = enter(published=False)
    publish(office, item)
    assert state(item) is ItemState.PUBLISHED


def test_a_published_item_is_visible_to_readers(office, browser, enter):
    item = enter(published=False)
    publish(office, item)
    browser.visit(f"/tai-lieu/{item.id}/trang/1")


def test_an_item_without_a_readable_page_is_not_published(office, enter, state):
    item = enter(published=False, texts=())
    assert "chưa có trang nào đọc được" in publish(office, item).words
    assert state(item) is ItemState.DRAFT


def test_a_withdrawn_item_is_hidden_from_readers(office, browser, enter):
    item = enter()
    withdraw(office, item, "Chủ sở hữu yêu cầu")
    browser.visit(f"/tai-lieu/{item.id}", status=410)


def test_a_withdrawn_address_says_what_stood_there_why_and_whom_to_ask(office, browser, enter):
    item = enter()
    question = f"/can-bo/tai-lieu/{item.id}/go"
    reasons = {"ly-do": "Ông A kiện", "loi-bao": "Gia đình chủ sở hữu đề nghị."}
    office.send(question, question, reasons)
    for address in (f"/tai-lieu/{item.id}", f"/tai-lieu/{item.id}/trang/1"):
        words = browser.visit(address, status=410).words
        assert "Chợ Kỳ Lừa" in words
        assert "Gia đình chủ sở hữu đề nghị." in words
        assert "xin hỏi Thư viện tỉnh Lạng Sơn" in words
        assert "Ông A kiện" not in words


def test_a_withdrawn_item_for_staff_only_was_never_there_for_readers(office, browser, enter):
    item = enter(access=Access.STAFF)
    withdraw(office, item, "nhầm")
    browser.visit(f"/tai-lieu/{item.id}", status=404)


def test_the_reason_is_recorded(office, engine, enter):
    withdraw(office, enter(), "Chủ sở hữu yêu cầu")
    with reading(engine) as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.who, last.detail) == ("administrator", "Chủ sở hữu yêu cầu")


def test_a_withdrawal_needs_a_reason(office, enter, state):
    item = enter()
    assert "Hãy ghi lý do" in withdraw(office, item, " ", status=400).words
    assert state(item) is ItemState.PUBLISHED


def test_a_withdrawn_item_can_be_published_again(office, enter, state):
    item = enter()
    withdraw(office, item, "Nhầm")
    publish(office, item)
    assert state(item) is ItemState.PUBLISHED
