"""The programme office shows its indicators and explains each figure."""

import pytest

from library.programme.indicators.compute import indicators

_ROOM = "/can-bo/chuong-trinh"


def test_the_desk_shows_the_targets_with_their_definitions(onlooker):
    words = onlooker.visit(_ROOM).words
    for said in ("duy trì hoạt động hiệu quả", "Ngưỡng:", "Sự cố", "Kinh phí", "đạt"):
        assert said in words


def test_indicators_stand_with_coverage_and_definition(onlooker):
    page = onlooker.visit(f"{_ROOM}/chi-so?ky=2025")
    assert "Lượt sử dụng máy tính công cộng" in page.words
    assert page.words.count("%") > 10
    assert "chưa đối chiếu" in page.words
    assert page.leads_to(f"{_ROOM}/chi-so/I7?ky=2025")


@pytest.mark.parametrize("code", indicators())
def test_every_figure_is_explained(onlooker, code):
    page = onlooker.visit(f"{_ROOM}/chi-so/{code}?ky=2025")
    assert "phiên bản 1" in page.words


@pytest.mark.parametrize("period", ["2024-01..2025-12", "2025-07", "2031"])
def test_long_short_and_empty_periods_are_explained_too(onlooker, period):
    onlooker.visit(f"{_ROOM}/chi-so/I6?ky={period}")


def test_a_figure_is_explained_down_to_the_days_of_computers(onlooker):
    days = f"{_ROOM}/chi-so/I1/loc-binh/2025-07"
    assert onlooker.visit(f"{_ROOM}/chi-so/I1?ky=2025").leads_to(days)
    assert "Máy 10" in onlooker.visit(days).words


def test_a_figure_is_drawn_with_its_name_and_its_table_beside_it(onlooker):
    page = onlooker.visit(f"{_ROOM}/chi-so/I5?ky=2025")
    (drawing,) = page.all("svg", role="img")
    assert drawing.get("aria-labelledby") == "hinh"
    assert page.all("h2", id="bang")


def test_the_largest_point_has_its_page_of_days_too(onlooker):
    onlooker.visit(f"{_ROOM}/chi-so/I1/thu-vien-tinh/2025-07")


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
def test_what_is_not_there_is_not_found(onlooker, address):
    onlooker.visit(f"{_ROOM}/{address}", status=403 if "khong-co/" in address else 404)


def test_senseless_periods_mean_this_year(onlooker):
    onlooker.visit(f"{_ROOM}/chi-so?ky=xyz")


def test_months_say_whether_they_are_closed_and_by_how_many_points_confirmed(onlooker):
    words = onlooker.visit(f"{_ROOM}/thang?ky=2025").words
    assert "đã chốt" in words
    assert "20 trên 21 điểm" in words


def test_a_month_is_closed_from_its_page(officer):
    months, may = f"{_ROOM}/thang?ky=2025", f"{_ROOM}/thang/2025-05"
    assert "Đã chốt tháng 05/2025" in officer.send(months, may, {}).words
    assert may not in [form.get("action") for form in officer.visit(months).all("form")]
