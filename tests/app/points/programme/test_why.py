"""From any figure, at most three steps lead to the days or hours of a computer."""

import re

import pytest

from app import create_app
from library.database import work
from points.programme.indicators.compute import indicators
from tests.app.browser import Browser
from tests.makers import make_staff
from tests.points.programme.conftest import province

__all__ = ["province"]

_BOARDS, _PROGRAMME = "/can-bo/so-lieu", "/can-bo/chuong-trinh"
_TO_PARTS = re.compile(rf"{_BOARDS}/[^/]+/[\d-]+\?so=\w+")
_MOST_STEPS = 3
_OTHER_PERIODS = ("2025-q3", "2025-9t", "2025-07", "2024-07..2025-06")


def _links(page, pattern):
    addresses = [link.get("href") for tag in ("td", "dd", "th") for link in _inside(page, tag)]
    return [address for address in addresses if address and re.search(pattern, address)]


def _inside(page, tag):
    return [link for element in page.all(tag) for link in element.iter("a")]


def _shows_computers(page, address):
    """Return True if a page has the hours or days of each computer."""
    is_short = re.search(r"/\d{4}-\d{2}(-\d{2})?\?", address)
    return bool(is_short) and "Từng máy" in page.says("b")


def _steps(browser, start, first):
    """Return the number of steps from a figure to its computers."""
    address = _links(browser.visit(start), first)[0]
    for step in range(1, _MOST_STEPS + 1):
        page = browser.visit(address)
        if _shows_computers(page, address):
            return step
        address = _links(page, _TO_PARTS)[0]
    return None


@pytest.mark.parametrize("code", ["sessions", "session_seconds", "help_requests"])
@pytest.mark.parametrize("period", ["2025", "2025-07", "2025-07-01"])
@pytest.mark.parametrize("scope", ["toan-tinh", "huyen-loc-binh", "loc-binh"])
def test_a_figure_of_a_board_leads_to_the_computers(demo_browser, scope, period, code):
    assert _steps(demo_browser, f"{_BOARDS}/{scope}/{period}", f"so={code}$")


@pytest.mark.parametrize("line", ["loc-binh/2025", "toan-tinh/2025-07"])
def test_the_line_of_a_point_or_a_month_leads_to_the_computers(demo_browser, line):
    assert _steps(demo_browser, f"{_BOARDS}/toan-tinh/2025", f"/{line}$")


@pytest.mark.parametrize(
    "period",
    ["2025", *(pytest.param(period, marks=pytest.mark.slow) for period in _OTHER_PERIODS)],
)
@pytest.mark.parametrize("code", [f"I{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 12, 14)])
def test_an_indicator_leads_to_the_computers(demo_browser, code, period):
    assert _steps(demo_browser, f"{_PROGRAMME}/chi-so?ky={period}", f"/{code}\\?")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "first"),
    [
        pytest.param("ha-tang", "/I4", id="the Internet line"),
        pytest.param("dich-vu", "/I1", id="the uses of free services"),
        pytest.param("dich-vu", "/I12", id="the help asked for"),
        pytest.param("kinh-phi", "/I1", id="the cost of a use"),
    ],
)
def test_a_figure_of_an_overview_leads_to_the_computers(demo_browser, page, first):
    assert _steps(demo_browser, f"{_PROGRAMME}/{page}?ky=2025", first)


@pytest.mark.slow
def test_a_figure_of_a_report_leads_to_the_computers(province, settings):
    with work(province) as session:
        member = make_staff(session, "lan", "programme-officer")
    site = create_app(settings)
    browser = Browser(site).sign_in(member)
    reports = f"{_PROGRAMME}/bao-cao"
    fields = {"mau": "library/year", "ky": "2025"}
    browser.send(f"{reports}/moi?ky=2025", reports, fields)
    for code in ("I1", "I4", "I7"):
        assert _steps(browser, f"{reports}/1", f"/{code}\\?")
    site.extensions["services"].close()


@pytest.mark.parametrize("code", ["visits", "total_requests"])
def test_what_no_computer_measures_leads_to_the_day_of_a_point(demo_browser, code):
    page = demo_browser.visit(f"{_BOARDS}/loc-binh/2025-07?so={code}")
    assert len(page.all("th")) > 31


@pytest.mark.parametrize("code", ["open_days", "khong-co", "I1", ""])
def test_unknown_measures_are_not_found(demo_browser, code):
    demo_browser.visit(f"{_BOARDS}/toan-tinh/2025?so={code}", status=404)


def test_every_indicator_names_the_measure_of_its_days_or_has_entries():
    without_days = {code for code, indicator in indicators().items() if not indicator.days}
    assert without_days == {"I9", "I11", "I13"}
