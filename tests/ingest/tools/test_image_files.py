"""Tests of image files of all formats."""

import numpy
import pytest
from PIL import Image, ImageOps

from ingest.problems import (
    BrokenFileError,
    ImageTooLargeError,
    UnknownKindError,
    UnreadablePageError,
)
from ingest.tools import image_files
from tests.ingest.papers import SAMPLES, scan, write_scan


def _saved(tmp_path, image: Image.Image, name: str = "a.tif", **options: object):
    image.save(tmp_path / name, **options)
    return tmp_path / name


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp", "a.jp2", "a.bmp", "a.gif"])
def test_every_kind_of_image_is_read_about_alike(tmp_path, name):
    picture = image_files.read(write_scan(tmp_path / name), 0)
    grey = picture if picture.ndim == 2 else picture[..., 0]
    assert abs(float(grey.mean()) - float(numpy.asarray(scan()).mean())) < 3


def test_sixteen_bits_become_eight(tmp_path):
    deep = Image.fromarray(numpy.full((60, 60), 30_000, numpy.uint16))
    assert image_files.read(_saved(tmp_path, deep), 0)[0, 0] == 30_000 * 255 // 65_535


@pytest.mark.parametrize("white", [1.0, 4095, 65_535])
def test_white_is_white_at_any_bit_depth(tmp_path, white):
    kind = numpy.float32 if white == 1.0 else numpy.uint16
    page = Image.fromarray(numpy.full((60, 60), white, kind))
    assert image_files.read(_saved(tmp_path, page), 0)[0, 0] == 255


def test_cmyk_is_converted_to_rgb(tmp_path):
    picture = image_files.read(_saved(tmp_path, Image.new("CMYK", (60, 60))), 0)
    assert picture.min() == 255


def test_white_stays_white_in_jpeg_2000_of_deep_colours():
    picture = image_files.read(SAMPLES / "mau-sau.jp2", 0)
    assert (picture[0, 0].tolist(), picture[30, 30].tolist()) == ([255] * 3, [128, 32, 0])
    assert image_files.read_thumbnail(SAMPLES / "mau-sau.jp2", 0, 60)[0, 0] == 255


def test_transparent_pixels_become_white(tmp_path):
    picture = image_files.read(
        _saved(tmp_path, Image.new("RGBA", (60, 60), (0, 0, 0, 0)), "a.png"), 0
    )
    assert picture.min() == 255


def test_a_fax_is_black_and_white(tmp_path):
    path = _saved(tmp_path, scan().convert("1"), compression="group4")
    assert set(numpy.unique(image_files.read(path, 0))) == {0, 255}


def test_a_photograph_is_rotated_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = _saved(tmp_path, Image.new("L", (300, 100)), "a.jpg", exif=exif)
    facts = image_files.facts(path, 0)
    assert (facts.width, facts.height) == image_files.read(path, 0).shape[::-1] == (100, 300)


@pytest.mark.parametrize("held", range(1, 9))
def test_every_exif_orientation_is_applied(tmp_path, held):
    exif, page = Image.Exif(), scan()
    exif[0x0112] = held
    path = _saved(tmp_path, page, "a.png", exif=exif)
    upright = numpy.asarray(ImageOps.exif_transpose(Image.open(path)).convert("L"))
    glanced = image_files.read_thumbnail(path, 0, 100)
    assert (image_files.read(path, 0) == upright).all()
    assert glanced.shape[1] / glanced.shape[0] == pytest.approx(
        upright.shape[1] / upright.shape[0], rel=0.02
    )


def test_an_image_is_measured_without_unpacking_it(tmp_path):
    path = _saved(tmp_path, scan(), "a.png")
    path.write_bytes(path.read_bytes()[:2000])
    assert image_files.facts(path, 0).width == scan().width


def test_pages_of_a_tiff_are_read_one_by_one(tmp_path):
    path = _saved(
        tmp_path,
        Image.new("L", (60, 60), 0),
        save_all=True,
        append_images=[Image.new("L", (70, 70), 9)],
    )
    assert image_files.pages(path, "a.tif") == (0, 1)
    assert image_files.read(path, 1).shape == (70, 70)


@pytest.mark.slow
def test_too_many_pixels_are_refused_before_they_are_unpacked(tmp_path):
    with pytest.raises(ImageTooLargeError, match="20000 × 10000"):
        image_files.read(_saved(tmp_path, Image.new("1", (20_000, 10_000)), "a.png"), 0)


def test_a_file_that_is_no_image_is_reported_by_name(tmp_path):
    (tmp_path / "a.png").write_bytes(b"%!PS")
    with pytest.raises(UnknownKindError, match=r"thư\.png"):
        image_files.pages(tmp_path / "a.png", "thư.png")


def test_a_broken_header_is_reported_by_file_name(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0 half")
    with pytest.raises((BrokenFileError, UnknownKindError), match=r"thư\.jpg"):
        image_files.pages(tmp_path / "a.jpg", "thư.jpg")


def test_a_truncated_image_is_refused(tmp_path):
    path = write_scan(tmp_path / "a.png")
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(UnreadablePageError):
        image_files.read(path, 0)


def test_the_first_frame_of_an_animation_is_read(tmp_path):
    frames = [Image.new("RGB", (60, 60), "red")]
    path = _saved(
        tmp_path, Image.new("RGB", (60, 60)), "a.webp", save_all=True, append_images=frames
    )
    assert (image_files.pages(path, "a.webp"), image_files.read(path, 0).max()) == ((0,), 0)


def test_tiles_are_put_together(tmp_path):
    page = _saved(tmp_path, scan(), tiffinfo={322: 256, 323: 256})
    assert image_files.read(page, 0).shape == numpy.asarray(scan()).shape


def test_formats_with_unsafe_readers_are_not_opened(tmp_path):
    path = _saved(tmp_path, scan().convert("RGB"), "a.dds")
    with pytest.raises(UnknownKindError):
        image_files.pages(path, "a.dds")


def test_a_line_of_a_hundred_thousand_pixels_is_refused(tmp_path):
    path = _saved(tmp_path, Image.new("1", (100_000, 60)), "a.png")
    with pytest.raises(ImageTooLargeError, match="100000 × 60"):
        image_files.facts(path, 0)
