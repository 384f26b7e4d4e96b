"""Every engine finds items of uncertain date by each possible year."""

import pytest

from search_index.clauses import Layer
from search_index.query.expansion import year_spans
from tests.search_index.makers import page


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("năm:1925..1926", ["a"], id="within the years it may be of"),
        pytest.param("năm:1900..1920", ["a"], id="up to the first"),
        pytest.param("năm:1929..", ["a"], id="from the last on"),
        pytest.param("năm:1930..1940", [], id="after them"),
    ],
)
def test_an_item_of_uncertain_date_is_found_by_every_possible_year(index, typed, expected):
    index.put(
        page("a", "lụt", year=1920, earliest=1920, latest=1929),
        page("b", "lụt", year=1801),
        page("c", "lụt", year=1801, earliest=1801, latest=1900),
    )
    assert [item_id for item_id in index.ask(f"lụt {typed}") if item_id == "a"] == expected
    assert index.counts('"lụt"')[Layer.DECADE] == {"1920": 1, "1800": 1}


@pytest.mark.parametrize(
    ("written", "years"),
    [
        pytest.param("sắc phong Minh Mạng thứ 10", (1829, 1829), id="year of an era"),
        pytest.param("Tự Đức năm thứ 33", (1880, 1880), id="with the word year"),
        pytest.param("khai dinh 9", (1924, 1924), id="without marks"),
        pytest.param("Duy Tân nhị niên", (1908, 1908), id="Sino-Vietnamese number"),
        pytest.param("Bảo Đại Ất Dậu", (1945, 1945), id="sexagenary year"),
        pytest.param("từ năm 1930 đến năm 1945", (1930, 1945), id="range"),
        pytest.param("1930..1945", (1930, 1945), id="range with dots"),
    ],
)
def test_years_named_in_a_query_are_read(written, years):
    assert [named for _, _, named in year_spans(written)] == [years]


@pytest.mark.parametrize("written", ["Bảo Đại thứ 50", "từ 1945 đến 1930", "Gia Long", "năm 1930"])
def test_impossible_and_plain_years_are_left_alone(written):
    assert list(year_spans(written)) == []


@pytest.mark.parametrize("typed", ["sắc phong Minh Mạng thứ 10", "sắc phong từ 1825 đến 1830"])
def test_an_item_dated_in_the_years_named_is_in_the_answer_set(index, typed):
    index.put(page("a", "Sắc phong", year=1829), page("b", "Sắc phong", year=1880))
    index.put(page("c", "Sắc phong ngày 3 Minh Mạng thứ 10, từ 1825 đến 1830", year=1999))
    assert sorted(index.found(typed)) == ["a", "c"]
