"""Registers indicators: what each is called, what it means, and the function that computes it."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from library.programme.indicators.monthly_data import MonthFacts
from library.programme.periods import Period
from library.programme.registers.entries import Entry
from library.usage.evidence import Coverage

_DATA = Path(__file__).parents[1] / "data" / "indicators.toml"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that indicators are computed from; of one point, or of all."""

    period: Period
    today: date
    months: tuple[MonthFacts, ...]
    year_before: tuple[MonthFacts, ...]
    """The same months a year earlier."""
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
    """A further number that belongs to an indicator."""

    label: str
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Part:
    """One row of what a figure is made of."""

    point: str | None
    month: date | None
    label: str
    value: float | None
    of: float | None = None
    """What the value is divided by, where it is."""
    entry: tuple[str, int] | None = None
    """The register and the number it stands under, where it does."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an indicator came to; no value: it is unknown, which is not nought."""

    value: float | None
    unit: str
    parts: tuple[Part, ...] = ()
    amounts: tuple[Amount, ...] = ()
    coverage: Coverage | None = None
    remark: str = ""


Formula = Callable[[Evidence], Reading]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the programme."""

    code: str
    version: int
    compute: Formula
    name: str
    definition: str
    source: str
    standard: str
    checked: bool


_REGISTRY: dict[str, Indicator] = {}


def indicator(code: str, version: int) -> Callable[[Formula], Formula]:
    """Enter a function in the registry; a changed formula has a higher version."""

    def entered(compute: Formula) -> Formula:
        told = _told()[code]
        _REGISTRY[code] = Indicator(
            code,
            version,
            compute,
            told["name"],
            told["definition"],
            told["source"],
            told["standard"],
            told["checked"],
        )
        return compute

    return entered


def registered() -> Mapping[str, Indicator]:
    """Return the indicators by code."""
    return _REGISTRY


def usual_thresholds() -> dict[str, float]:
    """Return the thresholds that hold until the province sets others."""
    return dict(_told()["thresholds"])


@cache
def _told() -> dict[str, dict]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
