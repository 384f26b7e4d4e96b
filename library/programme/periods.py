"""Understands periods of whole months, as people and addresses write them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from library.programme.problems import BadPeriodError

_MONTH = r"(\d{4})-(\d{2})"
_FIRST, _LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, from the first of one to before the first of another."""

    since: date
    until: date

    @property
    def months(self) -> tuple[date, ...]:
        """Its months, by their first days."""
        found, month = [], self.since
        while month < self.until:
            found.append(month)
            month = next_month(month)
        return tuple(found)

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.until - timedelta(days=1)

    @property
    def year_before(self) -> "Period":
        """The same months a year earlier."""
        return Period(
            self.since.replace(year=self.since.year - 1),
            self.until.replace(year=self.until.year - 1),
        )

    @property
    def code(self) -> str:
        """What it is called in addresses: 2025, 2025-q3, 2025-07, 2022-01..2025-12."""
        first, count = self.since, len(self.months)
        if count == 1:
            return f"{first:%Y-%m}"
        if count == 12 and first.month == 1:
            return f"{first:%Y}"
        if count == 3 and first.month % 3 == 1:
            return f"{first:%Y}-q{first.month // 3 + 1}"
        return f"{first:%Y-%m}..{self.last_day:%Y-%m}"

    def __str__(self) -> str:
        code, first = self.code, self.since
        if ".." in code:
            return f"từ tháng {first.month}/{first.year} đến tháng {self.last_day:%m/%Y}"
        if "q" in code:
            return f"quý {('I', 'II', 'III', 'IV')[first.month // 3]} năm {first.year}"
        return f"tháng {first.month} năm {first.year}" if "-" in code else f"năm {first.year}"


def year(number: int) -> Period:
    """Return a calendar year."""
    return Period(date(number, 1, 1), date(number + 1, 1, 1))


def month_of(day: date) -> Period:
    """Return the month a day belongs to."""
    return Period(day.replace(day=1), next_month(day.replace(day=1)))


def next_month(first: date) -> date:
    """Return the first of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


def read_period(written: str) -> Period:
    """Return the period that is meant; raise BadPeriodError."""
    told = written.strip().lower()
    try:
        return _read(told)
    except ValueError as error:
        raise BadPeriodError(written[:40]) from error


def _read(told: str) -> Period:
    if span := re.fullmatch(rf"{_MONTH}\.\.{_MONTH}", told):
        first, last = (_month(*span.groups()[at : at + 2]) for at in (0, 2))
        if last < first or (last - first).days > 366 * 10:
            raise ValueError
        return Period(first, next_month(last))
    if quarter := re.fullmatch(r"(\d{4})-q([1-4])", told):
        first = _month(quarter[1], str(int(quarter[2]) * 3 - 2))
        return Period(first, next_month(next_month(next_month(first))))
    if month := re.fullmatch(_MONTH, told):
        return month_of(_month(*month.groups()))
    if re.fullmatch(r"\d{4}", told):
        return year(_month(told, "1").year)
    raise ValueError


def _month(year_: str, month: str) -> date:
    found = date(int(year_), int(month), 1)
    if not _FIRST <= found.year < _LAST:
        raise ValueError
    return found
