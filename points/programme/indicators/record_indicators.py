"""Indicators I9 to I14 from register entries and item requests."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from statistics import median

from points.programme.indicators.registry import Amount, Evidence, Part, Reading, indicator
from points.programme.registers.entries import Entry
from points.usage.privacy.small_counts import MIN_PUBLISHED


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
