"""Periods of whole months, calendar months or from a cut-off day, and their notation."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from points.programme.problems import BadPeriodError
from points.usage.rollups.per_point import next_month

_MONTH = r"(\d{4})-(\d{2})"
_FIRST_YEAR, _END_YEAR = 2000, 2100
MONTHS_PER_YEAR = 12
LATEST_CUTOFF = 28
"""Last day of a month that every month has."""


@dataclass(frozen=True, slots=True)
class Period:
    """Period of whole months from `since` to `until` (exclusive).

    Both are first days of months, or cut-off days: with the 15th, January is 15/12 to 14/1.
    """

    since: date
    until: date

    @property
    def months(self) -> tuple[date, ...]:
        """First days of its months."""
        months, month = [], self.since
        while month < self.until:
            months.append(month)
            month = next_month(month)
        return tuple(months)

    @property
    def last_day(self) -> date:
        """Last day of the period."""
        return self.until - timedelta(days=1)

    @property
    def year_before(self) -> "Period":
        """Same months a year earlier."""
        return Period(
            self.since.replace(year=self.since.year - 1),
            self.until.replace(year=self.until.year - 1),
        )

    @property
    def nominal(self) -> "Period":
        """Calendar months that it stands for."""
        if self.since.day == 1:
            return self
        return Period(*(next_month(day.replace(day=1)) for day in (self.since, self.until)))

    @property
    def days_said(self) -> str:
        """Phrase with its days, where they are not those of the calendar."""
        if self.since.day == 1:
            return ""
        return f"số liệu từ ngày {self.since:%d/%m/%Y} đến hết ngày {self.last_day:%d/%m/%Y}"

    @property
    def code(self) -> str:
        """Notation in addresses: 2025, 2025-h1, 2025-9t, 2025-q3, 2025-07, 2022-01..2025-12.

        A cut-off day follows after @: 2025-q3@15.
        """
        if self.since.day > 1:
            return f"{self.nominal.code}@{self.since.day}"
        first, count = self.since, len(self.months)
        if count == 1:
            return f"{first:%Y-%m}"
        if count == MONTHS_PER_YEAR and first.month == 1:
            return f"{first:%Y}"
        if count == 9 and first.month == 1:
            return f"{first:%Y}-9t"
        if count == 3 and first.month % 3 == 1:
            return f"{first:%Y}-q{first.month // 3 + 1}"
        if count == 6 and first.month % 6 == 1:
            return f"{first:%Y}-h{first.month // 6 + 1}"
        return f"{first:%Y-%m}..{self.last_day:%Y-%m}"

    def __str__(self) -> str:
        code, first = self.nominal.code, self.nominal.since
        if ".." in code:
            return f"từ tháng {_written(first)} đến tháng {_written(self.nominal.last_day)}"
        if "q" in code:
            return f"quý {('I', 'II', 'III', 'IV')[first.month // 3]} năm {first.year}"
        if "h" in code:
            return f"6 tháng {'đầu' if first.month == 1 else 'cuối'} năm {first.year}"
        if "t" in code:
            return f"9 tháng đầu năm {first.year}"
        return f"tháng {first.month} năm {first.year}" if "-" in code else f"năm {first.year}"

    def from_day(self, cutoff: int) -> "Period":
        """Return the same months counted from a cut-off day of the month before."""
        if cutoff == 1:
            return self.nominal
        starts = ((day - timedelta(days=1)).replace(day=cutoff) for day in (self.since, self.until))
        return Period(*starts)


def year(number: int) -> Period:
    """Return a calendar year."""
    return Period(date(number, 1, 1), date(number + 1, 1, 1))


def month_of(day: date) -> Period:
    """Return the month that contains a day."""
    return Period(day.replace(day=1), next_month(day.replace(day=1)))


def read_period(notation: str) -> Period:
    """Parse a period in the notation of `Period.code`; raise BadPeriodError."""
    text, _, cutoff = notation.strip().lower().partition("@")
    try:
        if cutoff and not 2 <= int(cutoff) <= LATEST_CUTOFF:
            raise ValueError
        return _parse(text).from_day(int(cutoff or 1))
    except ValueError as error:
        raise BadPeriodError(notation[:40]) from error


def _parse(text: str) -> Period:
    if span := re.fullmatch(rf"{_MONTH}\.\.{_MONTH}", text):
        first, last = (_month(*span.groups()[at : at + 2]) for at in (0, 2))
        if last < first or (last - first).days > 366 * 10:
            raise ValueError
        return Period(first, next_month(last))
    if part := re.fullmatch(r"(\d{4})-(?:q([1-4])|h([12]))", text):
        length = 3 if part[2] else 6
        first = _month(part[1], str(int(part[2] or part[3]) * length - length + 1))
        last = first + timedelta(days=31 * (length - 1))
        return Period(first, month_of(last).until)
    if nine := re.fullmatch(r"(\d{4})-9t", text):
        return Period(_month(nine[1], "1"), _month(nine[1], "10"))
    if month := re.fullmatch(_MONTH, text):
        return month_of(_month(*month.groups()))
    if re.fullmatch(r"\d{4}", text):
        return year(_month(text, "1").year)
    raise ValueError


def _month(year_: str, month: str) -> date:
    day = date(int(year_), int(month), 1)
    if not _FIRST_YEAR <= day.year < _END_YEAR:
        raise ValueError
    return day


def _written(day: date) -> str:
    """Return month and year as Decree 30/2020 writes them: 02/2025, but 3/2025."""
    return f"{day:%m/%Y}" if day.month < 3 else f"{day.month}/{day.year}"
