"""Indicators of the public computers and of the points: I1 to I8."""

from collections.abc import Callable, Iterable
from math import ceil

from library.programme.indicators.monthly_data import MonthFacts, by_point
from library.programme.indicators.registry import Amount, Evidence, Part, Reading, indicator
from library.usage.evidence import Coverage

_HOUR = 3600
_COMPARABLE = 10 / 12
_TOO_FAR = 0.10
"""Coverages that lie farther apart cannot be compared."""

_LEVELS = {"province": "cấp tỉnh", "district": "cấp huyện cũ", "commune": "cấp xã"}


@indicator("I1", version=1)
def sessions(evidence: Evidence) -> Reading:
    """Count the sessions that began."""
    return _sum(evidence.months, "phiên", lambda facts: facts.sessions, "lượt")


@indicator("I2", version=1)
def hours_used(evidence: Evidence) -> Reading:
    """Add up sessions from start to last activity; never the time machines were on."""
    return _sum(evidence.months, "giờ", lambda facts: _hours(facts.session_seconds), "giờ")


@indicator("I3", version=1)
def hours_on(evidence: Evidence) -> Reading:
    """Add up the time machines were heard to be on."""
    return _sum(evidence.months, "giờ", lambda facts: _hours(facts.machine_seconds), "giờ")


@indicator("I4", version=1)
def hours_online(evidence: Evidence) -> Reading:
    """Add up the time in which the outside was reached."""
    reading = _sum(evidence.months, "giờ", lambda facts: _hours(facts.line_up_seconds), "giờ")
    share = _percent(*_online(evidence.months))
    return Reading(
        reading.value,
        reading.unit,
        reading.parts,
        (Amount("phần thời gian có mạng", share, "%"),),
        reading.coverage,
    )


@indicator("I5", version=1)
def computers_alive(evidence: Evidence) -> Reading:
    """Divide computers heard by computers kept."""
    parts = tuple(
        Part(facts.point, facts.month, "máy", facts.computers_heard, facts.computers)
        for facts in evidence.months
    )
    return _ratio(parts, evidence.months)


@indicator("I6", version=1)
def computers_used(evidence: Evidence) -> Reading:
    """Divide hours used by hours that could have been used."""
    parts = tuple(
        Part(
            facts.point,
            facts.month,
            "giờ",
            _hours(facts.session_seconds),
            facts.open_minutes / 60 * facts.computers,
        )
        for facts in evidence.months
        if facts.open_minutes is not None and facts.session_seconds is not None
    )
    return _ratio(parts, evidence.months)


@indicator("I7", version=1)
def points_effective(evidence: Evidence) -> Reading:
    """Divide the points that pass every condition by all points."""
    parts = tuple(
        _judged(point, months, evidence) for point, months in by_point(evidence.months).items()
    )
    passed = sum(part.value or 0 for part in parts)
    amounts = (
        Amount("điểm đạt", passed, "điểm"),
        Amount("mọi điểm", len(parts), "điểm"),
    )
    share = _percent(passed, len(parts))
    return Reading(share, "%", parts, amounts, _coverage(evidence.months))


@indicator("I8", version=1)
def growth(evidence: Evidence) -> Reading:
    """Compare with the same months a year earlier: all points, and those that can be compared."""
    now = _known_sum(facts.sessions for facts in _over(evidence))
    then = _known_sum(facts.sessions for facts in evidence.year_before)
    pairs = _comparable(evidence)
    like_now = sum(now_.sessions or 0 for now_, _ in pairs)
    like_then = sum(then_.sessions or 0 for _, then_ in pairs)
    alike = _grown(like_now, like_then)
    apart = _apart(_coverage(_over(evidence)), _coverage(evidence.year_before))
    return Reading(
        value=None if apart else alike,
        unit="%",
        parts=tuple(
            Part(now_.point, now_.month, "phiên, so với năm trước", now_.sessions, then_.sessions)
            for now_, then_ in pairs
        ),
        amounts=(
            Amount("mọi điểm", _grown(now, then), "%"),
            Amount("điểm so sánh được", alike, "%"),
            Amount("số điểm so sánh được", len({now_.point for now_, _ in pairs}), "điểm"),
            Amount("lượt của mọi điểm, năm nay", now, "lượt"),
            Amount("lượt của mọi điểm, năm trước", then, "lượt"),
        ),
        coverage=_coverage(_over(evidence)),
        remark="chưa so sánh được: độ phủ hai kỳ lệch quá 10 điểm phần trăm" if apart else "",
    )


def conditions(months: tuple[MonthFacts, ...], evidence: Evidence) -> dict[str, bool]:
    """Say which conditions of an effective point some months of it meet."""
    limit = evidence.thresholds
    over = _over(evidence, months)
    opened = [facts for facts in over if facts.planned_days is not None]
    level = _LEVELS[months[-1].level]
    uses = _known_sum(facts.sessions for facts in over) or 0
    return {
        "mở cửa": _reaches(
            sum(facts.open_days or 0 for facts in opened),
            sum(facts.planned_days or 0 for facts in opened),
            limit["mở cửa (%)"],
        ),
        "máy hoạt động": _reaches(
            sum(facts.computers_heard for facts in over),
            sum(facts.computers for facts in over),
            limit["máy hoạt động (%)"],
        ),
        "có Internet": _reaches(*_online(over), limit["có Internet (%)"]),
        "đủ lượt": uses >= limit[f"lượt một tháng, {level}"] * len(over),
        "xác nhận": all(facts.confirmed for facts in over),
    }


def _over(
    evidence: Evidence, months: tuple[MonthFacts, ...] | None = None
) -> tuple[MonthFacts, ...]:
    """Return the months that are over; while the first goes on, it."""
    months = evidence.months if months is None else months
    going_on = evidence.today.replace(day=1)
    return tuple(facts for facts in months if facts.month < going_on) or months


def _judged(point: str, months: tuple[MonthFacts, ...], evidence: Evidence) -> Part:
    found = conditions(months, evidence)
    failed = [name for name, met in found.items() if not met]
    serving = months[-1].serving
    label = "đạt" if serving and not failed else f"chưa đạt: {', '.join(failed) or 'ngừng phục vụ'}"
    return Part(point, None, label, float(serving and not failed))


def _comparable(evidence: Evidence) -> list[tuple[MonthFacts, MonthFacts]]:
    """Return the months of comparable points, beside those of a year earlier."""
    then = {(facts.point, facts.month): facts for facts in evidence.year_before}
    enough = ceil(len({facts.month for facts in _over(evidence)}) * _COMPARABLE)
    found: list[tuple[MonthFacts, MonthFacts]] = []
    for months in by_point(_over(evidence)).values():
        pairs = [
            (facts, before)
            for facts in months
            if (before := then.get((facts.point, facts.month.replace(year=facts.month.year - 1))))
            and facts.sessions is not None
            and before.sessions is not None
        ]
        found += pairs if len(pairs) >= enough else []
    return found


def _sum(
    months: tuple[MonthFacts, ...],
    label: str,
    value: Callable[[MonthFacts], float | None],
    unit: str,
) -> Reading:
    parts = tuple(Part(facts.point, facts.month, label, value(facts)) for facts in months)
    total = _known_sum(part.value for part in parts)
    return Reading(total, unit, parts, coverage=_coverage(months))


def _ratio(parts: tuple[Part, ...], months: tuple[MonthFacts, ...]) -> Reading:
    share = _percent(sum(part.value or 0 for part in parts), sum(part.of or 0 for part in parts))
    return Reading(share, "%", parts, coverage=_coverage(months))


def _online(months: tuple[MonthFacts, ...]) -> tuple[int, int]:
    up = sum(facts.line_up_seconds or 0 for facts in months)
    return up, up + sum(facts.line_down_seconds or 0 for facts in months)


def _coverage(months: Iterable[MonthFacts]) -> Coverage:
    months = tuple(months)
    return Coverage(
        sum(facts.heard_days for facts in months), sum(facts.expected_days for facts in months)
    )


def _apart(one: Coverage, other: Coverage) -> bool:
    if one.share is None or other.share is None:
        return False
    return abs(one.share - other.share) > _TOO_FAR


def _reaches(part: float, whole: float, percent: float) -> bool:
    return whole > 0 and part * 100 >= percent * whole


def _grown(now: float | None, then: float | None) -> float | None:
    return None if not then or now is None else (now - then) / then * 100


def _percent(part: float, whole: float) -> float | None:
    return part / whole * 100 if whole else None


def _known_sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _hours(seconds: int | None) -> float | None:
    return None if seconds is None else seconds / _HOUR
