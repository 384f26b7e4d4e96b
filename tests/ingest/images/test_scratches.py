"""Scratches along a film are filled; rules between columns and frames of tables stay."""

import cv2
import numpy
import pytest

from ingest.images.picture import Picture
from ingest.images.scratches import erase_scratches, find_scratches


@pytest.fixture
def page() -> Picture:
    """Return a page with two columns of short strokes."""
    page = numpy.full((2340, 1654), 245, numpy.uint8)
    for top in range(200, 2100, 40):
        for across in (*range(150, 780, 14), *range(870, 1500, 14)):
            page[top : top + 20, across : across + 4] = 20
    return page


def test_a_line_through_the_writing_of_the_whole_page_is_filled(page):
    scratched = page.copy()
    cv2.line(scratched, (400, 0), (412, 2339), 15, 3)
    filled = erase_scratches(scratched)
    gap = (slice(225, 236), slice(380, 430))
    assert scratched[gap].min() < 30
    assert filled[gap].min() > 200


def test_a_rule_between_columns_is_no_scratch(page):
    page[0:2340, 825:828] = 20
    assert find_scratches(page) is None


def test_a_line_that_ends_at_the_margins_is_no_scratch(page):
    page[200:2100, 400:403] = 20
    assert find_scratches(page) is None


def test_a_page_without_scratches_stays_as_it_is(page):
    assert erase_scratches(page) is page
