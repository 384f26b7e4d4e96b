"""Tests of how large pages are cut into tiles."""

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
    """Give the tiles of a picture that grows lighter to the right."""
    with ZipFile(BytesIO(packed_tiles(_map()))) as opened:
        yield opened


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_every_tile_of_every_level_is_there_in_its_size(packed, factor):
    for part in iiif_tiles.tiles(_WIDTH, _HEIGHT, factor):
        with Image.open(packed.open(part.name)) as image:
            assert image.size == part.drawn


@pytest.mark.parametrize("factor", iiif_tiles.wholes(_WIDTH, _HEIGHT))
def test_what_is_given_in_one_piece_is_there_in_its_size(packed, factor):
    with Image.open(packed.open(iiif_tiles.whole_name(_WIDTH, _HEIGHT, factor))) as image:
        assert image.size == iiif_tiles.drawn(_WIDTH, _HEIGHT, factor)


def test_a_tile_shows_its_own_part(packed):
    *_, last = iiif_tiles.tiles(_WIDTH, _HEIGHT, 1)
    with Image.open(packed.open(last.name)) as image:
        seen = numpy.asarray(image)
    assert abs(int(seen[0, 0]) - int(_map()[last.top, last.left])) < 8


def test_tiles_are_kept_as_they_are_sent(packed):
    assert {entry.compress_type for entry in packed.infolist()} == {ZIP_STORED}


def test_the_same_picture_makes_the_same_bytes():
    assert packed_tiles(_map()) == packed_tiles(_map())


def test_an_ordinary_page_is_not_cut(tools):
    page = PageRecord(1, PagePlace("digest", None, 0), ("vie",), width=2480, height=3508)
    assert tile(page, tools) == page
