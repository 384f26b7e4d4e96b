"""Rules of proposed sentences: section, wording and the figures that each one states."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from points.programme.periods import MONTHS_PER_YEAR, read_period
from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import Fact, IndicatorFigure, ReportFigures

_MAX_NAMES = 6
EQUAL = "tương đương"
"""Words for a change that rounds to nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Rule of a sentence; `write` returns an empty text when its figure is missing."""

    key: str
    section: str
    write: Callable[[ReportFigures], str]
    sources: tuple[str, ...]
    """Codes of the indicators, facts and registers whose figures it states."""


def count(value: float | None) -> str:
    """Return a count as official papers write it: two digits below ten, as in 05 điểm."""
    if value is not None and float(value).is_integer() and 0 < value < 10:
        return f"{value:02.0f}"
    return number(value)


def with_unit(figure: IndicatorFigure) -> str:
    """Return the value of an indicator with its unit."""
    return f"{number(figure.value, figure.unit)} {figure.unit}"


def percent(share: float | None) -> str:
    """Return a share as printed: 5,7 %."""
    return f"{number(share, '%')} %"


def names_of(names: Sequence[str], mark: str = "; ") -> str:
    """Return names as a list; of many names the first ones and the number of the others."""
    if len(names) <= _MAX_NAMES + 1:
        return mark.join(names)
    return f"{mark.join(names[:_MAX_NAMES])} và {count(len(names) - _MAX_NAMES)} nơi khác"


def with_names(text: str, fact: Fact) -> str:
    """Return a sentence with the names of a fact after a colon, if it has names."""
    return f"{text}: {names_of(fact.names)}." if fact.names else f"{text}."


def because(text: str, fact: Fact) -> str:
    """Return a sentence with the recorded reasons of a fact."""
    reasons = [f"{reason[:1].lower()}{reason[1:]}" for reason in fact.names]
    return f"{text}, do {names_of(reasons)}."


def at_points(figures: ReportFigures, fact: Fact) -> str:
    """Return the number of points concerned; nothing in a report of one point."""
    return "" if figures.point or not fact.of else f" tại {count(fact.of)} điểm"


def knows(figures: ReportFigures, subject: str) -> bool:
    """Return True unless the register of a subject has no entry at all."""
    unused_registers = figures.fact("unused-registers")
    return unused_registers is None or subject not in unused_registers.names


def is_long(figures: ReportFigures) -> bool:
    """Return True if the period has a year or more: courses are not expected each month."""
    return len(read_period(figures.period).months) >= MONTHS_PER_YEAR


def earlier_period(figures: ReportFigures) -> str:
    """Return the compared period as it stands inside a sentence; empty if there is none."""
    period = figures.year_before_period
    return f"kỳ {period}" if period.startswith("từ") else period


def is_measured(figures: ReportFigures) -> bool:
    """Return True if any use of computers was measured; without it no point can be judged."""
    return figures.indicator("I1").value is not None


def moved_by(share: float | None) -> str:
    """Return a change in words: tăng 5,7 %."""
    if share is None:
        return "chưa so sánh được"
    if round(share, 1) == 0:
        return EQUAL
    return f"{'tăng' if share > 0 else 'giảm'} {percent(abs(share))}"
