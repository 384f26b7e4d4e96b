"""First page of the office: returned items, assigned work and the next item."""

import pytest

from library.database import work
from tests.makers import make_item

_REMARK = "Thiếu ngày ban hành"


@pytest.fixture
def items(engine):
    """Enter two drafts; return their office addresses."""
    with work(engine) as session:
        drafts = [make_item(session, title, published=False) for title in ("Chợ", "Đền")]
    return [f"/can-bo/tai-lieu/{item.id}" for item in drafts]


@pytest.fixture
def author(staff, items):
    """Send an item, have it returned, and return the browser of its author."""
    cataloguer, item = staff("cataloguer"), items[0]
    cataloguer.send(item, item, {"viec": "gui-duyet"})
    reviewer = staff("reviewer")
    reviewer.send(item, f"{item}/tra-lai", {"ly-do": _REMARK})
    assert "bị trả lại" not in reviewer.visit("/can-bo").words
    return cataloguer


def test_returned_work_stands_on_its_authors_desk(author):
    desk = author.visit("/can-bo").words
    assert "1 tài liệu bị trả lại cho bạn" in desk
    assert "reviewer trả lại lúc" in desk
    assert _REMARK in desk


def test_the_returned_item_says_who_returned_it_when_and_why(author, items):
    words = author.visit(items[0]).words
    assert "reviewer trả lại lúc" in words
    assert f"Lời nhắn: {_REMARK}" in words


def test_work_is_taken_over_and_given_back(staff, items):
    browser = staff("cataloguer")
    assert "Việc của bạn." in browser.send(items[0], f"{items[0]}/giao", {"nhan-viec": "1"}).words
    assert "1 tài liệu được giao cho bạn" in browser.visit("/can-bo").words
    assert "Chưa giao cho ai." in browser.send(items[0], f"{items[0]}/giao", {"nguoi": ""}).words


def test_after_sending_the_next_item_is_focused(staff, items):
    page = staff("cataloguer").send(items[0], items[0], {"viec": "gui-duyet"})
    (following,) = [link for link in page.all("a") if link.get("autofocus") is not None]
    assert following.get("href") == items[1]


def test_my_queue_opens_its_next_item(staff, items):
    browser = staff("cataloguer")
    with browser.client.get("/can-bo/viec-tiep-theo") as response:
        assert browser.where(response) == items[0]


def test_an_empty_queue_says_so(staff):
    page = staff("cataloguer").visit("/can-bo/viec-tiep-theo")
    assert (page.heading, "Hết việc" in page.words) == ("Bàn làm việc", True)
