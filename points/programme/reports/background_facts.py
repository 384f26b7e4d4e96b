"""Circumstances behind the figures of a report, each counted from one register or record."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.vietnamese.letters import fold
from points.access_points.inventory import Point, points_on
from points.access_points.models import AssetState, OpeningException
from points.programme.indicators.monthly_data import MonthFacts, by_point
from points.programme.indicators.registry import Evidence
from points.programme.overviews import asset_list
from points.programme.plans.plan_store import Plan
from points.programme.plans.sub_plans import YearPlanning
from points.programme.registers import training
from points.programme.registers.entries import Entry
from points.programme.reports.numbers_in_words import number
from points.programme.reports.register_facts import REGISTER_COUNTS, FactScope
from points.programme.reports.report_figures import Fact

_HOLIDAY_PREFIX = "nghi le"
_ONE_DAY = timedelta(days=1)


def facts(
    session: Session,
    evidence: Evidence,
    points: Sequence[Point],
    plan: Plan | None,
    planning: tuple[YearPlanning, ...],
) -> tuple[Fact, ...]:
    """Return the circumstances that the records show; nothing that they do not."""
    of_report = {facts.point for facts in evidence.months}
    scope = FactScope(
        session,
        evidence,
        tuple(point for point in points if point.code in of_report),
        min(evidence.period.last_day, evidence.today),
        plan,
        planning,
    )
    return tuple(fact for count in (*_COUNTS, *REGISTER_COUNTS) for fact in count(scope))


def _worn_computers(scope: FactScope) -> Iterator[Fact]:
    """Yield the computers whose useful life has ended."""
    ids = {point.id for point in scope.points}
    computers = [
        computer
        for computer in asset_list.list_assets(scope.session, scope.ends, ids)
        if fold(computer.asset.kind).startswith("may tinh")
        and computer.record.state is not AssetState.RETIRED
    ]
    worn = sum(computer.worth.is_over for computer in computers)
    broken_count = sum(computer.record.state is AssetState.BROKEN for computer in computers)
    if worn:
        label = "Máy tính đã hết thời gian sử dụng"
        yield Fact("worn-computers", label, worn, "máy", len(computers), source="tai-san")
    if broken_count:
        label = "Máy tính ghi là hỏng"
        yield Fact("broken-computers", label, broken_count, "máy", len(computers), source="tai-san")


def _slow_lines(scope: FactScope) -> Iterator[Fact]:
    """Yield the points whose Internet line was up for less than the threshold."""
    limit = scope.evidence.thresholds["có Internet (%)"]
    shares = {
        point: up * 100 / (up + down)
        for point, months in by_point(scope.evidence.months).items()
        if (up := _sum(months, "line_up_seconds")) + (down := _sum(months, "line_down_seconds"))
    }
    slow = {point: share for point, share in shares.items() if share < limit}
    if slow:
        names = tuple(
            f"{scope.names.get(point, point)} ({number(share, '%')} %)"
            for point, share in slow.items()
        )
        label = f"Điểm có đường truyền thông suốt dưới {number(limit)} % thời gian được kiểm tra"
        yield Fact("slow-lines", label, len(slow), "điểm", len(shares), names, source="I4")


def _silent_points(scope: FactScope) -> Iterator[Fact]:
    """Yield the points without any measured figure in the whole period."""
    groups = by_point(scope.evidence.months)
    silent = [p for p, months in groups.items() if all(f.sessions is None for f in months)]
    if silent and len(silent) < len(groups):
        yield scope.fact_of_points("silent-points", "Điểm không có số liệu cả kỳ", silent, "I1")


def _untrained(scope: FactScope) -> Iterator[Fact]:
    """Yield the staff without any course, and the points where nobody was trained."""
    staff = training.people(scope.session, scope.ends, tuple(scope.names))
    new = [p for p in staff if any(need.kind == training.BASIC for need in p.needs)]
    if new:
        names = tuple(dict.fromkeys(scope.names.get(p.point, p.point) for p in new))
        label = "Người phụ trách điểm chưa dự khóa đào tạo nào"
        yield Fact("untrained-people", label, len(new), "người", len(staff), names, source="can-bo")
    if not scope.is_long or not scope.before_the_end("du-hoc"):
        return  # courses are yearly
    trained_points = {entry.point for entry in scope.evidence.of("du-hoc")}
    missing = [point.code for point in scope.points if point.code not in trained_points]
    if missing:
        label = "Điểm chưa có người được đào tạo trong kỳ"
        yield scope.fact_of_points("untrained-points", label, missing, "I11")


def _staff_changes(scope: FactScope) -> Iterator[Fact]:
    """Yield the points that changed their person in charge within the period."""
    since = scope.evidence.period.since
    of_point: dict[str | None, list[Entry]] = defaultdict(list)
    for entry in scope.before_the_end("can-bo"):
        of_point[entry.point].append(entry)
    changed_points = [
        str(point)
        for point, posts in of_point.items()
        if posts[0].day < since <= posts[-1].day and posts[-1].get("who") != posts[-2].get("who")
    ]
    if changed_points:
        label = "Điểm thay người phụ trách trong kỳ"
        yield scope.fact_of_points("staff-changes", label, changed_points, "can-bo")


def _closures(scope: FactScope) -> Iterator[Fact]:
    """Yield the days closed by exception, holidays apart, with their recorded reasons."""
    ids = {point.id for point in scope.points}
    rows = scope.session.execute(
        select(OpeningException.point_id, OpeningException.day, OpeningException.hours)
        .add_columns(OpeningException.reason)
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
    if exceptions:
        days = Counter(row.reason or "không ghi lý do" for row in exceptions)
        names = tuple(f"{reason} ({number(count)} ngày)" for reason, count in days.most_common(5))
        points = len({row.point_id for row in exceptions})
        label = "Ngày đóng cửa ngoài ngày lễ"
        yield Fact("closures", label, len(exceptions), "ngày", points, names, source="diem")


def _reorganised(scope: FactScope) -> Iterator[Fact]:
    """Yield the points whose responsible body changed within the period."""
    since = scope.evidence.period.since
    owners = {p.code: p.facts.owner for p in points_on(scope.session, since - _ONE_DAY)}
    moved_points = [
        point.code
        for point in scope.points
        if owners.get(point.code) and point.facts.owner and owners[point.code] != point.facts.owner
    ]
    if moved_points:
        label = "Điểm đổi cơ quan quản lý trong kỳ"
        yield scope.fact_of_points("reorganised", label, moved_points, "diem")


_COUNTS = (
    _worn_computers,
    _slow_lines,
    _silent_points,
    _untrained,
    _staff_changes,
    _closures,
    _reorganised,
)


def _sum(months: Iterable[MonthFacts], name: str) -> int:
    return sum(getattr(facts, name) or 0 for facts in months)
