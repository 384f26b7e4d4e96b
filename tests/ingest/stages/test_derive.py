"""Tests of the reading images of a page."""

from io import BytesIO
from pathlib import Path

import numpy
import pytest
from PIL import Image

from ingest.images import preprocess
from ingest.images.few_colours.printed_page import find_print
from ingest.images.picture import shrink
from ingest.images.reading_sizes import make_reading_sizes
from ingest.record import Treatment
from ingest.stages.derive import reading_images
from ingest.tools import image_files
from library.catalogue.models import DerivativeKind

_DEMO = Path(__file__).parents[3] / "demo" / "van-ban"
_SEALED = next(_DEMO.glob("*/trang-5.jpg"))
_PAINTING = next((_DEMO.parent / "anh-ban-do").glob("Sông*/*.jpg"))
_DENSE = next(_DEMO.glob("*/trang-2.jpg"))


def _reader_images(picture, **kind):
    images = _images(picture, **kind)
    return [(image.kind, _opened(image.content)) for image in images]


def _images(picture, *, is_picture=False):
    sizes = make_reading_sizes(picture)
    grey = shrink(preprocess.clean(picture, Treatment()), *sizes.wide.shape[1::-1])
    printed = None if is_picture else find_print(sizes.narrow, grey)
    return reading_images(sizes, grey, printed, is_picture=is_picture)


def _opened(content):
    with Image.open(BytesIO(content)) as image:
        return numpy.asarray(image.convert("RGB") if image.mode == "P" else image)


def _photograph():
    small = numpy.random.default_rng(1).integers(0, 256, (30, 40, 3), numpy.uint8)
    return numpy.asarray(Image.fromarray(small).resize((1600, 1200), Image.Resampling.BICUBIC))


def _colours(picture):
    return len(numpy.unique(picture.reshape(-1, picture.shape[-1]), axis=0))


@pytest.fixture(scope="module")
def sealed():
    """Return the smallest reading image of a page with a red seal and blue ink."""
    return _reader_images(image_files.read(_SEALED, 0))[1][1]


def test_a_page_comes_in_two_sizes_to_read_and_one_to_recognise_it_by():
    widths = [(kind.value, picture.shape[1]) for kind, picture in _reader_images(_photograph())]
    assert widths == [("reading", 1280), ("reading", 880), ("thumbnail", 200)]


def test_the_lightest_image_of_a_dense_page_of_print_takes_60_kilobytes():
    picture = image_files.read(_DENSE, 0)
    images = _images(picture)
    read = [len(image.content) for image in images if image.kind is DerivativeKind.READING]
    assert min(read) < 60_000


def test_a_crowded_page_of_print_is_drawn_narrower_until_it_is_as_light():
    lines = numpy.tile(image_files.read(_DENSE, 0)[200:1500, 180:1120], (2, 2, 1))[:1600, :1150]
    picture = numpy.pad(lines, ((130, 130), (80, 80), (0, 0)), constant_values=255)
    _, light, _ = _images(picture)
    assert (light.picture.shape[1] in (800, 720), len(light.content) <= 60_000) == (True, True)


def test_print_is_drawn_in_few_tones(sealed):
    assert _colours(sealed) <= 10


def test_black_on_white_is_drawn_in_few_tones_in_the_large_image_too():
    picture = numpy.asarray(Image.open(_DENSE).convert("L"))
    (_, large), (_, small), _ = _reader_images(picture)
    assert large.shape[1] > small.shape[1]
    assert _colours(large) <= 4


def test_the_large_image_of_black_on_white_has_the_right_media_type():
    picture = numpy.asarray(Image.open(_DENSE).convert("L"))
    large, small, _ = _images(picture)
    assert (large.media_type, large.content[1:4]) == ("image/png", b"PNG")
    assert (small.media_type, small.content[8:12]) == ("image/webp", b"WEBP")


def test_the_large_image_keeps_the_colours_of_a_seal():
    assert _colours(_reader_images(image_files.read(_SEALED, 0))[0][1]) > 100


def test_the_large_image_keeps_the_look_of_yellowed_paper():
    paper = numpy.array((1.0, 0.9, 0.6))
    large = _reader_images((image_files.read(_DENSE, 0) * paper).astype(numpy.uint8))[0][1]
    assert numpy.median(large[..., 2]) < 170


def test_a_page_scanned_in_colour_that_has_none_is_read_in_grey(tmp_path):
    grey = numpy.asarray(Image.open(_DENSE).convert("L"))
    Image.fromarray(numpy.dstack([grey] * 3)).save(tmp_path / "trang.png")
    assert image_files.read(tmp_path / "trang.png", 0).ndim == 2


@pytest.mark.parametrize(("strong", "weak"), [(0, 2), (2, 0)], ids=["red seal", "blue ink"])
def test_coloured_ink_covers_as_much_of_the_page_as_in_the_scan(sealed, strong, weak):
    scan = make_reading_sizes(image_files.read(_SEALED, 0)).narrow
    flat, true = (
        ((picture[..., strong].astype(int) - picture[..., weak]) > 30).mean()
        for picture in (sealed, scan)
    )
    assert flat == pytest.approx(true, rel=0.35)


def test_a_photograph_keeps_its_colours():
    assert _colours(_reader_images(_photograph())[1][1]) > 1000


def test_yellowed_paper_keeps_its_colour_in_few_tones():
    paper = numpy.array((1.0, 0.9, 0.6))
    light = _reader_images((image_files.read(_DENSE, 0) * paper).astype(numpy.uint8))[1][1]
    assert _colours(light) <= 13
    assert numpy.median(light.reshape(-1, 3), axis=0) == pytest.approx((254, 229, 152), abs=3)


def test_a_small_photograph_in_a_page_of_print_keeps_its_tones():
    picture = image_files.read(_DENSE, 0).copy()
    small = Image.open(_PAINTING).convert("L").resize((240, 180))
    picture[700:880, 300:540] = numpy.asarray(small)[..., None]
    light = _reader_images(picture)[1][1]
    scale = light.shape[1] / picture.shape[1]
    inside = light[round(710 * scale) : round(870 * scale), round(310 * scale) : round(530 * scale)]
    assert _colours(inside) > 100
    assert light.shape[1] == 720  # a crowded page becomes narrower instead


def test_thin_coloured_lines_keep_their_colours():
    map_ = numpy.full((1200, 880, 3), 252, numpy.uint8)
    for number, colour in enumerate(((40, 120, 200), (30, 140, 60), (170, 110, 60)) * 40):
        map_[10 + 9 * number, 20:860] = colour
    assert _colours(_reader_images(map_)[1][1]) > 100


def test_a_picture_is_not_drawn_in_few_colours_even_if_it_looks_like_print():
    picture = image_files.read(_SEALED, 0)
    assert _colours(_reader_images(picture, is_picture=True)[1][1]) > 1000


def test_black_ink_stays_as_dark_as_it_was():
    faded = 255 - (255 - numpy.asarray(Image.open(_DENSE).convert("L")).astype(int)) * 2 // 3
    light = _reader_images(faded.astype(numpy.uint8))[1][1]
    assert abs(int(light.min()) - numpy.percentile(faded, 1)) < 25


def test_an_empty_page_is_an_empty_image():
    blank = _reader_images(numpy.full((1400, 1000), 250, numpy.uint8))[1][1]
    assert blank.min() == 255


def test_the_same_page_makes_the_same_bytes():
    picture = image_files.read(_SEALED, 0)
    first, again = ([image.content for image in _images(picture)] for _ in range(2))
    assert first == again


def test_a_dark_picture_is_not_print():
    dark = numpy.full((1400, 1000), 30, numpy.uint8)
    dark[:100] = 200
    assert _colours(_reader_images(dark)[1][1]) > 2
