"""Tests of which pictures are seen to show two pages."""

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.images import page_gutter, thumbnail_analysis
from tests.ingest import papers


def _seen(image):
    return page_gutter.gutter(thumbnail_analysis.small(numpy.asarray(image)))


def test_the_gutter_between_two_pages_is_seen():
    found = _seen(papers.spread())
    assert (found.place, found.is_fold) == (pytest.approx(0.5, abs=0.01), False)


def test_the_shadow_of_a_fold_tells_where_the_pages_part():
    found = _seen(papers.spread(fold=0.48))
    assert (found.place, found.is_fold) == (pytest.approx(0.48, abs=0.01), True)


def test_a_fold_beside_an_empty_page_is_seen_as_such():
    found = _seen(papers.spread(fold=0.48, left=False))
    assert (found.place, found.beside_blank) == (pytest.approx(0.48, abs=0.01), True)


def test_columns_of_a_list_are_no_pages():
    page = Image.new("L", (2200, 1540), 245)
    for left in (150, 640, 1130, 1620):
        ImageDraw.Draw(page).text((left, 200), "xã Vạn Linh\n" * 22, fill=20, font_size=40)
    assert _seen(page) is None


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(papers.scan(), id="a page that stands"),
        pytest.param(papers.blank().resize((1600, 1100)), id="an empty sheet"),
        pytest.param(papers.spread(columns=True), id="columns that stand close"),
        pytest.param(papers.spread(rule=True), id="columns with a rule between"),
        pytest.param(papers.spread(headline=True), id="a headline across"),
        pytest.param(papers.spread(left=False), id="one half is empty"),
    ],
)
def test_one_page_is_left_whole(image):
    assert _seen(image) is None
