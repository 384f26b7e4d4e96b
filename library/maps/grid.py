"""Sheets of the map L7014 (1:50,000): their numbers, their names, and the corners of their frames.

A sheet is a quarter of half a degree, on the datum Indian 1960; 6352 begins at 106°30′ E, 21°30′ N.
"""

import csv
import re
from functools import cache
from pathlib import Path

from library.maps.coordinates import SYSTEMS, read_place
from library.maps.problems import UnknownSheetError

_NAMES = Path(__file__).parent / "data" / "l7014-sheets.csv"
_SHEET = re.compile(r"(?<![\d.])(\d{2})(\d{2})[ \-–]{0,3}([1-4]|I{1,3}|IV)(?![\w.])")
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_COLUMNS, _ROWS = range(54, 68), range(40, 58)
"""Columns and rows of the sheets of Vietnam and its neighbours."""

_QUARTERS = {"1": (1, 1), "2": (1, 0), "3": (0, 0), "4": (0, 1)}
"""Quarters of half a degree east and north of its corner."""


def find_number(*texts: str | None) -> str | None:
    """Return the first number of a sheet in some texts, as 6352-1; None without one."""
    for text in texts:
        for column, row, quarter in _SHEET.findall(text or ""):
            if int(column) in _COLUMNS and int(row) in _ROWS:
                return f"{column}{row}-{_ROMAN.get(quarter, quarter)}"
    return None


def corners(number: str) -> tuple[tuple[float, float], ...]:
    """Return longitude and latitude (WGS 84) of the corners of a sheet's frame, clockwise from NW.

    Raises UnknownSheetError.
    """
    system = SYSTEMS["indian1960"]
    printed = printed_corners(number)
    return tuple(read_place(f"{lat:.6f}", f"{lon:.6f}", system) for lon, lat in printed)


def printed_corners(number: str) -> tuple[tuple[float, float], ...]:
    """Return the corners of a sheet's frame as printed on it; raise UnknownSheetError."""
    if find_number(number) != number:
        raise UnknownSheetError(number)
    east, north = _QUARTERS[number[-1]]
    west = 106.5 + (int(number[:2]) - 63) / 2 + east / 4
    south = 21.5 + (int(number[2:4]) - 52) / 2 + north / 4
    return (west, south + 0.25), (west + 0.25, south + 0.25), (west + 0.25, south), (west, south)


@cache
def sheet_names() -> dict[str, str]:
    """Return the names printed on the sheets that have land of the province, by number."""
    with _NAMES.open(encoding="utf-8", newline="") as rows:
        return {row["sheet_number"]: row["sheet_title_on_map"] for row in csv.DictReader(rows)}
