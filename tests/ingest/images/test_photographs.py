"""Photographs on a page are found by their tones and edges; writing and shadows are none."""

from pathlib import Path

import numpy
import pytest

from ingest.images import preprocess
from ingest.images.photographs import cover, find_photographs, is_coloured
from ingest.images.picture import Picture, to_grey
from ingest.tools import image_files
from tests.ingest.papers import scan

_DEMO = Path(__file__).parents[3] / "demo"
BOX = (slice(560, 1040), slice(200, 1200))


@pytest.fixture(scope="module")
def written() -> Picture:
    """Return a page of print."""
    lines = to_grey(numpy.asarray(scan()))
    page = numpy.full((2340, 1654), 255, numpy.uint8)
    for top in (60, 1060, 1640):
        page[top : top + lines.shape[0], 100 : 100 + lines.shape[1]] = lines
    return page


@pytest.fixture
def illustrated(written: Picture) -> Picture:
    """Return the page with a photograph pasted over part of it."""
    page = written.copy()
    grain = numpy.random.default_rng(1).normal(120, 30, page[BOX].shape)
    page[BOX] = numpy.clip(grain, 10, 240)
    return page


def test_a_photograph_is_found_where_it_stands(illustrated):
    (box,) = find_photographs(illustrated)
    assert abs(box.left - 200) < 20
    assert abs(box.bottom - 1040) < 20


def test_writing_is_no_photograph(written):
    assert find_photographs(written) == ()


def test_a_shadow_is_no_photograph(written):
    light = numpy.linspace(0.4, 1, written.shape[1])[None, :]
    assert find_photographs((written * light).astype(numpy.uint8)) == ()


def test_a_photograph_does_not_change_how_a_page_is_prepared(written, illustrated):
    plain, with_photograph = (
        preprocess.plan_treatment(page, 200) for page in (written, illustrated)
    )
    assert with_photograph.uneven == plain.uneven
    assert with_photograph.dark_border == plain.dark_border


def test_a_covered_photograph_looks_like_paper(illustrated):
    covered = cover(illustrated, find_photographs(illustrated))
    assert covered[BOX].min() > 200


def test_a_page_white_on_black_is_a_negative(written):
    assert preprocess.plan_treatment(255 - written, 200).negative
    assert not preprocess.plan_treatment(written, 200).negative


def test_a_small_sheet_on_a_black_lid_is_no_negative(written):
    lid = numpy.full((2 * written.shape[0], 2 * written.shape[1]), 15, numpy.uint8)
    lid[: written.shape[0], : written.shape[1]] = written
    assert not preprocess.plan_treatment(lid, 200).negative


@pytest.mark.parametrize(
    ("path", "coloured"),
    [
        pytest.param("anh-ban-do/Tờ 6353-3 Na Sầm/ban-do.jpg", True, id="a map"),
        pytest.param("van-ban/Kế hoạch*/trang-5.jpg", False, id="a decree with its seal"),
        pytest.param("dia-chi/chi_tra_vert/*/trang-1.jpg", False, id="yellowed paper"),
    ],
)
def test_a_map_is_coloured_and_paper_with_ink_and_seals_is_not(path, coloured):
    page = image_files.read(next(_DEMO.glob(path)), 0)
    assert is_coloured(page) is coloured
