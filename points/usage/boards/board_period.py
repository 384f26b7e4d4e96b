"""Day, month or year of a board, parsed from its address."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from points.usage.problems import NoSuchPeriodError

_PERIOD_CODE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_ONE_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 2010, 2100
"""Range of years with figures; the last one is excluded."""


class Span(StrEnum):
    """Length of a period."""

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
            return self.first + _ONE_DAY
        if self.span is Span.MONTH:
            return (self.first + 31 * _ONE_DAY).replace(day=1)
        return self.first.replace(year=self.first.year + 1)

    def last_day(self, today: date) -> date:
        """Return its last day, or today if it is not over."""
        return min(self.ends - _ONE_DAY, today)

    @property
    def code(self) -> str:
        """The period as written in addresses: 2026, 2026-11 or 2026-11-25."""
        return self.first.isoformat()[: {Span.DAY: 10, Span.MONTH: 7, Span.YEAR: 4}[self.span]]

    @property
    def name(self) -> str:
        """The period in Vietnamese."""
        if self.span is Span.DAY:
            return f"ngày {self.first:%d/%m/%Y}"
        return f"tháng {self.first:%m/%Y}" if self.span is Span.MONTH else f"năm {self.first:%Y}"

    @property
    def before(self) -> "Period":
        """The same period one year earlier."""
        return Period(self.span, a_year_before(self.first))

    @property
    def previous(self) -> "Period":
        """The period that ends when this one begins."""
        return containing(self.first - _ONE_DAY, self.span)

    @property
    def following(self) -> "Period":
        """The period that begins when this one ends."""
        return Period(self.span, self.ends)

    @property
    def parts(self) -> tuple["Period", ...]:
        """The months of a year, or the days of a month."""
        if self.span is Span.YEAR:
            return tuple(Period(Span.MONTH, self.first.replace(month=n)) for n in range(1, 13))
        length = (self.ends - self.first).days
        return tuple(Period(Span.DAY, self.first + _ONE_DAY * step) for step in range(length))

    @property
    def label(self) -> str:
        """The number of its day or month."""
        return str(self.first.day if self.span is Span.DAY else self.first.month)

    @property
    def around(self) -> tuple["Period", ...]:
        """The longer periods that contain it, longest first."""
        longer = {Span.DAY: (Span.YEAR, Span.MONTH), Span.MONTH: (Span.YEAR,), Span.YEAR: ()}
        return tuple(containing(self.first, span) for span in longer[self.span])


def containing(day: date, span: Span) -> Period:
    """Return the day, month or year that contains a day."""
    first = {Span.DAY: day, Span.MONTH: day.replace(day=1), Span.YEAR: day.replace(month=1, day=1)}
    return Period(span, first[span])


def read_period(code: str) -> Period:
    """Parse a period from an address; raise NoSuchPeriodError."""
    parts = _PERIOD_CODE.fullmatch(code)
    try:
        year, month, day = (int(part) if part else None for part in parts.groups())
        first = date(year, month or 1, day or 1)
    except (AttributeError, ValueError) as error:
        raise NoSuchPeriodError(code) from error
    if not _FIRST_YEAR <= first.year < _LAST_YEAR:
        raise NoSuchPeriodError(code)
    span = Span.DAY if day else Span.MONTH if month else Span.YEAR
    return Period(span, first)


def a_year_before(day: date) -> date:
    """Return the same day one year earlier; 29 February becomes 28 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
