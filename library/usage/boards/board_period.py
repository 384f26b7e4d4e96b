"""Understands the day, month or year a board is about, as its address writes it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from library.usage.problems import NoSuchPeriodError

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_A_DAY = timedelta(days=1)
_FIRST, _LAST = 2010, 2100
"""No figures are older, and no address leads past these years."""


class Span(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a month or a year."""

    span: Span
    first: date

    @property
    def ends(self) -> date:
        """The first day after it."""
        if self.span is Span.DAY:
            return self.first + _A_DAY
        if self.span is Span.MONTH:
            return (self.first + 31 * _A_DAY).replace(day=1)
        return self.first.replace(year=self.first.year + 1)

    def last_day(self, today: date) -> date:
        """Return its last day that has come: whose points it is about."""
        return min(self.ends - _A_DAY, today)

    @property
    def code(self) -> str:
        """As addresses write it: 2026, 2026-11 or 2026-11-25."""
        return self.first.isoformat()[: {Span.DAY: 10, Span.MONTH: 7, Span.YEAR: 4}[self.span]]

    @property
    def name(self) -> str:
        """As people say it."""
        if self.span is Span.DAY:
            return f"ngày {self.first:%d/%m/%Y}"
        return f"tháng {self.first:%m/%Y}" if self.span is Span.MONTH else f"năm {self.first:%Y}"

    @property
    def before(self) -> "Period":
        """The same a year before."""
        return Period(self.span, a_year_before(self.first))

    @property
    def previous(self) -> "Period":
        """The one that ended when this began."""
        return containing(self.first - _A_DAY, self.span)

    @property
    def following(self) -> "Period":
        """The one that begins when this ends."""
        return Period(self.span, self.ends)

    @property
    def around(self) -> tuple["Period", ...]:
        """The longer periods it is part of, the longest first."""
        longer = {Span.DAY: (Span.YEAR, Span.MONTH), Span.MONTH: (Span.YEAR,), Span.YEAR: ()}
        return tuple(containing(self.first, span) for span in longer[self.span])


def containing(day: date, span: Span) -> Period:
    """Return the period of a length in which a day lies."""
    first = {Span.DAY: day, Span.MONTH: day.replace(day=1), Span.YEAR: day.replace(month=1, day=1)}
    return Period(span, first[span])


def read_period(written: str) -> Period:
    """Return the period an address names; raise NoSuchPeriodError."""
    parts = _WRITTEN.fullmatch(written)
    try:
        year, month, day = (int(part) if part else None for part in parts.groups())
        first = date(year, month or 1, day or 1)
    except (AttributeError, ValueError) as error:
        raise NoSuchPeriodError(written) from error
    if not _FIRST <= first.year < _LAST:
        raise NoSuchPeriodError(written)
    span = Span.DAY if day else Span.MONTH if month else Span.YEAR
    return Period(span, first)


def a_year_before(day: date) -> date:
    """Return the same day of the year before; of 29 February the day before March."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
