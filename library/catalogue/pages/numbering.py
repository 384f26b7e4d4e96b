"""Page labels as printed: Arabic or Roman numerals, plate numbers or none."""

from collections.abc import Callable, Iterator
from enum import StrEnum

UNNUMBERED = "không số"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


class Numerals(StrEnum):
    """Numbering styles of pages."""

    ARABIC = "so"
    ROMAN = "la-ma"
    PLATES = "to-anh"
    NONE = "khong"
    AS_DELIVERED = "nhu-nop"


def labels(numerals: Numerals, start: int) -> Iterator[str | None]:
    """Yield consecutive page labels from a number on; None keeps the delivered number."""
    write: dict[Numerals, Callable[[int], str | None]] = {
        Numerals.ARABIC: str,
        Numerals.ROMAN: roman,
        Numerals.PLATES: lambda number: f"tờ ảnh {number}",
        Numerals.NONE: lambda _: UNNUMBERED,
        Numerals.AS_DELIVERED: lambda _: None,
    }
    number = start
    while True:
        yield write[numerals](number)
        number += 1


def roman(number: int) -> str:
    """Return a number in lowercase Roman numerals."""
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral
