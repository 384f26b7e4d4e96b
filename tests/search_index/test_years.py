"""What may be of several years is found by each of them, in every engine."""

import pytest

from search_index.clauses import Layer
from tests.search_index.makers import page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("năm:1925..1926", ["a"], id="within the years it may be of"),
        pytest.param("năm:1900..1920", ["a"], id="up to the first"),
        pytest.param("năm:1929..", ["a"], id="from the last on"),
        pytest.param("năm:1930..1940", [], id="after them"),
    ],
)
def test_an_item_is_found_by_every_year_it_may_be_of(index, typed, found):
    index.put(
        page("a", "lụt", year=1920, earliest=1920, latest=1929),
        page("b", "lụt", year=1801),
        page("c", "lụt", year=1801, earliest=1801, latest=1900),
    )
    assert [one for one in index.ask(f"lụt {typed}") if one == "a"] == found
    assert index.counts('"lụt"')[Layer.DECADE] == {"1920": 1, "1800": 1}
