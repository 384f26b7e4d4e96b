"""The reader's own notes, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_notes_and_marked_passages_stay_in_the_browser_and_are_exported(context, page_of):
    page = context.new_page()
    page.goto(page_of(2))
    page.click(".my-notes summary")
    page.fill("#ghi-chu", "Hỏi cụ Lan về phiên chợ")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.page-text__body p'))")
    page.click("[data-mark]")
    page.reload()
    expect(page.locator(".page-text__body .noted")).to_have_text("Chợ Kỳ Lừa ngày phiên")
    page.goto("/ghi-chu")
    expect(page.locator("blockquote")).to_have_text("Chợ Kỳ Lừa ngày phiên")
    with page.expect_download() as download:
        page.click("[data-export]")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "Hỏi cụ Lan về phiên chợ" in text and page_of(2) in text
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa ghi chú").click()
    expect(page.locator("[data-none]")).to_be_visible()
    assert page.evaluate("localStorage.getItem('ghi-chu')") == "{}"
