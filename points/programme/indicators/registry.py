"""Registry of indicators: name, definition and formula of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from points.programme.indicators.monthly_data import MonthFacts
from points.programme.periods import Period
from points.programme.registers.entries import Entry
from points.usage.evidence import Coverage
from points.usage.measures.measure_table import table


@dataclass(frozen=True, slots=True)
class Evidence:
    """Input data of the indicators for a period, of one point or of all."""

    period: Period
    today: date
    months: tuple[MonthFacts, ...]
    year_before: tuple[MonthFacts, ...]
    """Same months a year earlier."""
    entries: tuple[Entry, ...]
    requested_outside: int
    thresholds: Mapping[str, float]

    def of(self, *registers: str) -> tuple[Entry, ...]:
        """Return the entries of some registers whose day is in the period."""
        return tuple(
            entry
            for entry in self.entries
            if entry.register in registers and self.period.since <= entry.day < self.period.until
        )


@dataclass(frozen=True, slots=True)
class Amount:
    """Additional amount of an indicator."""

    label: str
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Part:
    """Row of data an indicator is computed from."""

    point: str | None
    month: date | None
    label: str
    value: float | None
    of: float | None = None
    """Denominator of the value, if any."""
    entry: tuple[str, int] | None = None
    """Register code and entry number, if it is a register entry."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Computed value of an indicator; None is unknown, which is not zero."""

    value: float | None
    unit: str
    parts: tuple[Part, ...] = ()
    amounts: tuple[Amount, ...] = ()
    coverage: Coverage | None = None
    remark: str = ""


Formula = Callable[[Evidence], Reading]


@dataclass(frozen=True, slots=True)
class Indicator:
    """Indicator of the programme."""

    code: str
    version: int
    compute: Formula
    name: str
    definition: str
    source: str
    standard: str
    checked: bool
    days: str = ""
    """Code of the measure that shows it by computer and day, if there is one."""


_REGISTRY: dict[str, Indicator] = {}


def indicator(code: str, version: int) -> Callable[[Formula], Formula]:
    """Return a decorator that registers a formula; a changed formula needs a higher version."""

    def register(compute: Formula) -> Formula:
        row = table()["indicator"][code]
        texts = (row[name] for name in ("name", "definition", "source", "standard", "checked"))
        _REGISTRY[code] = Indicator(code, version, compute, *texts, row.get("days", ""))
        return compute

    return register


def registered() -> Mapping[str, Indicator]:
    """Return the indicators by code."""
    return _REGISTRY


def usual_thresholds() -> dict[str, float]:
    """Return the default thresholds."""
    return dict(table()["thresholds"])
