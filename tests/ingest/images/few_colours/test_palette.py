"""Tests of pages drawn in few colours: which are, and that each keeps its own colours."""

import numpy
import pytest

from ingest.images.few_colours import palette
from ingest.images.few_colours.colour_difference import difference, mean_difference
from ingest.images.picture import to_grey

_PAPER = (222, 205, 168)


def _typed_page(paper=_PAPER, ink=(58, 44, 30)):
    """Return a small page of strokes on paper."""
    page = numpy.full((640, 440, 3), paper, numpy.uint8)
    for top in range(60, 580, 20):
        for x in range(40, 400, 9):
            page[top : top + 10, x : x + 3] = ink
    return page


def _contour_map():
    """Return a white map with contour lines one pixel wide in four colours."""
    y, x = numpy.mgrid[:400, :400] / 400
    heights = (12 * (numpy.sin(7 * x + 2 * y) + numpy.sin(5 * y - 3 * x))).astype(int)
    lines = (numpy.diff(heights, axis=0, prepend=0) != 0) | (
        numpy.diff(heights, axis=1, prepend=0) != 0
    )
    inks = numpy.array([(170, 110, 60), (40, 120, 200), (200, 40, 50), (30, 140, 60)], numpy.uint8)
    page = numpy.full((400, 400, 3), 255, numpy.uint8)
    page[lines] = inks[heights[lines] % len(inks)]
    return page


def _flat(page):
    return palette.flatten(to_grey(page), page).picture()


def test_a_map_of_thin_coloured_lines_is_not_print():
    map_ = _contour_map()
    assert palette.flatten_print(to_grey(map_), map_) is None


def test_ink_on_yellowed_paper_is_print_and_keeps_both_colours():
    page = _typed_page()
    assert palette.flatten_print(to_grey(page), page) is not None
    assert mean_difference(_flat(page), page) < 1


def test_almost_white_paper_becomes_white():
    assert (_flat(_typed_page(paper=(251, 251, 250)))[0, 0] == 255).all()


def test_a_shadow_on_the_paper_is_kept_in_shades():
    shadow = numpy.linspace(0.8, 1, 440)[None, :, None]
    page = (_typed_page() * shadow).astype(numpy.uint8)
    assert palette.flatten_print(to_grey(page), page) is not None
    assert mean_difference(_flat(page), page) < 3


def test_the_lid_of_the_scanner_is_not_compared():
    page, lidless = _typed_page(), _typed_page()
    page[:, :7] = 90
    assert difference(page, lidless)[1:] == (0, 0)


def test_layers_on_toned_paper_show_its_colour():
    flat = palette.flatten(to_grey(_typed_page()), _typed_page())
    assert flat.paper() == pytest.approx(_PAPER, abs=2)
    assert [colour for colour, _ in flat.layers()][-1] == pytest.approx((58, 44, 30), abs=2)


def test_each_colour_of_a_sealed_page_is_the_mean_of_its_pixels():
    page = _typed_page()
    rows, columns = numpy.mgrid[: page.shape[0], : page.shape[1]]
    ring = abs(numpy.hypot(rows - 90, columns - 90) - 60) < 12
    faint = numpy.random.default_rng(1).integers(0, 60, (ring.sum(), 1))
    page[ring] = numpy.add(faint, (200, 40, 50))
    flat = palette.flatten(to_grey(page), page)
    seal_shades = [index for index in range(3, 6) if (flat.indices == index).any()]
    assert len(seal_shades) > 1
    for index in seal_shades:
        mean = page[flat.indices == index].mean(axis=0)
        assert abs(flat.colours[index] - mean).max() <= 0.5
