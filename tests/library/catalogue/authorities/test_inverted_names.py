"""Inverted names of Vietnamese persons are written in the order in which they are said."""

import pytest

from library.catalogue.authorities.inverted_names import direct_name


@pytest.mark.parametrize(
    ("name", "direct"),
    [
        ("Nông, Quốc Hưng", "Nông Quốc Hưng"),
        ("Hoàng, Nam", "Hoàng Nam"),
        ("Vi, Thị Kim Bình.", "Vi Thị Kim Bình"),
        ("King, G.J.", "King, G.J."),
        ("Lạng Sơn, tỉnh", "Lạng Sơn, tỉnh"),
        ("Lê, học sinh", "Lê, học sinh"),
        ("Smith, John", "Smith, John"),
        ("Nông Quốc Hưng", "Nông Quốc Hưng"),
    ],
)
def test_only_vietnamese_names_are_turned(name, direct):
    assert direct_name(name) == direct
