"""Tests of seal removal."""

import cv2
import numpy
import pytest
from PIL import Image

from ingest.images import preprocess
from tests.ingest.papers import scan

RED, BLUE = (205, 40, 55), (40, 60, 190)
PAGE = numpy.asarray(scan().convert("RGB").resize((1600, 2200), Image.Resampling.BICUBIC))


def _stamped(colour, *, radius=140):
    mark = numpy.zeros(PAGE.shape[:2], numpy.uint8)
    cv2.circle(mark, (800, 1100), radius, 1, 12)
    cv2.circle(mark, (800, 1100), radius // 2, 1, 8)
    ink = numpy.array(colour) / 255
    return numpy.where(mark[..., None] > 0, PAGE * ink, PAGE).astype(numpy.uint8)


@pytest.mark.slow
@pytest.mark.parametrize("colour", [RED, BLUE])
def test_a_seal_is_detected_by_its_colour(colour):
    assert preprocess.has_seal(_stamped(colour))


def test_a_page_without_a_seal_has_none():
    assert not preprocess.has_seal(PAGE)


def test_a_page_in_grey_has_no_seal():
    assert not preprocess.has_seal(PAGE[..., 0])


def test_a_red_line_of_text_is_no_seal():
    page = PAGE.copy()
    cv2.putText(page, "BAO LANG SON", (200, 1100), 0, 4, RED, 12)
    assert not preprocess.has_seal(page)


def test_the_ink_of_a_seal_becomes_paper_and_the_text_stays():
    original = cv2.cvtColor(PAGE, cv2.COLOR_RGB2GRAY)[900:1300, 600:1000].astype(int)
    cleaned = preprocess.remove_seals(_stamped(RED))[900:1300, 600:1000].astype(int)
    assert numpy.abs(cleaned - original).mean() < 3
