"""Lays a scanned decree before the office as the workshop leaves it, and describes it with keys."""

from io import BytesIO

from PIL import Image as Picture
from playwright.sync_api import Page as Tab
from sqlalchemy import Engine

from library.catalogue import cataloguing
from library.catalogue.description.proposals import Proposed, renew
from library.catalogue.models import Derivative, DerivativeKind, Page, PageState, PageText
from library.database import work
from library.identifiers import item_id
from library.settings import Settings
from library.storage.content_store import ContentStore

MOST_KEYS = 6
_BY = "phép đo"
_WIDE, _HIGH = 1000, 1400
_READ = (
    Proposed("title", "Chỉ thị 11/CT-UBND về an toàn cầu", 0.9, 300, 400, 500, 40),
    Proposed("kind", "Chỉ thị", 0.98, 400, 300, 200, 40),
    Proposed("issuing_body", "Ủy ban nhân dân tỉnh Lạng Sơn", 0.95, 100, 100, 400, 40),
    Proposed("place", "Lạng Sơn", 0.93, 500, 150, 200, 40),
    Proposed("number", "11/CT-UBND", 0.6, 100, 200, 300, 40),
    Proposed("date", "2024-09-11", 0.6, 500, 200, 300, 40),
)
"""What the workshop reads off a decree: number and date are written by hand, so never sure."""


def shelve_decree(settings: Settings, engine: Engine) -> str:
    """Put a draft of one scanned page on the shelf with what was read off it; return its id."""
    drawn = BytesIO()
    Picture.new("L", (_WIDE // 2, _HIGH // 2), 255).save(drawn, "WEBP")
    with work(engine) as session:
        item = cataloguing.make_item(session, item_id("decree"), "van-ban", "quét 0012", _BY)
        page = Page(item_id=item.id, number=1, state=PageState.DONE, width=_WIDE, height=_HIGH)
        page.derivatives.append(
            Derivative(
                kind=DerivativeKind.READING,
                digest=ContentStore(settings.derivatives).put(drawn.getvalue()),
                media_type="image/webp",
                width=_WIDE // 2,
                height=_HIGH // 2,
                bytes=len(drawn.getvalue()),
            )
        )
        session.add(page)
        session.flush()
        session.add(PageText(page_id=page.id, text="Số: 11/CT-UBND"))
        item.page_count = 1
        renew(session, item.id, 1, _READ)
        return item.id


def describe(tab: Tab, address: str) -> int:
    """Take every proposal, publish, and return how many keys were pressed."""
    tab.goto(address)
    pressed = 1
    while tab.evaluate("!document.activeElement.matches('[data-final]')"):
        tab.keyboard.press("Enter")
        pressed += 1
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    if not tab.locator("text='Đã lưu mô tả.'").count():
        raise RuntimeError(tab.locator("main").inner_text())
    return pressed
