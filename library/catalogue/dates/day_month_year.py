"""Parsing of complete and partial dates: a day, a month or a year."""

import re

from library.vietnamese.letters import fold

_ISO = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{1,2})(-(?P<day>\d{1,2})([t ]\d.*)?)?)?$")
_SLASHED = re.compile(r"((?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})[/.-](?P<year>\d{4})$")
_SPELT = re.compile(
    r"((ngay\s+)?(?P<day>\d{1,2})\s+)?thang\s+(?P<month>\d{1,2})\s*(nam|[/.,-])?\s*(?P<year>\d{4})$"
)
_YEAR = re.compile(r"nam\s+(?P<year>\d{4})(?P<month>)(?P<day>)$")
_SPELLINGS = (_ISO, _SLASHED, _SPELT, _YEAR)
_DAYS_IN = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_date(typed_text: str) -> str:
    """Return a typed date as 2017-08-22, 2017-08 or 1886.

    Accepted are 22/8/2017, 8/2017, 1886, ISO, and “ngày 22 tháng 8 năm 2017” with its parts. Raises
    ValueError when it is no date.
    """
    plain = fold(typed_text).strip()
    match = next(filter(None, (spelling.match(plain) for spelling in _SPELLINGS)), None)
    if not match:
        raise ValueError(typed_text)
    year, month, day = (
        int(match[part]) if match[part] else None for part in ("year", "month", "day")
    )
    if month is None:
        return f"{year:04}"
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= _DAYS_IN[month - 1]):
        raise ValueError(typed_text)
    return f"{year:04}-{month:02}" + ("" if day is None else f"-{day:02}")


def read_day(typed_text: str) -> str:
    """Return a typed day as 2017-08-22; raise ValueError for anything but a single day."""
    date = read_date(typed_text)
    if len(date) != len("2017-08-22"):
        raise ValueError(typed_text)
    return date


def month_day_of(date: str | None) -> str | None:
    """Return the month and day (08-22) of a full date; None when the day is unknown."""
    return date[5:] if date and len(date) == len("2017-08-22") else None


def year_of(date: str | None) -> int | None:
    """Return the year of a date in the format of `read_date`."""
    return int(date[:4]) if date else None
