"""Printed numbers are read at page edges, and gaps between them are reported."""

import pytest

from library.catalogue.text.words import Word
from library.triage.folios import Gap, find_gaps, printed_number


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
    assert printed_number(words, 1000) == number


@pytest.mark.parametrize(
    ("folios", "expected"),
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
def test_missing_pages_are_reported(folios, expected):
    assert list(find_gaps(dict(enumerate(folios, start=1)))) == expected


@pytest.mark.parametrize(
    ("folios", "expected"),
    [
        pytest.param([1, "", 2, "", 3, "", 5, "", 6], [Gap(5, 7, 4, 4, 1)], id="blank backs"),
        pytest.param([1, 2, "", 3, 6, 7], [Gap(4, 5, 4, 5, 2)], id="the gap comes after it"),
        pytest.param(
            [1, 2, "", 3, 5, 6], [Gap(4, 5, 4, 4, 1)], id="it does not make up for a page"
        ),
        pytest.param([1, 2, "", 4, 5, "", 7], [], id="its number is not missing"),
        pytest.param([1, 2, "", 3, "", 5, 6], [], id="one has a number, the other none"),
        pytest.param([8, 9, "", 12, 13], [Gap(2, 4, 10, 11, 1)], id="it may be one of two"),
        pytest.param([1, 2, "", 3, 4], [], id="it has no number"),
    ],
)
def test_a_blank_page_counts_only_if_the_numbers_leave_room(folios, expected):
    pages = {page: folio or None for page, folio in enumerate(folios, start=1)}
    blank = frozenset(page for page, folio in enumerate(folios, start=1) if folio == "")
    assert list(find_gaps(pages, blank=blank)) == expected


def test_an_unsurveyed_page_is_not_missing():
    assert list(find_gaps({1: 1, 2: 2, 4: 4, 5: 5})) == []


def test_a_gap_counts_its_unnumbered_pages():
    (side_by_side,) = find_gaps({1: 8, 2: 9, 3: 12, 4: 13})
    (around_a_blank,) = find_gaps({1: 8, 2: 9, 3: None, 4: 12, 5: 13}, blank=frozenset({3}))
    assert (side_by_side.unnumbered, around_a_blank.unnumbered) == (0, 1)
