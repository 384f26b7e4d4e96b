"""Tests of TIFF metadata: page frames, resolution and polarity."""

import struct

import numpy
import pytest
from PIL import Image
from PIL.TiffImagePlugin import AppendingTiffWriter

from ingest.problems import TooManyPagesError, UnusualImageError
from ingest.tools import image_files
from tests.ingest.papers import scan

_SUBFILE, _ORIENTATION = 254, 274


def _frames(path, *frames):
    """Write a TIFF file of images, each with its tags."""
    with path.open("w+b") as file:
        writer = AppendingTiffWriter(file)
        for image, tags in frames:
            image.save(writer, "TIFF", tiffinfo=tags)
            writer.newFrame()
        writer.close()
        writer.isFirst = True  # otherwise it is finished again when deleted, with its file closed
    return path


def _plain(path, fields, pixels):
    """Write an uncompressed TIFF file of one image, its pixels after its tags."""
    begins = 8 + 2 + 12 * (len(fields) + 2) + 4
    rows = sorted({**fields, 273: (4, begins), 279: (4, len(pixels))}.items())
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, (kind, value) in rows)
    head = b"II*\0" + struct.pack("<IH", 8, len(rows))
    path.write_bytes(head + entries + bytes(4) + pixels)
    return path


def _deep(path, photometric, bands=1, planes=1):
    tags = {256: 60, 257: 60, 258: 16, 259: 1, 262: photometric, 277: bands, 278: 60, 284: planes}
    pixels = numpy.full((60 * bands, 60), 65_535, "<u2").tobytes()
    return _plain(path, {tag: (3, value) for tag, value in tags.items()}, pixels)


@pytest.mark.parametrize(
    "kind", [pytest.param(1, id="smaller copies"), pytest.param(4, id="masks")]
)
def test_reduced_copies_and_masks_are_no_pages(tmp_path, kind):
    page, other = Image.new("L", (80, 60)), (Image.new("L", (40, 30)), {_SUBFILE: kind})
    path = _frames(tmp_path / "a.tif", other, (page, {}), other, (page, {}), other)
    assert image_files.pages(path, "a.tif") == (1, 3)


def test_a_file_of_reduced_copies_only_has_one_page(tmp_path):
    path = _frames(tmp_path / "a.tif", (Image.new("L", (60, 60)), {_SUBFILE: 1}))
    assert image_files.pages(path, "a.tif") == (0,)


def test_a_file_of_too_many_pages_is_refused_before_all_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(image_files, "MAX_PAGES", 2)
    path = _frames(tmp_path / "a.tif", *[(Image.new("L", (60, 60)), {})] * 4)
    with pytest.raises(TooManyPagesError, match="hơn 2 trang"):
        image_files.pages(path, "a.tif")


@pytest.mark.parametrize(
    ("dpi", "size"),
    [
        pytest.param((204, 98), (1728, 2383), id="a coarse fax"),
        pytest.param((204, 196), (1728, 1145), id="a fine fax"),
        pytest.param((204, 391), (3312, 1145), id="a superfine fax"),
        pytest.param((300, 72), (1728, 1145), id="a slip"),
    ],
)
def test_a_fax_has_the_height_of_its_paper(tmp_path, dpi, size):
    fax = scan().resize((1728, 1145)).convert("1")
    fax.save(tmp_path / "a.tif", compression="group4", dpi=dpi)
    facts, thumbnail = (
        image_files.facts(tmp_path / "a.tif", 0),
        image_files.read_thumbnail(tmp_path / "a.tif", 0, 300),
    )
    assert (
        (facts.width, facts.height) == image_files.read(tmp_path / "a.tif", 0).shape[::-1] == size
    )
    assert thumbnail.shape[0] / thumbnail.shape[1] == pytest.approx(size[1] / size[0], rel=0.01)


def test_a_superfine_fax_has_the_higher_of_its_resolutions(tmp_path):
    scan().convert("1").save(tmp_path / "a.tif", compression="group4", dpi=(204, 391))
    assert image_files.facts(tmp_path / "a.tif", 0).dpi == 391


@pytest.mark.parametrize("resolution", [(0, 0), (1, 0), (0, 1)])
def test_an_invalid_resolution_is_ignored(tmp_path, resolution):
    path = tmp_path / "a.tif"
    Image.new("L", (60, 60), 9).save(path, dpi=(200, 200))
    valid, wrong = struct.pack("<II", 200, 1), struct.pack("<II", *resolution)
    path.write_bytes(path.read_bytes().replace(valid, wrong))
    assert image_files.facts(path, 0).dpi is None
    assert image_files.read(path, 0).max() == 9


@pytest.mark.parametrize("held", range(1, 9))
def test_page_size_follows_the_orientation(tmp_path, held):
    Image.new("L", (300, 100)).save(tmp_path / "a.tif", tiffinfo={_ORIENTATION: held})
    facts = image_files.facts(tmp_path / "a.tif", 0)
    assert image_files.read(tmp_path / "a.tif", 0).shape == (facts.height, facts.width)


@pytest.mark.parametrize(("photometric", "seen"), [(1, 255), (0, 0)])
def test_black_may_be_the_largest_of_sixteen_bits(tmp_path, photometric, seen):
    assert image_files.read(_deep(tmp_path / "a.tif", photometric), 0)[0, 0] == seen


def test_images_with_unsupported_colours_are_refused(tmp_path):
    path = _deep(tmp_path / "a.tif", 2, bands=3, planes=2)
    with pytest.raises(UnusualImageError, match="8 bit mỗi màu"):
        image_files.read(path, 0)
