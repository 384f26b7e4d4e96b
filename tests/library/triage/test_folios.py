"""Printed numbers are read at the edges of pages, and what is missing between them is noticed."""

import pytest

from library.catalogue.words import Word
from library.triage.folios import Gap, gaps, printed


def _line(text, top, line=0):
    return [
        Word(word, 100 + 80 * n, top, 60, 20, 0.9, 0, line) for n, word in enumerate(text.split())
    ]


@pytest.mark.parametrize(
    ("text", "top", "number"),
    [
        pytest.param("12", 30, 12, id="at the head"),
        pytest.param("- 12 -", 960, 12, id="at the foot, between dashes"),
        pytest.param("Trang 7/20", 960, 7, id="with the number of all pages"),
        pytest.param("12", 500, None, id="in the middle it is a figure"),
        pytest.param("Điều 12", 30, None, id="with other words it is text"),
        pytest.param("70/KH-UBND", 30, None, id="a document's number is not the page's"),
    ],
)
def test_a_number_alone_at_the_edge_is_the_page_number(text, top, number):
    words = [*_line(text, top), *_line("Ủy ban nhân dân tỉnh", 400, line=1)]
    assert printed(words, 1000) == number


@pytest.mark.parametrize(
    ("folios", "found"),
    [
        pytest.param([10, 11, 14, 15], [Gap(2, 3, 12, 13, 2)], id="two leaves are missing"),
        pytest.param([None, 1, 2, 3, None, 5], [], id="a page without a number is not missing"),
        pytest.param([10, 11, 71, 12, 13], [], id="one misread number is not believed"),
        pytest.param([8, 9, None, 12, 13], [Gap(2, 4, 10, 11, 1)], id="one of two is missing"),
        pytest.param([1, 2, 3, 1, 2, 3], [], id="a numbering that begins anew"),
        pytest.param([1, 2, 101, 102], [], id="another numbering"),
        pytest.param([], [], id="nothing read"),
    ],
)
def test_missing_pages_are_noticed(folios, found):
    assert list(gaps(dict(enumerate(folios, start=1)))) == found
