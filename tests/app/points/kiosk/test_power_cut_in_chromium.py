"""Public computer after a power cut, which ends no session: the next reader finds nothing."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_the_next_reader_finds_no_notes_of_the_last(desk):
    desk.get_by_role("button", name="Bắt đầu", exact=True).click()
    desk.evaluate("localStorage.setItem('ghi-chu', '{}')")
    address = desk.url
    desk.goto("about:blank")
    desk.clock.fast_forward(300_000)
    desk.goto(address)
    desk.get_by_role("button", name="Bắt đầu phiên mới", exact=True).click()
    expect(desk.get_by_role("heading", name="Mời bạn dùng máy")).to_be_visible()
    assert desk.evaluate("localStorage.getItem('ghi-chu')") is None
