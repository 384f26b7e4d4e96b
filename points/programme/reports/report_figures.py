"""The figures that a report prints: frozen values, stored as JSON when the report is signed.

Field names are the keys of the stored JSON: a renamed field would make signed reports unreadable.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from points.programme.indicators.registry import Amount

NOT_ISSUED, PENDING = "chưa ban hành", "chờ thẩm định"
"""States of a yearly plan and of an application for funds that still waits."""


@dataclass(frozen=True, slots=True)
class PlanReference:
    """The plan in force, as a report names it."""

    number: str
    title: str
    signed: str = ""
    """Day of its signature as printed: 22/8/2017."""
    issuer: str = ""


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
    """A target of the plan, the value reached, and True if it is met; None if not known."""

    says: str
    lowest: float
    highest: float | None
    code: str
    value: float | None
    met: bool | None

    @property
    def verdict(self) -> str:
        """Judgement in words; of a part of a year there is none on a yearly target."""
        if self.met is not None:
            return "đạt" if self.met else "chưa đạt"
        return "chưa đủ số liệu" if self.value is None else "mục tiêu của cả năm, chưa đánh giá"


@dataclass(frozen=True, slots=True)
class PointFigures:
    """The figures of one access point, or of one month or year; None where nothing was measured."""

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
    """Planned and spent money of one budget line and source, in đồng; None if never entered."""

    line: str
    source: str
    planned: int | None
    spent: int | None

    @property
    def difference(self) -> int | None:
        """Spent less planned money."""
        return None if None in (self.planned, self.spent) else self.spent - self.planned


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
class Fact:
    """A circumstance that the records show: a count out of a total, with names."""

    code: str
    label: str
    value: float
    unit: str
    of: float | None = None
    names: tuple[str, ...] = ()
    amount: int | None = None
    """Money concerned, in đồng."""
    source: str = ""
    """Code of the register, indicator or page where it can be looked up."""


@dataclass(frozen=True, slots=True)
class FundingRow:
    """A yearly plan or an application for funds; money in đồng, None where nothing is decided."""

    year: int
    what: str
    body: str
    requested: int | None
    approved: int | None
    state: str
    is_plan: bool


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
    year_before: tuple[IndicatorFigure, ...] = ()
    """Indicators of the same months a year earlier; none for periods longer than a year."""
    year_before_period: str = ""
    spans: tuple[PointFigures, ...] = ()
    """Figures by month, or by year if the period is longer than a year."""
    facts: tuple[Fact, ...] = ()
    funding: tuple[FundingRow, ...] = ()
    apart: int = 0
    """Uses that are set apart and in no other figure."""
    unjudged: int = 0
    """Points with uses that nobody could judge, because their hours are not recorded."""

    def indicator(self, code: str) -> IndicatorFigure:
        """Return an indicator by its code; raise KeyError."""
        return {indicator.code: indicator for indicator in self.indicators}[code]

    def year_earlier(self, code: str) -> IndicatorFigure | None:
        """Return an indicator of the year before, or None."""
        return next((figure for figure in self.year_before if figure.code == code), None)

    def fact(self, code: str) -> Fact | None:
        """Return a circumstance by its code, or None."""
        return next((fact for fact in self.facts if fact.code == code), None)


def to_json(figures: ReportFigures) -> dict[str, object]:
    """Return the figures as they are stored: lists for tuples."""
    return json.loads(json.dumps(asdict(figures)))


def from_json(stored_figures: Mapping[str, object]) -> ReportFigures:
    """Return stored figures as values."""
    plan = stored_figures["plan"]
    return ReportFigures(
        **{
            **stored_figures,
            "plan": PlanReference(**plan) if plan else None,
            "indicators": tuple(map(indicator_figure, stored_figures["indicators"])),
            "targets": tuple(TargetFigure(**row) for row in stored_figures["targets"]),
            "points": tuple(PointFigures(**row) for row in stored_figures["points"]),
            "money": tuple(BudgetLine(**row) for row in stored_figures["money"]),
            "content": tuple(ContentGoal(**row) for row in stored_figures["content"]),
            "candidates": tuple(Candidate(**row) for row in stored_figures["candidates"]),
            "inspections": Inspections(**stored_figures["inspections"]),
            "restated": tuple(stored_figures["restated"]),
            "closed": tuple(stored_figures["closed"]),
            "paper": tuple(stored_figures.get("paper", ())),
            "year_before": tuple(map(indicator_figure, stored_figures.get("year_before", ()))),
            "spans": tuple(PointFigures(**row) for row in stored_figures.get("spans", ())),
            "facts": tuple(
                Fact(**{**row, "names": tuple(row["names"])})
                for row in stored_figures.get("facts", ())
            ),
            "funding": tuple(FundingRow(**row) for row in stored_figures.get("funding", ())),
        }
    )


def indicator_figure(stored_figure: Mapping[str, object]) -> IndicatorFigure:
    """Return the stored form of an indicator as a value."""
    amounts = tuple(Amount(**amount) for amount in stored_figure["amounts"])
    return IndicatorFigure(**{**stored_figure, "amounts": amounts})


def total_of_known(values: Iterable[int | None]) -> int | None:
    """Return the sum of the known values; None if none is known."""
    known_values = [value for value in values if value is not None]
    return sum(known_values) if known_values else None
