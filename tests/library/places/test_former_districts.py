"""The districts of old are drawn over the units of today."""

from library.places.atlas import HEIGHT, WIDTH, former_districts


def test_there_were_ten_districts_and_a_town():
    names = [district.name for district in former_districts()]
    assert len(names) == 11
    assert "Thành phố Lạng Sơn" in names


def test_districts_stand_in_vietnamese_order():
    names = [district.name for district in former_districts()][:3]
    assert names == ["Huyện Bắc Sơn", "Huyện Bình Gia", "Huyện Cao Lộc"]


def test_a_commune_of_old_tells_where_its_ground_is_now():
    district = next(one for one in former_districts() if one.name == "Huyện Bình Gia")
    unit = next(one for one in district.units if one.unit == "Thị trấn Bình Gia")
    assert unit.now == ("Xã Bình Gia",)


def test_every_unit_of_old_is_there():
    units = [unit for district in former_districts() for unit in district.units]
    assert len(units) == 194


def test_names_stand_on_the_sheet():
    assert all(0 < one.x < WIDTH and 0 < one.y < HEIGHT for one in former_districts())
