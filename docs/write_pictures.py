"""Takes the screenshots of the guides in Chromium; run by `make pictures` on the demo data."""

import io
import logging
import os
import shutil
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from scenes import (
    FOR_READERS,
    FOR_READERS_IN_ENGLISH,
    FOR_STAFF,
    READERS_SCENES,
    STAFF_SCENES,
    Scene,
)
from sqlalchemy import select

from app import create_app
from library.catalogue.models import Access
from library.catalogue.queries import newest
from library.database import reading, work
from library.settings import read_settings
from library.staff import staff_sessions
from library.staff.models import StaffMember
from library.staff.permissions import ADMINISTRATOR
from tests.app.serving import CHROMIUM_ARGUMENTS, served

_READERS_SCREEN = {"width": 480, "height": 400}
_STAFF_SCREEN = {"width": 1024, "height": 640}
_COOKIE, _LANGUAGE_COOKIE = "phien", "ngon-ngu"
_ADDRESS = "http://thu-vien.example"
"""Address of the library in the screenshots."""

_RING = "outline: 4px solid #b3541e !important; outline-offset: 4px; border-radius: 6px;"
_QUALITY = 45


def main() -> None:
    """Retake every screenshot."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    site = create_app(read_settings(os.environ))
    item_id, cookie = _an_item(site), _cookie_of_an_administrator(site)
    with served(site) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*CHROMIUM_ARGUMENTS, _resolver_rule(address)],
        )
        options = {"base_url": _ADDRESS, "bypass_csp": True, "service_workers": "block"}
        reader = chromium.new_context(viewport=_READERS_SCREEN, **options)
        _take(reader.new_page(), READERS_SCENES, item_id, FOR_READERS)
        reader.add_cookies([{"name": _LANGUAGE_COOKIE, "value": "en", "url": _ADDRESS}])
        _take(reader.new_page(), READERS_SCENES, item_id, FOR_READERS_IN_ENGLISH)
        office = chromium.new_context(viewport=_STAFF_SCREEN, **options)
        office.add_cookies([{"name": _COOKIE, "value": cookie, "url": _ADDRESS}])
        _take(office.new_page(), STAFF_SCENES, item_id, FOR_STAFF)
        chromium.close()
    site.extensions["services"].close()


def _take(page: Page, scenes: tuple[Scene, ...], item_id: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for scene in scenes:
        page.goto(scene.where(item_id), wait_until="networkidle")
        if scene.opens:
            page.click(scene.opens)
        target = page.locator(scene.point).first
        target.evaluate("(node) => node.scrollIntoView({ block: 'center', behavior: 'instant' })")
        if not scene.point.endswith("h1"):
            target.evaluate(f"(node) => node.style.cssText += '{_RING}'")
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        picture.save(folder / f"{scene.name}.webp", quality=_QUALITY, method=6)


def _resolver_rule(address: str) -> str:
    """Return the Chromium option that resolves the library's host name to the test server."""
    return f"--host-resolver-rules=MAP thu-vien.example:80 {address.removeprefix('http://')}"


def _an_item(site: Flask) -> str:
    """Return the longest scanned item that everyone may read."""
    with reading(site.extensions["services"].database) as session:
        scanned = [item for item in newest(session, 1000) if item.cover]
    return max(
        (item for item in scanned if item.access is Access.PUBLIC), key=lambda item: item.page_count
    ).id


def _cookie_of_an_administrator(site: Flask) -> str:
    with work(site.extensions["services"].database) as session:
        administrators = select(StaffMember.id).where(StaffMember.role == ADMINISTRATOR)
        token = staff_sessions.start_session(
            session, session.scalars(administrators).first(), "ảnh", proven=True
        )
    client = site.test_client()
    with client.session_transaction() as signed:
        signed["_user_id"], signed["_fresh"] = token, True
    return client.get_cookie(_COOKIE).value


if __name__ == "__main__":
    main()
