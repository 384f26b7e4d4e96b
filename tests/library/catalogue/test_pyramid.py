"""Tests of how a large image is cut into tiles."""

import pytest

from library.catalogue.pyramid import description, factors, tiles, whole_name


@pytest.mark.parametrize(
    ("size", "levels"),
    [((512, 512), (1,)), ((513, 10), (1, 2)), ((4963, 7017), (1, 2, 4, 8, 16))],
)
def test_levels_halve_until_one_tile_holds_all(size, levels):
    assert factors(*size) == levels


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_tiles_of_a_level_cover_the_image_once(factor):
    assert sum(tile.width * tile.height for tile in tiles(1001, 1403, factor)) == 1001 * 1403


def test_a_tile_is_named_by_what_it_shows_and_its_size():
    *_, last = tiles(1001, 1403, 2)
    assert last.name == "0,1024,1001,379/501,190/0/default.jpg"


def test_the_whole_image_is_there_in_one_size():
    told = description("https://a", 1001, 1403)
    assert told["sizes"] == [{"width": 251, "height": 351}]
    assert whole_name(1001, 1403) == "full/251,351/0/default.jpg"
