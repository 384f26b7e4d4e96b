"""Photographs delivered as negatives: noticed, and made positive."""

from pathlib import Path

import numpy
import pytest

from ingest.images.photo_negatives import is_photo_negative, make_positive
from ingest.images.picture import limit_width
from ingest.tools import image_files

_DEMO = Path(__file__).parents[3] / "demo"
_MASK = (0.12, 0.6, 0.95)
"""Densities of clear colour film for red, green and blue."""


@pytest.fixture(scope="module")
def painting():
    """Return a small picture in colour."""
    (file,) = _DEMO.glob("anh-ban-do/Ga*/*.jpg")
    return limit_width(image_files.read(file, 0), 400)


def _on_film(picture):
    exposure = numpy.log10((picture / 255) ** 2.2 + 0.004) + 2.4
    light = 10 ** -(0.55 * exposure + numpy.array(_MASK))
    return (255 * light ** (1 / 2.2)).astype(numpy.uint8)


def _difference(picture, other):
    return numpy.abs(picture.astype(float) - other).mean()


def test_colour_film_is_noticed_and_its_positive_is_not(painting):
    negative = _on_film(painting)
    assert is_photo_negative(negative)
    assert not is_photo_negative(painting)
    assert not is_photo_negative(make_positive(negative))


def test_the_positive_of_colour_film_has_no_mask(painting):
    negative = _on_film(painting)
    inverted = _difference(255 - negative, painting)
    assert _difference(make_positive(negative), painting) < inverted / 2


def test_a_grey_negative_is_inverted(painting):
    grey = painting[..., 1]
    assert (make_positive(255 - grey) == grey).all()


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param((1, 1), id="one pixel"),
        pytest.param((1, 900, 3), id="one line"),
        pytest.param((300, 2), id="two columns"),
    ],
)
@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_picture_is_no_negative(shape, level):
    picture = numpy.full(shape, level, numpy.uint8)
    assert not is_photo_negative(picture)
    assert make_positive(picture).shape == shape
