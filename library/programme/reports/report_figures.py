"""The figures that a report prints: frozen values, stored as JSON when the report is signed.

Field names are the keys of the stored JSON: a renamed field would make signed reports unreadable.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from library.programme.indicators.registry import Amount


@dataclass(frozen=True, slots=True)
class PlanReference:
    """The plan in force, as a report names it."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """The value of an indicator, with its definition and formula version at the time."""

    code: str
    version: int
    name: str
    definition: str
    source: str
    standard: str
    value: float | None
    unit: str
    remark: str
    coverage: str | None
    amounts: tuple[Amount, ...]

    def amount(self, label: str) -> float | None:
        """Return the amount with this label; None when it is unknown or there is none."""
        return next((amount.value for amount in self.amounts if amount.label == label), None)


@dataclass(frozen=True, slots=True)
class TargetFigure:
    """A target of the plan, the value reached, and whether it is met (None: not known)."""

    says: str
    lowest: float
    highest: float | None
    code: str
    value: float | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class PointFigures:
    """The figures of one access point; None where nothing was measured."""

    code: str
    name: str
    sessions: int | None
    seconds: int | None
    computers: int | None
    open_days: int | None
    coverage: str
    judged: str


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """Planned and spent money of one budget line and source, in đồng."""

    line: str
    source: str
    planned: int
    spent: int


@dataclass(frozen=True, slots=True)
class ContentGoal:
    """A goal of digital content, and how many items and pages there are."""

    where: str
    until: str
    items: int
    pages: int
    items_reached: int
    pages_reached: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a further access point may open, and how far it is."""

    name: str
    place: str
    step: str


@dataclass(frozen=True, slots=True)
class Inspections:
    """The numbers of inspections: made, failed, with open findings, overdue."""

    made: int
    failed: int
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """All figures of a report."""

    period: str
    period_said: str
    point: str | None
    point_name: str
    plan: PlanReference | None
    indicators: tuple[IndicatorFigure, ...]
    thresholds: Mapping[str, float]
    targets: tuple[TargetFigure, ...]
    points: tuple[PointFigures, ...]
    money: tuple[BudgetLine, ...]
    money_plan: int | None
    content: tuple[ContentGoal, ...]
    candidates: tuple[Candidate, ...]
    inspections: Inspections
    restated: tuple[str, ...]
    closed: tuple[str, ...]
    paper: tuple[str, ...] = ()
    """Paper books from which figures were copied by hand."""

    def indicator(self, code: str) -> IndicatorFigure:
        """Return an indicator by its code; raise KeyError."""
        return {indicator.code: indicator for indicator in self.indicators}[code]


def to_json(figures: ReportFigures) -> dict[str, object]:
    """Return the figures as they are stored: lists for tuples."""
    return json.loads(json.dumps(asdict(figures)))


def from_json(stored: Mapping[str, object]) -> ReportFigures:
    """Return stored figures as values."""
    plan = stored["plan"]
    return ReportFigures(
        **{
            **stored,
            "plan": PlanReference(**plan) if plan else None,
            "indicators": tuple(map(indicator_figure, stored["indicators"])),
            "targets": tuple(TargetFigure(**row) for row in stored["targets"]),
            "points": tuple(PointFigures(**row) for row in stored["points"]),
            "money": tuple(BudgetLine(**row) for row in stored["money"]),
            "content": tuple(ContentGoal(**row) for row in stored["content"]),
            "candidates": tuple(Candidate(**row) for row in stored["candidates"]),
            "inspections": Inspections(**stored["inspections"]),
            "restated": tuple(stored["restated"]),
            "closed": tuple(stored["closed"]),
            "paper": tuple(stored.get("paper", ())),
        }
    )


def indicator_figure(stored: Mapping[str, object]) -> IndicatorFigure:
    """Return the stored form of an indicator as a value."""
    amounts = tuple(Amount(**amount) for amount in stored["amounts"])
    return IndicatorFigure(**{**stored, "amounts": amounts})
