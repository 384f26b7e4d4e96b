"""Tests of the reading images of a page."""

from io import BytesIO
from pathlib import Path

import numpy
import pytest
from PIL import Image

from bench.pictures import ink_similarity
from ingest.images.picture import to_grey
from ingest.stages.derive import reading_images
from ingest.tools import image_files
from library.catalogue.models import DerivativeKind

_DEMO = Path(__file__).parents[3] / "demo"
_SEALED = next(_DEMO.glob("van-ban/*/trang-5.jpg"))
_DENSE = next(_DEMO.glob("van-ban/*/trang-2.jpg"))
_NEWSPAPER = next(_DEMO.glob("bao-chi/*1/trang-2.jpg"))
_YELLOWED = next(_DEMO.glob("dia-chi/chi_tra_vert/*/trang-1.jpg"))
_AVIF, _WEBP = DerivativeKind.AVIF, DerivativeKind.READING


def _photograph():
    small = numpy.random.default_rng(1).integers(0, 256, (30, 40, 3), numpy.uint8)
    return numpy.asarray(Image.fromarray(small).resize((1600, 1200), Image.Resampling.BICUBIC))


def _read(path):
    return image_files.read(path, 0)


def _opened(image):
    with Image.open(BytesIO(image.content)) as file:
        return numpy.asarray(file)


def _of_kind(picture, kind):
    """Return the large and the small reading image of a kind."""
    return [image for image in reading_images(picture) if image.kind is kind]


def test_a_page_comes_in_two_sizes_and_two_formats_and_one_to_recognise_it_by():
    images = [(image.kind, image.picture.shape[1]) for image in reading_images(_photograph())]
    thumbnail = (DerivativeKind.THUMBNAIL, 200)
    assert images == [(_AVIF, 1280), (_AVIF, 880), (_WEBP, 1280), (_WEBP, 880), thumbnail]


@pytest.mark.parametrize(("kind", "name"), [(_AVIF, "AVIF"), (_WEBP, "WEBP")])
def test_an_image_is_encoded_as_its_kind_says(kind, name):
    for image in _of_kind(_photograph(), kind):
        with Image.open(BytesIO(image.content)) as file:
            assert (file.format, file.width) == (name, image.picture.shape[1])


def test_the_small_image_of_a_newspaper_takes_60_kilobytes():
    small = _of_kind(_read(_NEWSPAPER), _AVIF)[1]
    assert (small.picture.shape[1], len(small.content) <= 60_000) == (720, True)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [_AVIF, _WEBP])
@pytest.mark.parametrize("path", [_NEWSPAPER, _DENSE, _SEALED, _YELLOWED], ids=lambda p: p.stem)
def test_text_on_paper_stays_sharp_in_both_sizes(path, kind):
    for image in _of_kind(_read(path), kind):
        assert ink_similarity(to_grey(image.picture), to_grey(_opened(image))) > 0.91


@pytest.mark.slow
@pytest.mark.parametrize("kind", [_AVIF, _WEBP])
def test_yellowed_paper_is_not_painted_in_patches(kind):
    for image in _of_kind(_read(_YELLOWED), kind):
        pixels = _opened(image)
        assert len(numpy.unique(pixels.reshape(-1, 3), axis=0)) > 5000
        difference = numpy.median(pixels, (0, 1)) - numpy.median(image.picture, (0, 1))
        assert abs(difference).max() <= 6


def test_the_red_of_a_seal_stays_red():
    for image in _of_kind(_read(_SEALED), _AVIF):
        red = image.picture[..., 0].astype(int) - image.picture[..., 2] > 50
        seal = _opened(image)[red].mean(0)
        assert seal == pytest.approx(image.picture[red].mean(0), abs=25)
        assert seal[0] > seal[2] + 30


@pytest.mark.slow
def test_a_page_scanned_in_colour_that_has_none_is_read_in_grey(tmp_path):
    grey = numpy.asarray(Image.open(_DENSE).convert("L"))
    Image.fromarray(numpy.dstack([grey] * 3)).save(tmp_path / "trang.png")
    assert _read(tmp_path / "trang.png").ndim == 2


def test_an_empty_page_is_an_empty_image():
    for image in reading_images(numpy.full((1400, 1000), 250, numpy.uint8)):
        assert _opened(image).min() >= 247


def test_the_same_page_makes_the_same_bytes():
    picture = _read(_SEALED)
    first, again = ([image.content for image in reading_images(picture)] for _ in range(2))
    assert first == again
