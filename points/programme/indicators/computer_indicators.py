"""Indicators I1 to I8 of the public computers and the points."""

from collections.abc import Iterable, Mapping
from math import ceil

from points.programme.indicators.monthly_data import MonthFacts, by_point
from points.programme.indicators.registry import Amount, Evidence, Formula, Part, Reading, indicator
from points.usage.boards.comparison import comparable, percent_change
from points.usage.evidence import Coverage
from points.usage.measures.measure_table import MEASURES, table

_SECONDS_PER_HOUR = 3600
_MIN_COMPARABLE_SHARE = 10 / 12  # of the months of a point
_LINE = ("line_up_seconds", "line_down_seconds")
_LEVELS = {"province": "cấp tỉnh", "district": "cấp huyện cũ", "commune": "cấp xã"}


def _formula(row: Mapping[str, str]) -> Formula:
    """Return the formula of a row that adds a measure up, or divides it by another."""
    name, per = row["of"], row.get("per")
    scale = _SECONDS_PER_HOUR if MEASURES[name].in_hours else 1

    def compute(evidence: Evidence) -> Reading:
        months = evidence.months
        parts = tuple(
            Part(
                facts.point,
                facts.month,
                row["label"],
                None if (value := getattr(facts, name)) is None else value / scale,
                getattr(facts, per) if per else None,
            )
            for facts in months
        )
        if per:
            return _ratio(parts, months)
        amounts = ()
        if "share" in row:
            share = _percent(*_share(months, name, row["besides"]))
            amounts = (Amount(row["share"], share, "%"),)
        value = _known_sum(part.value for part in parts)
        return Reading(value, row["unit"], parts, amounts, _coverage(months))

    return compute


for _code, _row in table()["indicator"].items():
    if "of" in _row:
        indicator(_code, _row["version"])(_formula(_row))


@indicator("I6", version=1)
def computers_used(evidence: Evidence) -> Reading:
    """Divide the hours used by the available computer hours."""
    parts = tuple(
        Part(
            facts.point,
            facts.month,
            "giờ",
            facts.session_seconds / _SECONDS_PER_HOUR,
            facts.open_minutes / 60 * facts.computers,
        )
        for facts in evidence.months
        if facts.open_minutes is not None and facts.session_seconds is not None
    )
    return _ratio(parts, evidence.months)


@indicator("I7", version=1)
def points_effective(evidence: Evidence) -> Reading:
    """Divide the points that meet every condition by all points."""
    parts = tuple(
        _judge_point(point, months, evidence) for point, months in by_point(evidence.months).items()
    )
    pass_count = sum(part.value or 0 for part in parts)
    amounts = (
        Amount("điểm đạt", pass_count, "điểm"),
        Amount("mọi điểm", len(parts), "điểm"),
    )
    share = _percent(pass_count, len(parts))
    return Reading(share, "%", parts, amounts, _coverage(evidence.months))


@indicator("I8", version=1)
def growth(evidence: Evidence) -> Reading:
    """Compare sessions with the same months a year earlier, for all and for comparable points."""
    now = _known_sum(facts.sessions for facts in _finished_months(evidence))
    then = _known_sum(facts.sessions for facts in evidence.year_before)
    pairs = _comparable_pairs(evidence)
    comparable_now = sum(now_.sessions or 0 for now_, _ in pairs)
    comparable_then = sum(then_.sessions or 0 for _, then_ in pairs)
    comparable_growth = percent_change(comparable_now, comparable_then)
    coverage, earlier_coverage = (
        _coverage(months) for months in (_finished_months(evidence), evidence.year_before)
    )
    apart = not comparable(coverage, earlier_coverage)
    return Reading(
        value=None if apart else comparable_growth,
        unit="%",
        parts=tuple(
            Part(now_.point, now_.month, "phiên, so với năm trước", now_.sessions, then_.sessions)
            for now_, then_ in pairs
        ),
        amounts=(
            Amount("mọi điểm", percent_change(now, then), "%"),
            Amount("điểm so sánh được", comparable_growth, "%"),
            Amount("số điểm so sánh được", len({now_.point for now_, _ in pairs}), "điểm"),
            Amount("lượt của mọi điểm, năm nay", now, "lượt"),
            Amount("lượt của mọi điểm, năm trước", then, "lượt"),
        ),
        coverage=coverage,
        remark="chưa so sánh được: độ phủ hai kỳ lệch quá 10 điểm phần trăm" if apart else "",
    )


def conditions_met(months: tuple[MonthFacts, ...], evidence: Evidence) -> dict[str, bool]:
    """Return the conditions of an effective point, and True for each one some months meet."""
    limit = evidence.thresholds
    over = _finished_months(evidence, months)
    planned_months = [facts for facts in over if facts.planned_days is not None]
    level = _LEVELS[months[-1].level]
    uses = _known_sum(facts.sessions for facts in over) or 0
    return {
        "mở cửa": _reaches(
            sum(facts.open_days or 0 for facts in planned_months),
            sum(facts.planned_days or 0 for facts in planned_months),
            limit["mở cửa (%)"],
        ),
        "máy hoạt động": _reaches(
            sum(facts.computers_heard for facts in over),
            sum(facts.computers for facts in over),
            limit["máy hoạt động (%)"],
        ),
        "có Internet": _reaches(*_share(over, *_LINE), limit["có Internet (%)"]),
        "đủ lượt": uses >= limit[f"lượt một tháng, {level}"] * len(over),
        "xác nhận": all(facts.confirmed for facts in over),
    }


def _finished_months(
    evidence: Evidence, months: tuple[MonthFacts, ...] | None = None
) -> tuple[MonthFacts, ...]:
    """Return the finished months; if there are none, all months."""
    months = evidence.months if months is None else months
    going_on = evidence.today.replace(day=1)
    return tuple(facts for facts in months if facts.month < going_on) or months


def _judge_point(point: str, months: tuple[MonthFacts, ...], evidence: Evidence) -> Part:
    met_by_condition = conditions_met(months, evidence)
    gaps = [name for name, is_met in met_by_condition.items() if not is_met]
    serving = months[-1].serving
    label = "đạt" if serving and not gaps else f"chưa đạt: {', '.join(gaps) or 'ngừng phục vụ'}"
    return Part(point, None, label, float(serving and not gaps))


def _comparable_pairs(evidence: Evidence) -> list[tuple[MonthFacts, MonthFacts]]:
    """Return pairs of this year's and last year's month of comparable points."""
    then = {(facts.point, facts.month): facts for facts in evidence.year_before}
    enough = ceil(
        len({facts.month for facts in _finished_months(evidence)}) * _MIN_COMPARABLE_SHARE
    )
    comparable: list[tuple[MonthFacts, MonthFacts]] = []
    for months in by_point(_finished_months(evidence)).values():
        pairs = [
            (facts, previous)
            for facts in months
            if (previous := then.get((facts.point, facts.month.replace(year=facts.month.year - 1))))
            and facts.sessions is not None
            and previous.sessions is not None
        ]
        comparable += pairs if len(pairs) >= enough else []
    return comparable


def _ratio(parts: tuple[Part, ...], months: tuple[MonthFacts, ...]) -> Reading:
    share = _percent(sum(part.value or 0 for part in parts), sum(part.of or 0 for part in parts))
    return Reading(share, "%", parts, coverage=_coverage(months))


def _share(months: tuple[MonthFacts, ...], name: str, besides: str) -> tuple[int, int]:
    """Return a measure, and its sum with another."""
    part = sum(getattr(facts, name) or 0 for facts in months)
    return part, part + sum(getattr(facts, besides) or 0 for facts in months)


def _coverage(months: Iterable[MonthFacts]) -> Coverage:
    months = tuple(months)
    return Coverage(
        sum(facts.heard_days for facts in months), sum(facts.expected_days for facts in months)
    )


def _reaches(part: float, total: float, percent: float) -> bool:
    return total > 0 and part * 100 >= percent * total


def _percent(part: float, total: float) -> float | None:
    return part / total * 100 if total else None


def _known_sum(values: Iterable[float | None]) -> float | None:
    numbers = [value for value in values if value is not None]
    return sum(numbers) if numbers else None
