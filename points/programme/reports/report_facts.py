"""Circumstances of a report: what the registers, the inventory and the figures show beside it.

Their wording, and how those of one register are counted, stand in the data beside the sentences
that need them; here are the few that are counted from more than one register.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.vietnamese.letters import fold
from points.access_points.inventory import Point, points_on
from points.access_points.models import AssetState, OpeningException
from points.programme.indicators.monthly_data import by_point
from points.programme.indicators.registry import Evidence
from points.programme.overviews import asset_list
from points.programme.overviews.asset_list import ListedAsset
from points.programme.periods import MONTHS_PER_YEAR
from points.programme.plans.plan_store import Plan
from points.programme.plans.sub_plans import YearPlanning
from points.programme.registers import entries, training
from points.programme.registers.entries import Entry
from points.programme.registers.schema import register_of
from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import Fact
from points.programme.reports.sentence_texts import sentence_data
from points.usage.rollups.per_point import next_month

_HOLIDAY_PREFIX = "nghi le"
_UNEXPLAINED = "không ghi lý do"
_MOST_REASONS = 5
_ONE_DAY = timedelta(days=1)


class Count(NamedTuple):
    """The numbers of a circumstance; a value of zero is not printed."""

    value: float
    of: float | None = None
    names: tuple[str, ...] = ()
    amount: int | None = None


@dataclass(frozen=True)
class FactScope:
    """Everything the circumstances are counted from."""

    session: Session
    evidence: Evidence
    points: tuple[Point, ...]
    """Points that the report is about, with their facts on its last day."""
    ends: date
    plan: Plan | None
    planned: tuple[YearPlanning, ...]

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the points by code."""
        return {point.code: point.facts.name for point in self.points}

    @cached_property
    def computers(self) -> list[ListedAsset]:
        """Computers on the inventory that are not retired."""
        ids = {point.id for point in self.points}
        return [
            asset
            for asset in asset_list.list_assets(self.session, self.ends, ids)
            if fold(asset.asset.kind).startswith("may tinh")
            and asset.record.state is not AssetState.RETIRED
        ]

    @cached_property
    def staff(self) -> Sequence[training.Person]:
        """People in charge of the points on the last day."""
        return training.people(self.session, self.ends, tuple(self.names))

    def before_the_end(self, register: str) -> tuple[Entry, ...]:
        """Return the entries of a register for these points up to the last day."""
        return entries.entries(self.session, register, until=self.ends, points=self.names)

    def named(self, points: Iterable[str | None]) -> tuple[str, ...]:
        """Return the names of some points, each once."""
        return tuple(self.names.get(str(code), str(code)) for code in dict.fromkeys(points))

    def count_of(self, points: Sequence[str]) -> Count:
        """Return the count of the points that share a circumstance."""
        return Count(len(points), len(self.points), self.named(points))


def facts(
    session: Session,
    evidence: Evidence,
    points: Sequence[Point],
    plan: Plan | None,
    planning: tuple[YearPlanning, ...],
) -> Iterator[Fact]:
    """Yield the circumstances that the records show; nothing that they do not."""
    of_report = {facts.point for facts in evidence.months}
    scope = FactScope(
        session,
        evidence,
        tuple(point for point in points if point.code in of_report),
        min(evidence.period.last_day, evidence.today),
        plan,
        planning,
    )
    is_long = len(evidence.period.months) >= MONTHS_PER_YEAR
    limit = number(evidence.thresholds["có Internet (%)"])
    for code, row in sentence_data()["fact"].items():
        if row.get("yearly") and not is_long:
            continue
        count = _COUNTS[code](scope) if code in _COUNTS else _of_register(scope, row)
        if count.value:
            label, source = row["label"].format(limit=limit), row.get("source", "")
            yield Fact(code, label, count.value, row["unit"], *count[1:], source=source)


def _of_register(scope: FactScope, row: Mapping[str, str]) -> Count:
    """Count the entries of a register, or add one of their fields up, as a row of data says."""
    records = scope.evidence.of(row["source"])
    value = sum(e.get(row["sum"]) or 0 for e in records) if "sum" in row else len(records)
    kinds = Counter(str(e.get(row["by"]) or row["unnamed"]) for e in records if "by" in row)
    names = tuple(
        kind if row.get("most") else f"{kind} ({number(times)})"
        for kind, times in kinds.most_common(row.get("most"))
    )
    return Count(
        value,
        len({entry.point for entry in records}) if row.get("points") else None,
        names,
        sum(int(e.get(row["amount"]) or 0) for e in records) if "amount" in row else None,
    )


def _slow_lines(scope: FactScope) -> Count:
    """Count the points whose Internet line was up for less than the threshold."""
    limit = scope.evidence.thresholds["có Internet (%)"]
    shares = {}
    for point, months in by_point(scope.evidence.months).items():
        up, down = (
            sum(getattr(facts, name) or 0 for facts in months)
            for name in ("line_up_seconds", "line_down_seconds")
        )
        if up + down:
            shares[point] = up * 100 / (up + down)
    slow = {point: share for point, share in shares.items() if share < limit}
    names = tuple(
        f"{name} ({number(share, '%')} %)"
        for name, share in zip(scope.named(slow), slow.values(), strict=True)
    )
    return Count(len(slow), len(shares), names)


def _silent_points(scope: FactScope) -> Count:
    """Count the points without any measured figure in the whole period, if others have some."""
    groups = by_point(scope.evidence.months)
    silent = [p for p, months in groups.items() if all(f.sessions is None for f in months)]
    return scope.count_of(silent if len(silent) < len(groups) else ())


def _untrained_people(scope: FactScope) -> Count:
    new = [p for p in scope.staff if any(need.kind == training.BASIC for need in p.needs)]
    return Count(len(new), len(scope.staff), scope.named(person.point for person in new))


def _untrained_points(scope: FactScope) -> Count:
    """Count the points where nobody was trained, if courses are recorded at all."""
    trained_points = {entry.point for entry in scope.evidence.of("du-hoc")}
    is_used = bool(scope.before_the_end("du-hoc"))
    return scope.count_of([code for code in scope.names if is_used and code not in trained_points])


def _staff_changes(scope: FactScope) -> Count:
    """Count the points that changed their person in charge within the period."""
    since = scope.evidence.period.since
    of_point: dict[str, list[Entry]] = defaultdict(list)
    for entry in scope.before_the_end("can-bo"):
        of_point[str(entry.point)].append(entry)
    return scope.count_of(
        [
            point
            for point, posts in of_point.items()
            if posts[0].day < since <= posts[-1].day
            and posts[-1].get("who") != posts[-2].get("who")
        ]
    )


def _closures(scope: FactScope) -> Count:
    """Count the days closed by exception, holidays apart, with their recorded reasons."""
    ids = {point.id for point in scope.points}
    rows = scope.session.scalars(
        select(OpeningException)
        .where(OpeningException.day >= scope.evidence.period.since)
        .where(OpeningException.day <= scope.ends)
        .order_by(OpeningException.id)
    )
    latest = {(row.point_id, row.day): row for row in rows if row.point_id in ids}
    exceptions = [
        row
        for row in latest.values()
        if not row.hours and not fold(row.reason or "").startswith(_HOLIDAY_PREFIX)
    ]
    days = Counter(row.reason or _UNEXPLAINED for row in exceptions).most_common(_MOST_REASONS)
    names = tuple(f"{reason} ({number(count)} ngày)" for reason, count in days)
    return Count(len(exceptions), len({row.point_id for row in exceptions}), names)


def _reorganised(scope: FactScope) -> Count:
    """Count the points whose responsible body changed within the period."""
    since = scope.evidence.period.since
    owners = {p.code: p.facts.owner for p in points_on(scope.session, since - _ONE_DAY)}
    return scope.count_of(
        [
            point.code
            for point in scope.points
            if (owner := owners.get(point.code))
            and point.facts.owner
            and owner != point.facts.owner
        ]
    )


def _open_incidents(scope: FactScope) -> Count:
    waiting = entries.open_on(scope.before_the_end("su-co"), scope.ends)
    names = scope.named(entry.point for entry in waiting)
    return Count(len(waiting), len(names), names)


def _unconfirmed(scope: FactScope) -> Count:
    """Count the finished months of points that nobody confirmed."""
    over = [f for f in scope.evidence.months if next_month(f.month) <= scope.evidence.today]
    missing = [facts for facts in over if not facts.confirmed]
    return Count(len(missing), len(over), scope.named(facts.point for facts in missing))


def _unfunded_lines(scope: FactScope) -> Count:
    """Count the lines of the plan for which no budget is entered, if any other has one."""
    budgeted = {e.get("line") for e in scope.evidence.of("kinh-phi") if e.get("planned")}
    fields = register_of("kinh-phi").fields
    lines = next(field.choices[:-1] for field in fields if field.name == "line")
    is_told_apart = budgeted and budgeted <= set(lines)
    missing = tuple(line for line in lines if is_told_apart and line not in budgeted)
    return Count(len(missing), len(lines), missing)


def _no_sub_plan(scope: FactScope) -> Count:
    """Count the years without an issued yearly plan, of a province that makes plans."""
    is_used = any(year.sub_plans for year in scope.planned) or scope.plan is not None
    is_asked = is_used and len(scope.points) > 1
    missing = tuple(str(y.year) for y in scope.planned if is_asked and not y.issued)
    return Count(len(missing), names=missing)


def _pending_appraisals(scope: FactScope) -> Count:
    pending = [entry for year in scope.planned for entry in year.pending]
    names = tuple(dict.fromkeys(str(entry.get("body")) for entry in pending))
    amount = sum(year.pending_amount for year in scope.planned)
    return Count(len(pending), names=names, amount=amount)


def _unused_registers(scope: FactScope) -> Count:
    """Count the registers without a single entry up to the last day: nothing is known of them."""
    subjects = sentence_data()["fact"]["unused-registers"]["subjects"]
    used = {e.register for e in entries.entries(scope.session, *subjects, until=scope.ends)}
    missing = tuple(subject for code, subject in subjects.items() if code not in used)
    return Count(len(missing), len(subjects), missing)


_COUNTS: Mapping[str, Callable[[FactScope], Count]] = {
    "worn-computers": lambda scope: Count(
        sum(computer.worth.is_over for computer in scope.computers), len(scope.computers)
    ),
    "broken-computers": lambda scope: Count(
        sum(c.record.state is AssetState.BROKEN for c in scope.computers), len(scope.computers)
    ),
    "slow-lines": _slow_lines,
    "silent-points": _silent_points,
    "untrained-people": _untrained_people,
    "untrained-points": _untrained_points,
    "staff-changes": _staff_changes,
    "closures": _closures,
    "reorganised": _reorganised,
    "open-incidents": _open_incidents,
    "unconfirmed": _unconfirmed,
    "unfunded-lines": _unfunded_lines,
    "no-sub-plan": _no_sub_plan,
    "pending-appraisals": _pending_appraisals,
    "unused-registers": _unused_registers,
}
"""Counts of more than one register, by the code of their circumstance."""
