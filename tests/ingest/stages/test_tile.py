"""Tests of the tiles of large pages."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import numpy
import pytest
from PIL import Image

from ingest.record import PagePlace, PageRecord
from ingest.stages.tile import packed_tiles, tile
from library.catalogue.pages import iiif_tiles

_WIDTH, _HEIGHT = 1001, 1403


def _map():
    across = numpy.linspace(0, 255, _WIDTH, dtype=numpy.uint8)
    return numpy.tile(across, (_HEIGHT, 1))


@pytest.fixture(scope="module")
def packed():
    """Return the ZIP of tiles of an image that becomes lighter to the right."""
    with ZipFile(BytesIO(packed_tiles(_map()))) as opened:
        yield opened


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_every_tile_of_every_level_is_there_in_its_size(packed, factor):
    for part in iiif_tiles.tiles(_WIDTH, _HEIGHT, factor):
        with Image.open(packed.open(part.name)) as image:
            assert image.size == part.drawn


def test_a_tile_shows_its_own_part(packed):
    *_, last = iiif_tiles.tiles(_WIDTH, _HEIGHT, 1)
    with Image.open(packed.open(last.name)) as image:
        seen = numpy.asarray(image.convert("L"))
    assert abs(int(seen[0, 0]) - int(_map()[last.top, last.left])) < 8


def test_tiles_are_stored_uncompressed(packed):
    assert {entry.compress_type for entry in packed.infolist()} == {ZIP_STORED}


def test_the_same_picture_makes_the_same_bytes():
    assert packed_tiles(_map()) == packed_tiles(_map())


def test_a_black_and_white_scan_keeps_every_pixel():
    scan = numpy.random.default_rng(1).choice([0, 255], (_HEIGHT, _WIDTH)).astype(numpy.uint8)
    softened = numpy.where(scan == 255, 250, 5).astype(numpy.uint8)  # as straightening leaves it
    content = packed_tiles(softened, is_bitonal=True)
    with ZipFile(BytesIO(content)) as archive:
        for part in iiif_tiles.tiles(_WIDTH, _HEIGHT, 1):
            with Image.open(archive.open(part.name)) as image:
                seen = numpy.asarray(image.convert("L"))
            expected = scan[part.top : part.top + part.height, part.left : part.left + part.width]
            assert (seen == expected).all()


def test_a_picture_is_kept_finer_than_print():
    noise = numpy.random.default_rng(1).integers(0, 255, (400, 400), dtype=numpy.uint8)
    assert len(packed_tiles(noise, is_picture=True)) > 1.2 * len(packed_tiles(noise))


@pytest.mark.slow
@pytest.mark.parametrize(("size", "is_cut"), [((1240, 1754), False), ((4000, 5000), True)])
def test_of_pages_drawn_by_a_computer_only_posters_are_cut(tools, size, is_cut, monkeypatch):
    monkeypatch.setattr(type(tools), "shown", lambda *_: numpy.full(size[::-1], 255, numpy.uint8))
    place = PagePlace("digest", None, 0)
    page = PageRecord(1, place, ("vie",), width=size[0], height=size[1], is_drawn=True)
    assert bool(tile(page, tools).images) == is_cut


def test_a_small_scan_is_cut_too(tools, monkeypatch):
    monkeypatch.setattr(type(tools), "shown", lambda *_: numpy.full((900, 700), 255, numpy.uint8))
    page = PageRecord(1, PagePlace("digest", None, 0), ("vie",), width=700, height=900)
    (image,) = tile(page, tools).images
    assert (image.kind, image.width, image.height) == ("tiles", 700, 900)
