"""Leaders of forms are found by their shape and erased; letters on them stay."""

import tracemalloc

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.images.leaders import erase_leaders, find_leaders
from tests.ingest.papers import FACE

DPI = 300
_STARTS = (300, 400, 500)


def _sheet(draw_leader) -> numpy.ndarray:
    image = Image.new("L", (1600, 800), 250)
    pen = ImageDraw.Draw(image)
    for top in _STARTS:
        pen.text((100, top - 40), "Tên gọi:", font=FACE, fill=0)
        draw_leader(pen, top)
    return numpy.asarray(image)


def _dots(pen, top, start=300, end=1400):
    for x in range(start, end, 14):
        pen.ellipse((x, top, x + 3, top + 3), fill=0)


def _rule(pen, top):
    pen.line((300, top, 1400, top), fill=0, width=3)


@pytest.mark.parametrize("draw_leader", [_dots, _rule])
def test_a_leader_is_found_where_it_lies(draw_leader):
    boxes = find_leaders(_sheet(draw_leader), DPI).boxes
    assert [round(box.top, -1) for box in boxes] == list(_STARTS)
    assert all(abs(box.left - 300) < 8 and abs(box.right - 1400) < 16 for box in boxes)


@pytest.mark.parametrize("draw_leader", [_dots, _rule])
def test_erasing_leaves_labels_and_nothing_else(draw_leader):
    page = _sheet(draw_leader)
    clean = erase_leaders(page, find_leaders(page, DPI))
    assert (clean == _sheet(lambda *_: None)).mean() > 0.9999


def test_a_letter_that_crosses_a_rule_keeps_its_stem():
    page = _sheet(_rule).copy()
    page[280:330, 600:606] = 0
    clean = erase_leaders(page, find_leaders(page, DPI))
    assert (clean[280:330, 602] < 50).all()


def test_specks_all_over_a_page_are_no_leaders():
    page = numpy.full((1600, 1200), 250, numpy.uint8)
    chance = numpy.random.default_rng(1)
    for y, x in zip(chance.integers(0, 1597, 4000), chance.integers(0, 1197, 4000), strict=True):
        page[y : y + 3, x : x + 3] = 0
    assert find_leaders(page, DPI).boxes == ()


def test_an_ellipsis_and_a_rule_under_a_motto_are_no_form():
    page = numpy.asarray(Image.new("L", (1600, 800), 250)).copy()
    page[300:303, 400:900] = 0
    image = Image.fromarray(page)
    _dots(ImageDraw.Draw(image), 500, 300, 420)
    assert find_leaders(numpy.asarray(image), DPI).boxes == ()


@pytest.mark.slow
def test_a_drawing_full_of_strokes_takes_little_memory():
    page = numpy.full((4000, 6000), 250, numpy.uint8)
    for x in range(10, 5750, 260):
        for y in range(4, 3990, 12):
            page[y : y + 3, x : x + 220] = 0
    tracemalloc.start()
    find_leaders(page, DPI)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 250 << 20
