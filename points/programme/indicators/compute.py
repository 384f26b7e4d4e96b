"""Computation of indicators: gathers the evidence of a period and applies the formulas."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from sqlalchemy.orm import Session

from library import clock
from library.law.law_register import fill
from points.programme.indicators import computer_indicators
from points.programme.indicators.monthly_data import MonthFacts, month_facts, requested_outside
from points.programme.indicators.registry import (
    Amount,
    Evidence,
    Indicator,
    Part,
    Reading,
    indicator,
    registered,
    usual_thresholds,
)
from points.programme.periods import Period
from points.programme.problems import IndicatorNotFoundError
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.usage.privacy.small_counts import MIN_PUBLISHED
from points.usage.rollups.per_point import next_month


@indicator("I9", version=2)
def disadvantaged(evidence: Evidence) -> Reading:
    """Divide the survey slips of disadvantaged users by the answered slips, not by all uses.

    A percentage from which a few people could be counted is not printed.
    """
    surveys = evidence.of("phieu")
    slips, answers, poor = (
        _total(surveys, name) for name in ("offered", "declared", "disadvantaged")
    )
    is_small = _is_small(poor, answers)
    parts = tuple(_part(survey, "phiếu", "disadvantaged", of="declared") for survey in surveys)
    hides_one = any(_is_small(part.value, part.of) for part in parts)
    return Reading(
        value=None if is_small else _percent(poor, answers),
        unit="%",
        parts=tuple(replace(part, value=None) for part in parts) if hides_one else parts,
        amounts=(
            Amount("phiếu có trả lời", answers, "phiếu"),
            Amount("tỷ lệ trả lời", _percent(answers, slips), "%"),
        ),
        remark=f"che vì có nhóm dưới {MIN_PUBLISHED} người" if is_small else "",
    )


def _is_small(part: float | None, total: float | None) -> bool:
    """Return True if a part, or what it leaves of the total, is a few people."""
    if part is None or total is None:
        return False
    return 0 < part < MIN_PUBLISHED or 0 < total - part < MIN_PUBLISHED


@indicator("I10", version=1)
def documents_read(evidence: Evidence) -> Reading:
    """Count the item requests from the points and from outside."""
    parts = tuple(
        Part(facts.point, facts.month, "lượt đọc", facts.items_requested)
        for facts in evidence.months
        if facts.items_requested
    )
    inside = sum(part.value or 0 for part in parts)
    return Reading(
        value=inside + evidence.requested_outside,
        unit="lượt",
        parts=(*parts, Part(None, None, "từ bên ngoài", evidence.requested_outside)),
        amounts=(
            Amount("từ máy của điểm", inside, "lượt"),
            Amount("từ bên ngoài", evidence.requested_outside, "lượt"),
        ),
    )


@indicator("I11", version=1)
def staff_trained(evidence: Evidence) -> Reading:
    """Count the staff trained, their hours, and the points with trained staff."""
    attendances = evidence.of("du-hoc")
    points = {facts.point for facts in evidence.months}
    trained_points = {entry.point for entry in attendances} & points
    return Reading(
        value=len({(entry.point, entry.get("who")) for entry in attendances}),
        unit="người",
        parts=tuple(_part(entry, "giờ học", "hours") for entry in attendances),
        amounts=(
            Amount("giờ học", _total(attendances, "hours"), "giờ"),
            Amount("điểm có người được học", _percent(len(trained_points), len(points)), "%"),
        ),
    )


@indicator("I12", version=1)
def events_and_help(evidence: Evidence) -> Reading:
    """Count events and lessons with their attendance, and the help given."""
    events, lessons, help_ = (
        evidence.of(code) for code in ("su-kien", "day-nguoi-dung", "tro-giup")
    )
    help_requests = sum(facts.help_requests or 0 for facts in evidence.months)
    return Reading(
        value=_total((*events, *lessons), "attendances"),
        unit="lượt dự",
        parts=(
            *(_part(entry, "lượt dự sự kiện", "attendances") for entry in events),
            *(_part(entry, "lượt dự hướng dẫn", "attendances") for entry in lessons),
            *(_part(entry, "lần trợ giúp", "answered") for entry in help_),
        ),
        amounts=(
            Amount("sự kiện, truyền thông", len(events), "lần"),
            Amount("buổi hướng dẫn", len(lessons), "buổi"),
            Amount("lần nhờ trên máy", help_requests, "lần"),
            Amount("lần trợ giúp ghi tay", _total(help_, "answered"), "lần"),
        ),
    )


@indicator("I13", version=2)
def repairs(evidence: Evidence) -> Reading:
    """Count the incidents, the repair times and the computer days lost."""
    incidents = evidence.of("su-co")
    lasting = [entry for entry in evidence.entries if entry.register == "su-co"]
    ends = min(evidence.period.last_day, evidence.today)
    losses = [
        Part(
            entry.point,
            None,
            f"ngày máy, sự cố số {entry.number}",
            _days_lost(entry, evidence.period.since, ends),
            entry=(entry.register, entry.number),
        )
        for entry in lasting
    ]
    took = [
        (repair_day - entry.day).days
        for entry in incidents
        if (repair_day := entry.day_in("repaired")) is not None and repair_day <= ends
    ]
    return Reading(
        value=sum(part.value or 0 for part in losses),
        unit="ngày máy",
        parts=tuple(part for part in losses if part.value),
        amounts=(
            Amount("sự cố", len(incidents), "lần"),
            Amount("trung vị sửa xong", median(took) if took else None, "ngày"),
            Amount("chưa sửa xong", sum(entry.is_open(ends) for entry in incidents), "lần"),
        ),
    )


@indicator("I14", version=1)
def money(evidence: Evidence) -> Reading:
    """Divide the expenditure by the budget, and by the number of sessions."""
    budget_entries = evidence.of("kinh-phi")
    budget, spending = (_total(budget_entries, name) for name in ("planned", "spent"))
    uses = sum(facts.sessions or 0 for facts in evidence.months)
    return Reading(
        value=_percent(spending, budget),
        unit="%",
        parts=tuple(_part(entry, "đồng", "spent", of="planned") for entry in budget_entries),
        amounts=(
            Amount("dự toán", budget, "đồng"),
            Amount("thực chi", spending, "đồng"),
            Amount("chi cho một lượt", spending / uses if uses and spending else None, "đồng"),
        ),
    )


def _part(entry: Entry, label: str, value: str, of: str | None = None) -> Part:
    return Part(
        point=entry.point,
        month=entry.day,
        label=label,
        value=_number(entry, value),
        of=_number(entry, of) if of else None,
        entry=(entry.register, entry.number),
    )


def _days_lost(entry: Entry, since: date, until: date) -> float:
    """Return the computer days from the report to the day before the repair."""
    repair_day = entry.day_in("repaired")
    first = max(entry.day, since)
    days = (until - first).days + 1 if repair_day is None else (min(repair_day, until) - first).days
    if repair_day is not None and repair_day > until:
        days += 1
    return max(days, 0) * (_number(entry, "computers") or 0)


def _total(entries: Iterable[Entry], name: str) -> float:
    return sum(_number(entry, name) or 0 for entry in entries)


def _number(entry: Entry, name: str) -> float | None:
    value = entry.get(name)
    return value if isinstance(value, int | float) else None


def _percent(part: float, total: float) -> float | None:
    return part / total * 100 if total else None


FORMULA_MODULES = (computer_indicators,)
"""Modules of the formulas; importing them fills the registry."""

_LASTING_REGISTERS = ("su-co",)
"""Registers whose entries from before the period still count."""


@dataclass(frozen=True, slots=True)
class MeasuredIndicator:
    """Indicator with its reading."""

    indicator: Indicator
    reading: Reading


def indicators(day: date | None = None) -> Mapping[str, Indicator]:
    """Return all indicators by code, in numerical order, citing what is in force on a day."""
    by_code, day = registered(), day or clock.today()
    return {
        code: _citing(by_code[code], day)
        for code in sorted(by_code, key=lambda code: int(code[1:]))
    }


def _citing(indicator: Indicator, day: date) -> Indicator:
    texts = {name: fill(getattr(indicator, name), day) for name in ("definition", "standard")}
    return replace(indicator, **texts)


def indicator_of(code: str) -> Indicator:
    """Return an indicator; raise IndicatorNotFoundError."""
    by_code = indicators()
    if code not in by_code:
        raise IndicatorNotFoundError(code, ", ".join(by_code))
    return by_code[code]


def gather(session: Session, period: Period, today: date, point: str | None = None) -> Evidence:
    """Return the evidence of a period, of one point or of all."""
    evidence = gather_each(session, (period,), today)[0]
    return evidence if point is None else of_point(evidence, point)


def gather_each(session: Session, periods: Sequence[Period], today: date) -> tuple[Evidence, ...]:
    """Return the evidence of several periods, reading shared data once."""
    years_before = [_elapsed_part(period, today).year_before for period in periods]
    full_period = Period(
        min(span.since for span in (*periods, *years_before)), max(span.until for span in periods)
    )
    facts = month_facts(session, full_period, today)
    all_entries = entries.entries(session, until=min(full_period.last_day, today))
    return tuple(
        Evidence(
            period=period,
            today=today,
            months=_months_in(facts, period),
            year_before=_months_in(facts, year_before),
            entries=tuple(
                entry
                for entry in all_entries
                if (entry.day >= period.since or entry.register in _LASTING_REGISTERS)
                and entry.day < period.until
            ),
            requested_outside=requested_outside(session, period),
            thresholds=thresholds_on(session, min(period.last_day, today)),
        )
        for period, year_before in zip(periods, years_before, strict=True)
    )


def of_point(evidence: Evidence, point: str) -> Evidence:
    """Return the evidence of one point; requests from outside belong to no point."""
    return of_points(evidence, (point,))


def of_points(evidence: Evidence, points: Collection[str] | None) -> Evidence:
    """Return the evidence of some points; None: of all."""
    if points is None:
        return evidence
    return replace(
        evidence,
        months=tuple(facts for facts in evidence.months if facts.point in points),
        year_before=tuple(facts for facts in evidence.year_before if facts.point in points),
        entries=tuple(entry for entry in evidence.entries if entry.point in points),
        requested_outside=0,
    )


def measure(evidence: Evidence) -> tuple[MeasuredIndicator, ...]:
    """Compute every indicator."""
    return tuple(
        MeasuredIndicator(indicator, indicator.compute(evidence))
        for indicator in indicators(evidence.today).values()
    )


def thresholds_on(session: Session, day: date) -> dict[str, float]:
    """Return the thresholds in force on a day: the last set by the province, else the defaults."""
    thresholds = usual_thresholds()
    for entry in entries.entries(session, "nguong", until=day):
        thresholds[str(entry.get("name"))] = float(entry.get("value") or 0)
    return thresholds


def _months_in(facts: tuple[MonthFacts, ...], period: Period) -> tuple[MonthFacts, ...]:
    return tuple(month for month in facts if period.since <= month.month < period.until)


def _elapsed_part(period: Period, today: date) -> Period:
    """Return the finished months of a period; an unfinished year is compared only up to them."""
    over = [month for month in period.months if next_month(month) <= today]
    return replace(period, until=next_month(over[-1])) if over else period
