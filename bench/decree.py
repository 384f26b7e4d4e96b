"""A scanned decree as the pipeline leaves it, catalogued in the office with the keyboard."""

from io import BytesIO

from PIL import Image as Picture
from playwright.sync_api import Page as Tab
from sqlalchemy import Engine

from library.catalogue import cataloguing
from library.catalogue.description.proposals import Proposed, replace_open
from library.catalogue.models import Derivative, DerivativeKind, Page, PageState, PageText
from library.database import work
from library.identifiers import item_id
from library.settings import Settings
from library.storage.content_store import ContentStore

MAX_KEY_PRESSES = 6
_ACTOR = "phép đo"
_WIDE, _HIGH = 1000, 1400
_PROPOSALS = (
    Proposed("title", "Chỉ thị 11/CT-UBND về an toàn cầu", 0.9, 300, 400, 500, 40),
    Proposed("kind", "Chỉ thị", 0.98, 400, 300, 200, 40),
    Proposed("issuing_body", "Ủy ban nhân dân tỉnh Lạng Sơn", 0.95, 100, 100, 400, 40),
    Proposed("place", "Lạng Sơn", 0.93, 500, 150, 200, 40),
    Proposed("number", "11/CT-UBND", 0.6, 100, 200, 300, 40),
    Proposed("date", "2024-09-11", 0.6, 500, 200, 300, 40),
)
"""Proposals of the pipeline for a decree: number and date are handwritten, so never certain."""


def create_decree_draft(settings: Settings, engine: Engine) -> str:
    """Create a draft item of one scanned page with its proposals; return its id."""
    image = BytesIO()
    Picture.new("L", (_WIDE // 2, _HIGH // 2), 255).save(image, "WEBP")
    with work(engine) as session:
        item = cataloguing.make_item(session, item_id("decree"), "van-ban", "quét 0012", _ACTOR)
        page = Page(item_id=item.id, number=1, state=PageState.DONE, width=_WIDE, height=_HIGH)
        page.derivatives.append(
            Derivative(
                kind=DerivativeKind.READING,
                digest=ContentStore(settings.derivatives).put(image.getvalue()),
                media_type="image/webp",
                width=_WIDE // 2,
                height=_HIGH // 2,
                bytes=len(image.getvalue()),
            )
        )
        session.add(page)
        session.flush()
        session.add(PageText(page_id=page.id, text="Số: 11/CT-UBND"))
        item.page_count = 1
        replace_open(session, item.id, 1, _PROPOSALS)
        return item.id


def accept_proposals(tab: Tab, address: str) -> int:
    """Accept every proposal, publish, and return the number of key presses."""
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
