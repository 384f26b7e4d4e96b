"""Tests of the former districts on the map of present units."""

from library.places.atlas import HEIGHT, WIDTH
from library.places.districts import former_districts


def test_there_are_ten_districts_and_a_town():
    names = [district.name for district in former_districts()]
    assert len(names) == 11
    assert "Thành phố Lạng Sơn" in names


def test_districts_are_in_vietnamese_order():
    names = [district.name for district in former_districts()][:3]
    assert names == ["Huyện Bắc Sơn", "Huyện Bình Gia", "Huyện Cao Lộc"]


def test_a_former_commune_has_its_successors():
    district = next(
        district for district in former_districts() if district.name == "Huyện Bình Gia"
    )
    unit = next(unit for unit in district.units if unit.unit == "Thị trấn Bình Gia")
    assert unit.now == ("Xã Bình Gia",)


def test_every_former_unit_is_listed():
    units = [unit for district in former_districts() for unit in district.units]
    assert len(units) == 194


def test_names_are_inside_the_map():
    assert all(
        0 < district.x < WIDTH and 0 < district.y < HEIGHT for district in former_districts()
    )
