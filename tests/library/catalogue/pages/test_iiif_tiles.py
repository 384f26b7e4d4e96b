"""Tests of how a large image is cut into tiles."""

import pytest

from library.catalogue.pages.iiif_tiles import description, factors, kept_as, tiles, wholes


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


@pytest.mark.parametrize(
    ("size", "levels"),
    [((512, 512), (1,)), ((1001, 1403), (2, 4)), ((4961, 7016), (8, 16)), ((60000, 400), (8, 128))],
)
def test_two_levels_are_there_in_one_piece_and_neither_is_large(size, levels):
    assert wholes(*size) == levels


def test_the_image_says_in_which_sizes_it_is_there_in_one_piece():
    told = description("https://a", 1001, 1403)
    assert told["sizes"] == [{"width": 251, "height": 351}, {"width": 501, "height": 702}]
    assert told["maxArea"] == 501 * 702


def test_who_asks_for_the_largest_gets_the_largest_there_is():
    assert kept_as("full/max/0/default.jpg", 1001, 1403) == "full/501,702/0/default.jpg"
    assert kept_as("full/251,351/0/default.jpg", 1001, 1403) == "full/251,351/0/default.jpg"
