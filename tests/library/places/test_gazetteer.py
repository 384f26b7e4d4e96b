"""Names of all units of the province, for lists."""

from library.places.districts import unit_names


def test_unit_names_include_all_kinds_once():
    assert {"Xã Chi Lăng", "Huyện Chi Lăng", "Thị trấn Chi Lăng"} <= set(unit_names())
    assert len(unit_names()) == len(set(unit_names()))
