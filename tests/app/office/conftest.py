"""Fixtures that open the office in Chromium, for tests with the keyboard."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.app import serving

DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture
def served(app) -> Iterator[str]:
    """Serve the site."""
    with serving.served(app) as address:
        yield address


@pytest.fixture
def open_page(chromium, served, staff) -> Iterator[Callable[..., Page]]:
    """Yield a function that opens an office page as staff; browser errors fail the test."""
    opened, complaints = [], []

    def open_as(address: str, role: str = "administrator", *, scripts: bool = True) -> Page:
        cookie = staff(role).client.get_cookie("phien")
        context = chromium.new_context(viewport=DESKTOP, java_script_enabled=scripts)
        context.add_cookies([{"name": "phien", "value": cookie.value, "url": served}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{served}{address}")
        opened.append(context)
        return page

    yield open_as
    reported = list(complaints)
    for context in opened:
        context.close()
    assert reported == []
