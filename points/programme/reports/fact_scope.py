"""Scope of the circumstances of a report: its points, days, plan and registers."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from points.access_points.inventory import Point
from points.programme.indicators.registry import Evidence
from points.programme.periods import MONTHS_PER_YEAR
from points.programme.plans.plan_store import Plan
from points.programme.plans.sub_plans import YearPlanning
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.reports.report_figures import Fact


class FactScope(NamedTuple):
    """Everything the circumstances are counted from."""

    session: Session
    evidence: Evidence
    points: tuple[Point, ...]
    """Points that the report is about, with their facts on its last day."""
    ends: date
    plan: Plan | None
    planned: tuple[YearPlanning, ...]

    @property
    def names(self) -> dict[str, str]:
        """Names of the points by code."""
        return {point.code: point.facts.name for point in self.points}

    def before_the_end(self, register: str) -> tuple[Entry, ...]:
        """Return the entries of a register for these points up to the last day."""
        return entries.entries(self.session, register, until=self.ends, points=self.names)

    @property
    def is_long(self) -> bool:
        """True if the period has a year or more: courses and budgets are yearly."""
        return len(self.evidence.period.months) >= MONTHS_PER_YEAR

    def fact_of_points(self, code: str, label: str, points: Sequence[str], source: str) -> Fact:
        """Return the fact that some of the points share a circumstance."""
        names = tuple(self.names.get(point, point) for point in points)
        return Fact(code, label, len(points), "điểm", len(self.points), names, source=source)
