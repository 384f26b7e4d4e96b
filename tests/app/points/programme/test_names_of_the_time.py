"""Boards, registers, reports and forms show the names of points at the time of their figures."""

import io
import re

import openpyxl
import pytest

from library.database import reading
from points.programme.periods import read_period
from points.programme.reports.freeze import snapshot
from tests.points.programme.conftest import TODAY

_OLD, _NEW = "Thư viện huyện Tràng Định", "Thư viện xã Thất Khê"
_BOTH = f"{_NEW} (trước 1/7/2025 là {_OLD})"
_OFFICE, _PROGRAMME = "/can-bo", "/can-bo/chuong-trinh"
_PAGES = (
    f"{_OFFICE}/so-lieu/toan-tinh/{{0}}",
    f"{_OFFICE}/so-lieu/trang-dinh/{{0}}",
    f"{_PROGRAMME}/chi-so?ky={{0}}",
    f"{_PROGRAMME}/chi-so/I1?ky={{0}}",
    f"{_PROGRAMME}/kinh-phi?ky={{0}}",
    f"{_PROGRAMME}/ha-tang?ky={{0}}",
)


def _texts(browser, address):
    page = browser.visit(address)
    return [*page.says("th"), *page.says("td"), *page.says("h1"), *page.says("option")]


@pytest.mark.parametrize("page", _PAGES)
def test_a_page_of_2024_has_the_old_name_only(demo_browser, page):
    words = " ".join(_texts(demo_browser, page.format("2024")))
    assert _OLD in words
    assert "trước 1/7/2025" not in words


@pytest.mark.parametrize("page", _PAGES)
def test_a_page_of_2025_has_both_names(demo_browser, page):
    assert _BOTH in " ".join(_texts(demo_browser, page.format("2025")))


@pytest.mark.parametrize("page", _PAGES)
def test_a_page_of_the_time_after_the_reform_has_the_new_name_only(demo_browser, page):
    period = "2025-07..2025-12" if page.startswith(_PROGRAMME) else "2025-10"
    words = " ".join(_texts(demo_browser, page.format(period)))
    assert _NEW in words
    assert f"trước 1/7/2025 là {_OLD}" not in words


def test_a_district_is_called_former_only_after_it_was_abolished(demo_browser):
    address = f"{_OFFICE}/so-lieu/huyen-trang-dinh/{{}}"
    assert demo_browser.visit(address.format("2024")).heading.endswith("Huyện Tràng Định, năm 2024")
    assert "Huyện Tràng Định (cũ)" in demo_browser.visit(address.format("2025-10")).heading


@pytest.mark.slow
def test_the_spreadsheets_have_the_names_of_their_period(demo_browser):
    for address in (
        f"{_OFFICE}/so-lieu/toan-tinh/{{}}/so-lieu.xlsx",
        f"{_PROGRAMME}/ha-tang.xlsx?ky={{}}",
    ):
        for period, name in (("2024", _OLD), ("2025", _BOTH), ("2025-10", _NEW)):
            content = demo_browser.fetch(address.format(period)).data
            sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
            cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
            assert name in cells, (address, period)


@pytest.mark.parametrize(("period", "name"), [("2024", _OLD), ("2025", _BOTH), ("2025-q4", _NEW)])
def test_a_report_has_the_names_of_its_period(demo_browser, period, name):
    database = demo_browser.app.extensions["services"].database
    with reading(database) as session:
        figures = snapshot(session, read_period(period), TODAY)
    assert name in {point.name for point in figures.points}


def test_an_entry_has_the_name_of_its_day(demo_browser):
    first = demo_browser.visit(f"{_PROGRAMME}/so/kinh-phi?trang=1").words
    pages = re.search(r"trên (\d+)", first)[1]
    last = demo_browser.visit(f"{_PROGRAMME}/so/kinh-phi?trang={pages}").words
    assert "Thư viện xã" in first
    assert "Thư viện huyện" in last


def test_the_public_page_of_a_point_names_its_former_name(demo_browser):
    page = demo_browser.visit("/diem-truy-nhap/trang-dinh")
    assert page.heading == _NEW
    assert f"Tên đến ngày 30/6/2025: {_OLD}" in page.words
