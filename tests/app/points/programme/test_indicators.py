"""Indicators and the explanations of their figures."""

import pytest

from points.programme.indicators.compute import indicators

_PROGRAMME = "/can-bo/chuong-trinh"


@pytest.mark.slow
def test_the_home_page_shows_the_targets_with_their_definitions(demo_browser):
    words = demo_browser.visit(_PROGRAMME).words
    for text in ("duy trì hoạt động hiệu quả", "Ngưỡng:", "Sự cố", "Kinh phí", "đạt"):
        assert text in words


def test_indicators_are_shown_with_coverage_and_definition(demo_browser):
    page = demo_browser.visit(f"{_PROGRAMME}/chi-so?ky=2025")
    assert "Lượt sử dụng máy tính công cộng" in page.words
    assert page.words.count("%") > 10
    assert "chưa đối chiếu" in page.words
    assert page.has_link_to(f"{_PROGRAMME}/chi-so/I7?ky=2025")


@pytest.mark.parametrize("code", indicators())
def test_every_figure_is_explained(demo_browser, code):
    page = demo_browser.visit(f"{_PROGRAMME}/chi-so/{code}?ky=2025")
    assert f"phiên bản {indicators()[code].version}" in page.words


@pytest.mark.parametrize("period", ["2024-01..2025-12", "2025-07", "2031"])
def test_long_short_and_empty_periods_are_explained_too(demo_browser, period):
    demo_browser.visit(f"{_PROGRAMME}/chi-so/I6?ky={period}")


def test_a_figure_is_explained_down_to_the_days_of_computers(demo_browser):
    days = "/can-bo/so-lieu/loc-binh/2025-07?so=sessions"
    assert demo_browser.visit(f"{_PROGRAMME}/chi-so/I1?ky=2025").has_link_to(days)
    assert "Máy 10" in demo_browser.visit(days).words


def test_a_chart_has_a_name_and_a_table(demo_browser):
    page = demo_browser.visit(f"{_PROGRAMME}/chi-so/I5?ky=2025")
    (drawing,) = page.all("svg", role="img")
    assert drawing.get("aria-labelledby") == "hinh"
    assert page.all("h2", id="bang")


def test_the_daily_page_of_the_largest_point_works(demo_browser):
    demo_browser.visit(f"{_PROGRAMME}/chi-so/I1/thu-vien-tinh/2025-07")


@pytest.mark.parametrize(
    "address",
    [
        "chi-so/I99",
        "chi-so/I1/khong-co/2025-07",
        "chi-so/I9/loc-binh/2025-07",
        "so/khong-co",
        "so/su-co/99999",
    ],
)
def test_unknown_addresses_are_not_found(demo_browser, address):
    demo_browser.visit(f"{_PROGRAMME}/{address}", status=403 if "khong-co/" in address else 404)


def test_invalid_periods_mean_the_current_year(demo_browser):
    demo_browser.visit(f"{_PROGRAMME}/chi-so?ky=xyz")


def test_months_show_closing_state_and_confirmations(demo_browser):
    words = demo_browser.visit(f"{_PROGRAMME}/thang?ky=2025").words
    assert "đã chốt" in words
    assert "20 trên 21 điểm" in words


def test_a_month_is_closed_from_its_page(officer):
    months, may = f"{_PROGRAMME}/thang?ky=2025", f"{_PROGRAMME}/thang/2025-05"
    assert "Đã chốt tháng 05/2025" in officer.send(months, may, {}).words
    assert may not in [form.get("action") for form in officer.visit(months).all("form")]
