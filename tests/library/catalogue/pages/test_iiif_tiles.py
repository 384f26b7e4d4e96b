"""Tests of tiling large images."""

from zipfile import ZipFile

import pytest

from library.catalogue.pages.iiif_tiles import covering, factors, read, tile_name, tiles


@pytest.mark.parametrize(
    ("size", "levels"),
    [((512, 512), (1,)), ((513, 10), (1, 2)), ((4963, 7017), (1, 2, 4, 8, 16))],
)
def test_levels_halve_until_the_image_fits_in_one_tile(size, levels):
    assert factors(*size) == levels


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_tiles_of_a_level_cover_the_image_once(factor):
    assert sum(tile.width * tile.height for tile in tiles(1001, 1403, factor)) == 1001 * 1403


def test_the_name_of_a_tile_holds_its_region_and_size():
    *_, last = tiles(1001, 1403, 2)
    assert last.name == "0,1024,1001,379/501,190/0/default.webp"


def test_only_the_tiles_that_show_a_region_cover_it():
    covered = covering((1001, 1403), (500, 500, 20, 10), 1)
    assert [(tile.left, tile.top) for tile in covered] == [(0, 0), (512, 0)]


@pytest.mark.parametrize(
    ("suffix", "media_type"), [("webp", "image/webp"), ("jpg", "image/jpeg")], ids=["now", "former"]
)
def test_a_tile_is_read_in_the_format_it_was_stored_in(tmp_path, suffix, media_type):
    path = tmp_path / "tiles"
    with ZipFile(path, "w") as archive:
        archive.writestr(f"0,0,9,9/9,9/0/default.{suffix}", b"pixels")
    assert read(path, tile_name((0, 0, 9, 9), (9, 9))) == (b"pixels", media_type)
    assert read(path, tile_name((0, 0, 8, 8), (8, 8))) is None
