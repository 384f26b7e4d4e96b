"""Fixtures of the public computer tests, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.points.kiosk.agent.input_seen import InputListener
from library.database import work
from points.access_points.enrolment import announce, enrol
from tests.app.points.kiosk.installed_agent import run_agent
from tests.app.points.kiosk.line import Line

_SCREEN = {"width": 1024, "height": 768}


@pytest.fixture
def line(app) -> Iterator[Line]:
    """Serve the library."""
    laid = Line(app)
    yield laid
    laid.cut()


@pytest.fixture
def token(engine) -> str:
    """Enrol a computer and return its token."""
    with work(engine) as session:
        return enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))


@pytest.fixture
def context(chromium) -> Iterator[BrowserContext]:
    """Open a browser context without stored data."""
    opened = chromium.new_context(viewport=_SCREEN)
    yield opened
    opened.close()


@pytest.fixture
def desk(context, line, token) -> Page:
    """Open the start page by its shortcut, with a clock controlled by the test."""
    page = context.new_page()
    page.clock.install()
    page.goto(f"{line.desk}#d={token}")
    expect(page.get_by_role("button", name="Bắt đầu", exact=True)).to_be_visible()
    return page


@pytest.fixture
def code(engine):
    """Register a computer, and return its code."""
    with work(engine) as session:
        return announce(session, "Bắc Sơn", "Máy 3")


@pytest.fixture
def home(tmp_path, line, code):
    """Enrol the agent without starting it."""
    result = run_agent(tmp_path, "cai-dat", code, "--khong-tu-chay", "--thu-vien", line.library)
    assert result.returncode == 0, result.stderr
    return tmp_path / "home"


@pytest.fixture
def listener() -> Iterator[InputListener]:
    """Return a receiver of input on a free port."""
    opened = InputListener(0)
    yield opened
    opened.close()
