"""Reads dates as far as they are known: a day, a month or a year."""

import re

_ISO = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{1,2})(-(?P<day>\d{1,2}))?)?$")
_SLASHED = re.compile(r"((?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})[/.-](?P<year>\d{4})$")
_DAYS_IN = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_date(typed: str) -> str:
    """Return 2017-08-22, 2017-08 or 1886 for what was typed (22/8/2017, 8/2017, 1886, ISO).

    Raises ValueError when it is no date.
    """
    found = _ISO.match(typed.strip()) or _SLASHED.match(typed.strip())
    if not found:
        raise ValueError(typed)
    year, month, day = (found[part] and int(found[part]) for part in ("year", "month", "day"))
    if month is None:
        return f"{year:04}"
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= _DAYS_IN[month - 1]):
        raise ValueError(typed)
    return f"{year:04}-{month:02}" + ("" if day is None else f"-{day:02}")


def year_of(date: str | None) -> int | None:
    """Return the year of a date as `read_date` gives it."""
    return int(date[:4]) if date else None
