"""Names of the units of today, on the map and in the list of successions."""

from library.places.atlas import map_units
from library.places.districts import succession


def test_the_map_and_the_successions_name_every_unit_alike():
    names = {row["new_unit"] for row in succession()}
    assert {unit.unit for unit in map_units()} == names


def test_every_word_of_a_name_has_a_capital():
    names = {row[column] for row in succession() for column in ("old_unit", "new_unit")}
    kinds = ("Thị trấn ", "Phường ", "Xã ")
    bare = {name.removeprefix(next(filter(name.startswith, kinds))) for name in names}
    assert {
        name for name in bare if not all(word[:1].isupper() for word in name.split(" "))
    } == set()
