"""Blank forms to print: every register of a point, the tally sheet of a month, attendance lists."""

import pytest

from library import clock
from points.programme.registers.schema import register_of, registers

_FORMS = "/can-bo/chuong-trinh/phieu"
_OF_POINTS = [code for code, register in registers().items() if register.of_point]


@pytest.mark.parametrize("code", _OF_POINTS)
def test_every_register_of_a_point_has_a_blank_form(demo_browser, code):
    words = demo_browser.visit(f"{_FORMS}/{code}?diem=loc-binh&thang=2025-10").words
    assert "Thư viện xã Lộc Bình" in words
    assert demo_browser.visit(_FORMS).has_link_to(f"{_FORMS}/{code}?thang={clock.today():%Y-%m}")


def test_a_tally_sheet_has_a_row_for_each_day_and_marks_the_closed_ones(demo_browser):
    page = demo_browser.visit(f"{_FORMS}/so-dem?diem=loc-binh&thang=2025-10")
    assert page.heading == "Tờ đếm tháng 10 năm 2025"
    days = [text.split(" ")[0] for text in page.says("th", scope="row")]
    assert days == [*map(str, range(1, 32)), "Cộng"]
    assert "5 chủ nhật, nghỉ" in page.says("th", scope="row")


def test_a_form_of_an_earlier_month_has_the_name_of_that_time(demo_browser):
    words = demo_browser.visit(f"{_FORMS}/so-dem?diem=loc-binh&thang=2024-05").words
    assert "Thư viện huyện Lộc Bình" in words


def test_an_inspection_form_lists_what_is_inspected(demo_browser):
    page = demo_browser.visit(f"{_FORMS}/kiem-tra?diem=loc-binh")
    assert "loc-binh-01" in page.says("td")
    for rule in register_of("kiem-tra").fields:
        assert rule.label in page.words


def test_an_attendance_list_names_its_course(demo_browser):
    page = demo_browser.visit(f"{_FORMS}/du-hoc?khoa=1")
    assert "(số 1 trong sổ)" in page.words
    assert len(page.says("td", class_="penform__number")) == 22


def test_a_form_without_a_point_has_a_line_for_its_name(demo_browser):
    assert "Điểm: ……" in demo_browser.visit(f"{_FORMS}/su-co").words


def test_an_unknown_point_is_refused(demo_browser):
    demo_browser.visit(f"{_FORMS}/su-co?diem=khong-co", status=403)
