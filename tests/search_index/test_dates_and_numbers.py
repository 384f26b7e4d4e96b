"""Normalisation of dates and document numbers."""

import pytest

from search_index.dates_and_numbers import dates_and_codes_in
from search_index.query.expansion import interpret
from tests.search_index.makers import PLACES


@pytest.mark.parametrize(
    "written",
    [
        "22/8/2017",
        "22-08-2017",
        "22.8.2017",
        "ngày 22 tháng 8 năm 2017",
        "NGÀY 22 THÁNG 8 NĂM 2017",
        "22 tháng 8, năm 2017",
        "ngay 22 thang 8 nam 2017",
        "22 tháng 8 2017",
        "2017-08-22",
    ],
)
def test_a_day_is_normalised_from_every_spelling(written):
    assert set(dates_and_codes_in(written)) >= {"2017-08-22", "2017-08", "--08-22"}


@pytest.mark.parametrize("written", ["8/2017", "tháng 8/2017", "tháng 08 năm 2017", "thang 8-2017"])
def test_a_month_is_normalised_from_every_spelling(written):
    assert dates_and_codes_in(written) == ("2017-08",)


@pytest.mark.parametrize(
    ("written", "sign"),
    [
        pytest.param("149/KH-UBND", "149/kh/ubnd", id="plain"),
        pytest.param("Số: 149 / KH - UBND.", "149/kh/ubnd", id="spaced"),
        pytest.param("05/CT-UBND", "5/ct/ubnd", id="leading zero"),
        pytest.param("18/2003/QH11", "18/2003/qh11", id="with its year"),
        pytest.param("37/2024/NĐ-CP", "37/2024/nd/cp", id="with Đ"),
        pytest.param("1672/NQ-UBTVQH15", "1672/nq/ubtvqh15", id="long"),
    ],
)
def test_a_document_number_is_normalised(written, sign):
    assert dates_and_codes_in(written) == (sign,)


@pytest.mark.parametrize("written", ["32/13/2017", "1.234.567", "12 2017", "tháng giêng", "a1/2"])
def test_other_numbers_are_ignored(written):
    assert dates_and_codes_in(written) == ()


def test_a_document_number_inside_a_query_is_recognised():
    meaning = interpret("so 149/kh-ubnd năm 2020", lambda _layer, _text: 0, PLACES)
    assert meaning.codes == ("149/kh/ubnd",)
