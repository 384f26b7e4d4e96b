"""Tests of gutter detection in pictures of two pages."""

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.images import page_gutter, thumbnail_analysis
from tests.ingest import papers


def _find_gutter(image):
    return page_gutter.find_gutter(thumbnail_analysis.make_thumbnail(numpy.asarray(image)))


def test_the_gutter_between_two_pages_is_found():
    gutter = _find_gutter(papers.spread())
    assert (gutter.place, gutter.is_fold) == (pytest.approx(0.5, abs=0.01), False)


def test_the_gutter_is_at_the_shadow_of_a_fold():
    gutter = _find_gutter(papers.spread(fold=0.48))
    assert (gutter.place, gutter.is_fold) == (pytest.approx(0.48, abs=0.01), True)


def test_a_fold_next_to_a_blank_page_is_found():
    gutter = _find_gutter(papers.spread(fold=0.48, has_left_text=False))
    assert (gutter.place, gutter.beside_blank) == (pytest.approx(0.48, abs=0.01), True)


def test_columns_of_a_list_are_not_two_pages():
    page = Image.new("L", (2200, 1540), 245)
    for x in (150, 640, 1130, 1620):
        ImageDraw.Draw(page).text((x, 200), "xã Vạn Linh\n" * 22, fill=20, font_size=40)
    assert _find_gutter(page) is None


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(papers.scan(), id="a page that stands"),
        pytest.param(papers.blank().resize((1600, 1100)), id="an empty sheet"),
        pytest.param(papers.spread(columns=True), id="columns that stand close"),
        pytest.param(papers.spread(rule=True), id="columns with a rule between"),
        pytest.param(papers.spread(headline=True), id="a headline across"),
        pytest.param(papers.spread(has_left_text=False), id="one half is empty"),
    ],
)
def test_a_single_page_has_no_gutter(image):
    assert _find_gutter(image) is None
