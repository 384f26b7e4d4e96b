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


@pytest.mark.parametrize("factor", iiif_tiles.single_image_levels(_WIDTH, _HEIGHT))
def test_single_image_levels_have_their_size(packed, factor):
    with Image.open(packed.open(iiif_tiles.single_image_name(_WIDTH, _HEIGHT, factor))) as image:
        assert image.size == iiif_tiles.scaled_size(_WIDTH, _HEIGHT, factor)


def test_a_tile_shows_its_own_part(packed):
    *_, last = iiif_tiles.tiles(_WIDTH, _HEIGHT, 1)
    with Image.open(packed.open(last.name)) as image:
        seen = numpy.asarray(image)
    assert abs(int(seen[0, 0]) - int(_map()[last.top, last.left])) < 8


def test_tiles_are_stored_uncompressed(packed):
    assert {entry.compress_type for entry in packed.infolist()} == {ZIP_STORED}


def test_the_same_picture_makes_the_same_bytes():
    assert packed_tiles(_map()) == packed_tiles(_map())


def test_an_ordinary_page_is_not_cut(tools):
    page = PageRecord(1, PagePlace("digest", None, 0), ("vie",), width=2480, height=3508)
    assert tile(page, tools) == page
