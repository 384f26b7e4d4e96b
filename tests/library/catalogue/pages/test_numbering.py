"""Pages are numbered as printers do."""

from itertools import islice

import pytest

from library.catalogue.pages.numbering import Numerals, labels, roman


@pytest.mark.parametrize(
    ("numerals", "start", "expected"),
    [
        (Numerals.ARABIC, 5, ["5", "6", "7"]),
        (Numerals.ROMAN, 3, ["iii", "iv", "v"]),
        (Numerals.PLATES, 1, ["tờ ảnh 1", "tờ ảnh 2", "tờ ảnh 3"]),
        (Numerals.NONE, 9, ["không số"] * 3),
        (Numerals.AS_DELIVERED, 1, [None] * 3),
    ],
)
def test_one_page_follows_another(numerals, start, expected):
    assert list(islice(labels(numerals, start), 3)) == expected


def test_long_prefaces_are_numbered_too():
    assert roman(1949) == "mcmxlix"
