"""Closing of months: stores the figures and reports later restatements."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.staff.audit import note
from points.access_points.point_names import point_names
from points.programme.indicators.monthly_data import (
    MEASURES_OF_MONTHS,
    MonthFacts,
    from_json,
    month_facts,
    to_json,
)
from points.programme.models import ClosedMonth
from points.programme.periods import Period, month_of
from points.programme.problems import MonthNotOverError
from points.usage.measures.measure_table import MEASURES, Measure
from points.usage.models import DueCause
from points.usage.rollups.restatements import CAUSE_NAMES, causes_of_changes


@dataclass(frozen=True, slots=True)
class Restatement:
    """Changed figure of a closed month; None means no figure."""

    point: str
    """Name of the point in that month."""
    month: date
    measure: str
    before: int | None
    after: int | None
    causes: tuple[str, ...] = ()
    """Causes in Vietnamese, as far as they are recorded."""

    @property
    def sentence(self) -> str:
        """Vietnamese sentence about the change."""
        old, new = ("chưa có" if n is None else str(n) for n in (self.before, self.after))
        name = _row(self.measure).phrase
        causes = f" (vì {', '.join(self.causes)})" if self.causes else ""
        return f"{self.point}, tháng {self.month:%m/%Y}: {name} {old} → {new}{causes}"


def close(session: Session, month: date, *, today: date, by: str) -> bool:
    """Store the current figures of a month; return False if it was closed already."""
    period = month_of(month)
    if period.until > today:
        raise MonthNotOverError(f"{month:%m/%Y}")
    if session.get(ClosedMonth, period.since) is not None:
        return False
    facts = month_facts(session, period, today)
    session.add(
        ClosedMonth(
            month=period.since,
            facts=[to_json(of_point) for of_point in facts],
            closed=clock.now(),
            closed_by=by,
        )
    )
    note(session, by, "month.close", f"{month:%Y-%m}")
    session.flush()
    return True


def closed_months(session: Session, period: Period) -> dict[date, ClosedMonth]:
    """Return the closed months of a period by first day."""
    rows = select(ClosedMonth).where(
        ClosedMonth.month >= period.since, ClosedMonth.month < period.until
    )
    return {row.month: row for row in session.scalars(rows.order_by(ClosedMonth.month))}


def restatements(
    session: Session, period: Period, now: tuple[MonthFacts, ...]
) -> tuple[Restatement, ...]:
    """Return the figures that changed since the months were closed."""
    names = point_names(session)
    current = {(facts.point, facts.month): facts for facts in now}
    closed = closed_months(session, period)
    causes = causes_of_changes(session, closed.keys())
    changes = []
    for row in closed.values():
        for values in row.facts:
            old = from_json(values)
            new = current.get((old.point, old.month))
            if new is not None:
                changes += _changes(
                    names.on(old.point, month_of(old.month).last_day), old, new, causes
                )
    return tuple(changes)


def _changes(
    point: str,
    old: MonthFacts,
    new: MonthFacts,
    causes: Mapping[tuple[str, date, str], frozenset[DueCause]],
) -> Iterator[Restatement]:
    for name in MEASURES_OF_MONTHS:
        former, current = getattr(old, name), getattr(new, name)
        if former == current:
            continue
        known_causes = sorted(CAUSE_NAMES[c] for c in causes.get((old.point, old.month, name), ()))
        causes_of_records = (_row(name).cause,) if _row(name).cause else ()
        why = (*known_causes, *causes_of_records)
        yield Restatement(point, old.month, name, former, current, why)


def _row(name: str) -> Measure:
    """Return the measure of a field of closed months; one field has an older name."""
    return MEASURES["unique_requests" if name == "items_requested" else name]
