"""Tests of blank-page detection and page fingerprints."""

import cv2
import numpy
import pytest

from ingest.images import thumbnail_analysis
from library.triage.survey import MAX_DISTANCE, distance
from tests.ingest.papers import LETTER, PLAN, scan

_WIDTH, _HEIGHT = 1654, 2339


def _paper(shade=245):
    return numpy.full((_HEIGHT, _WIDTH), shade, numpy.uint8)


def _yellowed():
    light = numpy.linspace(150, 215, _WIDTH, dtype=numpy.float32)
    noise = numpy.random.default_rng(3).normal(0, 5, (_HEIGHT, _WIDTH))
    return numpy.clip(light + noise, 0, 255).astype(numpy.uint8)


def _in_a_dark_frame():
    page = _paper()
    page[:, :40], page[-60:, :] = 20, 30
    return page


def _with_the_back_shining_through():
    back = numpy.asarray(scan().resize((_WIDTH, _HEIGHT)).convert("L"))[:, ::-1]
    return (235 - (255 - back) * 0.06).astype(numpy.uint8)


def _dusty():
    page = _paper()
    for row, column in numpy.random.default_rng(5).integers(100, _WIDTH - 100, (30, 2)):
        page[row : row + 3, column : column + 3] = 60
    return page


def _numbered():
    page = _paper()
    cv2.putText(page, "7", (820, 2200), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 40, 3)
    return page


def _thumbnail(page):
    return thumbnail_analysis.make_thumbnail(page)


def _rescanned(name):
    page = numpy.asarray(scan(name).convert("L"))
    height, width = page.shape
    askew = cv2.getRotationMatrix2D((width / 2, height / 2), 0.6, 1.01)
    moved = cv2.warpAffine(page, askew, (width, height), borderValue=255)
    return (moved * 0.9 + 10).astype(numpy.uint8)


def _fingerprint(page):
    return thumbnail_analysis.fingerprint(_thumbnail(page))


@pytest.mark.parametrize(
    "draw", [_paper, _yellowed, _in_a_dark_frame, _with_the_back_shining_through, _dusty]
)
def test_paper_without_print_is_blank(draw):
    assert thumbnail_analysis.is_blank(_thumbnail(draw()))


def test_a_page_number_alone_is_print():
    assert not thumbnail_analysis.is_blank(_thumbnail(_numbered()))


def test_a_scan_is_print():
    assert not thumbnail_analysis.is_blank(_thumbnail(numpy.asarray(scan())))


@pytest.mark.parametrize("name", [PLAN, LETTER])
def test_a_rescanned_page_has_a_similar_fingerprint(name):
    page = numpy.asarray(scan(name).convert("L"))
    assert distance(_fingerprint(page), _fingerprint(_rescanned(name))) <= MAX_DISTANCE


def test_different_pages_have_different_fingerprints():
    pages = [numpy.asarray(scan(name).convert("L")) for name in (PLAN, LETTER)]
    assert distance(*map(_fingerprint, pages)) > MAX_DISTANCE


def test_an_almost_empty_page_has_no_fingerprint():
    assert _fingerprint(_numbered()) == b""


def test_the_thumbnail_of_a_long_strip_is_limited_in_height():
    assert (
        _thumbnail(numpy.zeros((30_000, 20), numpy.uint8)).shape[0] <= 4 * thumbnail_analysis.WIDTH
    )
