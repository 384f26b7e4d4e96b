"""Working days of civil servants: weekends and the holidays of each year are none."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "holidays.toml"
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_FIXED = ("01-01", "04-30", "05-01", "09-02")
"""Holidays of a year that the data file does not list."""


def is_working_day(day: date) -> bool:
    """Return True for a weekday that is no holiday, and for a Saturday worked in exchange."""
    off, work = _days_of(day.year)
    return day in work or (day.weekday() < _SATURDAY and day not in off)


def add_working_days(day: date, count: int) -> date:
    """Return the day that comes a number of working days after another one, within the calendar."""
    while count and day < date.max:
        day += _ONE_DAY
        count -= is_working_day(day)
    return day


@cache
def _days_of(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the days off and the Saturdays worked of a year."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8")).get(str(year), {"off": _FIXED})
    off, work = (frozenset(_dates(year, data.get(name, ()))) for name in ("off", "work"))
    return off, work


def _dates(year: int, days: list[str]) -> Iterator[date]:
    return (date.fromisoformat(f"{year}-{day}") for day in days)
