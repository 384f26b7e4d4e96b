"""Figures that cannot be are found, and those that may be are left alone."""

from datetime import date

import pytest

from library.vietnamese.figure_grammar import citations, impossible_places, is_impossible


@pytest.mark.parametrize(
    "text",
    ["42/02/2018", "31/02/2020", "30/13/2020", "2#", "@3", "1O5", "12.50.000", "7/1025/NĐ-CP"],
)
def test_a_figure_that_cannot_be(text):
    assert is_impossible(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "29/02/2020",
            "12.500.000",
            "01.02.2025",
            "1.2.3.",
            "17/NQ-CP",
            "101/2024/NĐ-CP,",
            "2.500",
        ),
        *("50%", "12h30", "QL1A", "(15)", "m2", "1900-1905", "02/2018", "KTTHn823", "A4", "3G"),
    ],
)
def test_a_figure_that_may_be(text):
    assert not is_impossible(text)


def test_a_day_in_words_that_does_not_exist_is_found_with_its_month():
    assert impossible_places(["ngày", "31", "tháng", "4", "năm", "2020"]) == {1, 3}
    assert impossible_places(["ngày", "29", "tháng", "02", "năm", "2020"]) == set()


def test_a_cited_document_has_number_and_day():
    text = "Quyết định số 12/QĐ-UBND ngày 05 tháng 3 năm 2020 và 7/2019/NĐ-CP, ngày 1/2/2019."
    first, second = citations(text.split())
    assert (first.number, first.day, first.day_places) == (
        "12/QĐ-UBND",
        date(2020, 3, 5),
        (5, 7, 9),
    )
    assert (second.number, second.day) == ("7/2019/NĐ-CP", date(2019, 2, 1))
