"""Every engine finds items of uncertain date by each possible year."""

import pytest

from search_index.clauses import Layer
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
