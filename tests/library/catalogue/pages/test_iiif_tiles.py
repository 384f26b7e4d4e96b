"""Tests of tiling large images."""

import pytest

from library.catalogue.pages.iiif_tiles import (
    factors,
    image_info,
    single_image_levels,
    stored_name,
    tiles,
)


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
    assert last.name == "0,1024,1001,379/501,190/0/default.jpg"


@pytest.mark.parametrize(
    ("size", "levels"),
    [((512, 512), (1,)), ((1001, 1403), (2, 4)), ((4961, 7016), (8, 16)), ((60000, 400), (8, 128))],
)
def test_two_small_levels_are_available_as_single_images(size, levels):
    assert single_image_levels(*size) == levels


def test_the_image_info_lists_the_sizes_of_single_images():
    info = image_info("https://a", 1001, 1403)
    assert info["sizes"] == [{"width": 251, "height": 351}, {"width": 501, "height": 702}]
    assert info["maxArea"] == 501 * 702


def test_the_maximum_size_maps_to_the_largest_single_image():
    assert stored_name("full/max/0/default.jpg", 1001, 1403) == "full/501,702/0/default.jpg"
    assert stored_name("full/251,351/0/default.jpg", 1001, 1403) == "full/251,351/0/default.jpg"
