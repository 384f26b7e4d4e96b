"""Circumstances of a report that are counted from the registers."""

from collections import Counter
from collections.abc import Iterator, Sequence
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
from points.programme.registers.schema import register_of
from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import UNKNOWN_KIND, Fact
from points.usage.rollups.per_point import next_month

_ASKED = {
    "su-co": "sự cố",
    "du-hoc": "đào tạo cán bộ",
    "day-nguoi-dung": "hướng dẫn người dùng",
    "su-kien": "truyền thông, sự kiện",
    "kinh-phi": "kinh phí",
    "kiem-tra": "kiểm tra, giám sát",
}
"""Registers whose figures a report expects, with the words for their subject."""


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


def _power_cuts(scope: FactScope) -> Iterator[Fact]:
    """Yield the hours without power, with their recorded reasons."""
    cuts = scope.evidence.of("mat-dien")
    hours = sum(float(entry.get("hours") or 0) for entry in cuts)
    if hours:
        reasons = Counter(str(entry.get("reason") or "không ghi lý do") for entry in cuts)
        names = tuple(reason for reason, _ in reasons.most_common(5))
        points = len({entry.point for entry in cuts})
        label = "Mất điện trong giờ mở cửa"
        yield Fact("power-cuts", label, hours, "giờ", points, names, source="mat-dien")


def _open_incidents(scope: FactScope) -> Iterator[Fact]:
    """Yield the incidents that still wait for repair on the last day."""
    waiting = entries.open_on(scope.before_the_end("su-co"), scope.ends)
    if waiting:
        points = list(dict.fromkeys(str(entry.point) for entry in waiting))
        names = tuple(scope.names.get(point, point) for point in points)
        label = "Sự cố chưa sửa xong"
        yield Fact(
            "open-incidents", label, len(waiting), "sự cố", len(points), names, source="su-co"
        )


def _unconfirmed(scope: FactScope) -> Iterator[Fact]:
    """Yield the finished months of points that nobody confirmed."""
    over = [f for f in scope.evidence.months if next_month(f.month) <= scope.evidence.today]
    missing = [facts for facts in over if not facts.confirmed]
    if missing:
        points = list(dict.fromkeys(facts.point for facts in missing))
        names = tuple(scope.names.get(point, point) for point in points)
        label = "Lượt số liệu tháng của điểm chưa được xác nhận"
        yield Fact("unconfirmed", label, len(missing), "tháng", len(over), names, source="xac-nhan")


def _unfunded_lines(scope: FactScope) -> Iterator[Fact]:
    """Yield the lines of the plan for which no budget is entered, if any other has one."""
    if not scope.is_long:
        return  # budgets are yearly
    budget_entries = [entry for entry in scope.evidence.of("kinh-phi") if entry.get("planned")]
    fields = register_of("kinh-phi").fields
    lines = next(field.choices[:-1] for field in fields if field.name == "line")
    missing = tuple(line for line in lines if line not in {e.get("line") for e in budget_entries})
    if budget_entries and missing and not any(e.get("line") not in lines for e in budget_entries):
        label = "Mục của kế hoạch chưa ghi dự toán"
        yield Fact(
            "unfunded-lines", label, len(missing), "mục", len(lines), missing, source="kinh-phi"
        )


def _planning(scope: FactScope) -> Iterator[Fact]:
    """Yield the years without an issued yearly plan, and the appraisals without a result."""
    missing = [str(year.year) for year in scope.planned if not year.issued]
    used = any(year.sub_plans for year in scope.planned) or scope.plan is not None
    if missing and used and len(scope.points) > 1:
        label = "Năm chưa ban hành kế hoạch cụ thể"
        yield Fact(
            "no-sub-plan", label, len(missing), "năm", names=tuple(missing), source="ke-hoach-nam"
        )
    pending = [entry for year in scope.planned for entry in year.pending]
    if pending:
        amount = sum(year.pending_amount for year in scope.planned)
        names = tuple(dict.fromkeys(str(entry.get("body")) for entry in pending))
        label = "Hồ sơ đề nghị kinh phí chờ thẩm định"
        yield Fact(
            "pending-appraisals",
            label,
            len(pending),
            "hồ sơ",
            names=names,
            amount=amount,
            source="tham-dinh",
        )


def _staffing(scope: FactScope) -> Iterator[Fact]:
    """Yield the policies entered for the period, by kind, with the people assigned."""
    kinds = Counter(str(e.get("kind") or UNKNOWN_KIND) for e in scope.evidence.of("mien-phi"))
    people = sum(int(e.get("people") or 0) for e in scope.evidence.of("mien-phi"))
    if kinds:
        names = tuple(f"{kind} ({count})" for kind, count in kinds.most_common())
        label = "Cơ chế, chính sách ban hành trong kỳ"
        yield Fact("policies", label, kinds.total(), "văn bản", names=names, source="mien-phi")
    if people:
        label = "Người được bố trí theo chính sách trong kỳ"
        yield Fact("posted-people", label, people, "người", source="mien-phi")


def _maintenance(scope: FactScope) -> Iterator[Fact]:
    """Yield the maintenance works of the period by kind, with their recorded costs."""
    works = scope.evidence.of("bao-tri")
    if works:
        kinds = Counter(str(work.get("kind")) for work in works)
        names = tuple(f"{kind} ({number(times)})" for kind, times in kinds.most_common())
        cost = sum(int(work.get("cost") or 0) for work in works)
        label = "Bảo dưỡng, sửa chữa, thay thế, nâng cấp"
        yield Fact(
            "maintenance", label, len(works), "lượt", names=names, amount=cost, source="bao-tri"
        )


def _unused_registers(scope: FactScope) -> Iterator[Fact]:
    """Yield the registers without a single entry up to the last day: nothing is known of them."""
    used_registers = {e.register for e in entries.entries(scope.session, *_ASKED, until=scope.ends)}
    missing = tuple(_ASKED[code] for code in _ASKED if code not in used_registers)
    if missing:
        label = "Sổ chưa ghi mục nào"
        yield Fact("unused-registers", label, len(missing), "sổ", len(_ASKED), missing)


REGISTER_COUNTS = (
    _power_cuts,
    _open_incidents,
    _unconfirmed,
    _unfunded_lines,
    _planning,
    _staffing,
    _maintenance,
    _unused_registers,
)
"""Functions that yield the facts of the registers."""
