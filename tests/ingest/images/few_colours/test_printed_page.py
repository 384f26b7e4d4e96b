"""Photographs in pages of print keep their colours; the print around them has few."""

from io import BytesIO

import numpy
import pikepdf
import pypdfium2
import pytest

from ingest.images.few_colours.colour_difference import mean_difference
from ingest.images.few_colours.printed_page import find_print
from ingest.images.picture import to_grey
from ingest.images.reading_sizes import make_reading_sizes
from ingest.stages.imprint import print_image
from ingest.tools import page_pdf
from tests.ingest.papers import scan

_SIZE = _WIDTH, _HEIGHT = 1240, 1754
_PLACE = slice(500, 900), slice(200, 800)


@pytest.fixture(scope="module")
def page():
    """Return a page of print with a photograph in many colours, and grain on its paper."""
    lines = to_grey(numpy.asarray(scan()))
    grey = numpy.full((_HEIGHT, _WIDTH), 255, numpy.uint8)
    for top in (60, 940, 1240):
        high, wide = (min(side, room) for side, room in zip(lines.shape, (280, 1040), strict=True))
        grey[top : top + high, 100 : 100 + wide] = lines[:high, :wide]
    page = numpy.repeat(grey[..., None], 3, axis=2).astype(int)
    y, x = numpy.mgrid[:400, :600]
    page[_PLACE] = numpy.stack((60 + x // 4, 40 + y // 3, 200 - x // 5), axis=2)
    grain = numpy.random.default_rng(1).normal(-4, 2, (_HEIGHT, _WIDTH, 1))
    return numpy.clip(page + grain, 0, 255).astype(numpy.uint8)


@pytest.fixture(scope="module")
def printed(page):
    """Return the print of that page."""
    return find_print(make_reading_sizes(page).narrow, to_grey(page))


def test_the_photograph_is_found_in_the_print(page, printed):
    (box,) = printed.boxes(page)
    edges = (box.top, box.bottom, box.left, box.right)
    assert edges == pytest.approx((500, 900, 200, 800), abs=25)


def test_only_the_print_is_drawn_in_few_colours(page, printed):
    picture = printed.picture(printed.flatten(to_grey(page), page), page)
    assert (picture[_PLACE] == page[_PLACE]).all()
    below = picture[930:].reshape(-1, 3)
    assert len(numpy.unique(below, axis=0)) <= 10


def test_the_pdf_shows_the_photograph_above_the_print(page, printed):
    image = print_image(page, to_grey(page), printed)
    content = page_pdf.make_page_pdf(image, (), _SIZE, 150)
    as_picture = page_pdf.make_page_pdf(print_image(page, to_grey(page), None), (), _SIZE, 150)
    assert len(content) < len(as_picture)
    with pikepdf.open(BytesIO(content)) as document:
        filters = {str(i.Filter) for i in document.pages[0].Resources.XObject.values()}
    assert filters == {"/CCITTFaxDecode", "/DCTDecode"}
    with pypdfium2.PdfDocument(content) as document:
        drawn = document[0].render(scale=150 / 72, rev_byteorder=True).to_numpy()[..., :3]
    assert mean_difference(drawn[_PLACE], page[_PLACE]) < 3
    assert (drawn[940:1000, :90] > 245).all()


def test_a_photograph_of_the_whole_page_is_no_print():
    small = numpy.random.default_rng(1).integers(0, 256, (30, 22, 3), numpy.uint8)
    page = small.repeat(40, 0).repeat(40, 1)
    assert find_print(page, to_grey(page)) is None
