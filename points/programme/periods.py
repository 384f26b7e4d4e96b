"""Periods of whole months, and their notation in texts and addresses."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from points.programme.problems import BadPeriodError

_MONTH = r"(\d{4})-(\d{2})"
_FIRST_YEAR, _END_YEAR = 2000, 2100
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Period of whole months from `since` to `until` (exclusive), both first days of months."""

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
    def code(self) -> str:
        """Notation in addresses: 2025, 2025-h1, 2025-q3, 2025-07, 2022-01..2025-12."""
        first, count = self.since, len(self.months)
        if count == 1:
            return f"{first:%Y-%m}"
        if count == MONTHS_PER_YEAR and first.month == 1:
            return f"{first:%Y}"
        if count == 3 and first.month % 3 == 1:
            return f"{first:%Y}-q{first.month // 3 + 1}"
        if count == 6 and first.month % 6 == 1:
            return f"{first:%Y}-h{first.month // 6 + 1}"
        return f"{first:%Y-%m}..{self.last_day:%Y-%m}"

    def __str__(self) -> str:
        code, first = self.code, self.since
        if ".." in code:
            return f"từ tháng {_written(first)} đến tháng {_written(self.last_day)}"
        if "q" in code:
            return f"quý {('I', 'II', 'III', 'IV')[first.month // 3]} năm {first.year}"
        if "h" in code:
            return f"6 tháng {'đầu' if first.month == 1 else 'cuối'} năm {first.year}"
        return f"tháng {first.month} năm {first.year}" if "-" in code else f"năm {first.year}"


def year(number: int) -> Period:
    """Return a calendar year."""
    return Period(date(number, 1, 1), date(number + 1, 1, 1))


def month_of(day: date) -> Period:
    """Return the month that contains a day."""
    return Period(day.replace(day=1), next_month(day.replace(day=1)))


def next_month(first: date) -> date:
    """Return the first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


def read_period(notation: str) -> Period:
    """Parse a period in the notation of `Period.code`; raise BadPeriodError."""
    text = notation.strip().lower()
    try:
        return _parse(text)
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
        return Period(first, next_month(first + timedelta(days=31 * (length - 1))))
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
