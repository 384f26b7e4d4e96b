"""Proposed sentences on difficulties and causes, from what records show."""

from collections.abc import Callable

from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import PointFigures, ReportFigures
from points.programme.reports.sentence_rules import (
    EQUAL,
    Rule,
    at_points,
    because,
    count,
    is_measured,
    moved_by,
    names_of,
    percent,
    with_names,
)

_FULL_COVERAGE = "100 %"
_FAILED = "chưa đạt: "
_LACKS = {
    "mở cửa": "mở cửa chưa đủ ngày",
    "máy hoạt động": "ít máy hoạt động",
    "có Internet": "Internet chưa ổn định",
    "đủ lượt": "ít lượt sử dụng",
    "xác nhận": "chưa xác nhận đủ số liệu",
}
"""Words for each condition of an effective point that is not met."""


def _ineffective(figures: ReportFigures) -> str:
    failures = [point for point in figures.points if point.judged.startswith(_FAILED)]
    if not failures or not is_measured(figures):
        return ""
    if figures.point:
        return f"Điểm chưa đạt điều kiện hoạt động hiệu quả: {_lacks(failures[0])}."
    names = names_of([f"{point.name} ({_lacks(point)})" for point in failures])
    return (
        f"Còn {count(len(failures))} trên {count(len(figures.points))} điểm chưa đạt đủ các điều "
        f"kiện hoạt động hiệu quả: {names}."
    )


def _lacks(point: PointFigures) -> str:
    """Return the conditions that an ineffective point does not meet, in words."""
    conditions = point.judged.removeprefix(_FAILED).split(", ")
    return ", ".join(_LACKS.get(condition, condition) for condition in conditions)


def _slow_growth(figures: ReportFigures) -> str:
    growth = figures.indicator("I8")
    target = next((target for target in figures.targets if target.code == "I8"), None)
    if growth.value is None or growth.remark:
        return ""
    direction = moved_by(growth.value)
    uses = "Lượt sử dụng" if figures.point else "Lượt sử dụng của các điểm so sánh được"
    change = "không tăng" if direction == EQUAL else direction
    if target and 0 <= growth.value < target.lowest:
        goal = f"{number(target.lowest)} %"
        return f"{uses} {change}, chưa đạt mục tiêu tăng từ {goal} trở lên của kế hoạch."
    return f"{uses} {change} so với cùng kỳ năm trước." if growth.value < 0 else ""


def _coverage(figures: ReportFigures) -> str:
    coverage = figures.indicator("I1").coverage
    if figures.indicator("I1").value is None or coverage in (None, _FULL_COVERAGE):
        return ""
    return f"Số liệu máy công cộng chưa đủ: độ phủ {coverage} số ngày máy của kỳ."


def _worn(figures: ReportFigures) -> str:
    worn = figures.fact("worn-computers")
    if worn is None:
        return ""
    is_all = worn.value == worn.of
    computers = f"Toàn bộ {count(worn.of)}" if is_all else f"{count(worn.value)}/{count(worn.of)}"
    return f"{computers} máy tính đã hết thời gian sử dụng theo quy định về hao mòn tài sản."


def _slow_lines(figures: ReportFigures) -> str:
    slow = figures.fact("slow-lines")
    if slow is None:
        return ""
    limit = percent(figures.thresholds.get("có Internet (%)"))
    if figures.point:
        return f"Đường truyền Internet thông suốt dưới {limit} thời gian được kiểm tra."
    text = f"Đường truyền Internet tại {count(slow.value)} điểm thông suốt dưới {limit} thời gian"
    return with_names(f"{text} được kiểm tra", slow)


def _untrained_people(figures: ReportFigures) -> str:
    people = figures.fact("untrained-people")
    if people is None:
        return ""
    return (
        f"Có {count(people.value)} trên {count(people.of)} người phụ trách điểm chưa dự khóa đào "
        "tạo nào."
    )


def _untrained_points(figures: ReportFigures) -> str:
    points = figures.fact("untrained-points")
    if points is None:
        return ""
    if figures.point:
        return "Điểm chưa có người được đào tạo trong kỳ."
    return with_names(f"Còn {count(points.value)} điểm chưa có người được đào tạo trong kỳ", points)


def _open_incidents(figures: ReportFigures) -> str:
    waiting = figures.fact("open-incidents")
    if waiting is None:
        return ""
    is_older = waiting.value != figures.indicator("I13").amount("chưa sửa xong")
    earlier = " (kể cả sự cố báo từ kỳ trước)" if is_older else ""
    text = f"Đến cuối kỳ còn {count(waiting.value)} sự cố chưa sửa xong{earlier}"
    return f"{text}." if figures.point else with_names(text, waiting)


def _late_findings(figures: ReportFigures) -> str:
    if not figures.inspections.late:
        return ""
    return f"Có {count(figures.inspections.late)} kiến nghị sau kiểm tra đã quá hạn khắc phục."


def _budget_gap(figures: ReportFigures) -> str:
    budget = figures.indicator("I14").amount("dự toán")
    if figures.point or not budget or not figures.money_plan or budget >= figures.money_plan:
        return ""
    return (
        f"Dự toán được bố trí bằng {percent(budget * 100 / figures.money_plan)} mức của kế hoạch "
        f"({number(figures.money_plan)} đồng)."
    )


def _unfunded(figures: ReportFigures) -> str:
    lines = figures.fact("unfunded-lines")
    if lines is None or figures.point:
        return ""
    return with_names(f"Có {count(lines.value)} mục của kế hoạch chưa được ghi dự toán", lines)


def _pending(figures: ReportFigures) -> str:
    pending = figures.fact("pending-appraisals")
    if pending is None:
        return ""
    return (
        f"Còn {count(pending.value)} hồ sơ đề nghị kinh phí chờ thẩm định, số tiền "
        f"{number(pending.amount)} đồng."
    )


def _no_sub_plan(figures: ReportFigures) -> str:
    years = figures.fact("no-sub-plan")
    if years is None:
        return ""
    which = "các năm" if len(years.names) > 1 else "năm"
    return f"Chưa ban hành kế hoạch cụ thể của {which} {', '.join(years.names)}."


def _closures(figures: ReportFigures) -> str:
    closures = figures.fact("closures")
    if closures is None:
        return ""
    text = f"Có {count(closures.value)} ngày đóng cửa ngoài ngày lễ{at_points(figures, closures)}"
    return because(text, closures)


def _power(figures: ReportFigures) -> str:
    cuts = figures.fact("power-cuts")
    if cuts is None:
        return ""
    hours = f"Mất điện {count(cuts.value)} giờ trong giờ mở cửa{at_points(figures, cuts)}"
    return because(hours, cuts)


def _lost_days(figures: ReportFigures) -> str:
    repairs = figures.indicator("I13")
    if not repairs.value:
        return ""
    return f"Sự cố làm mất {count(repairs.value)} ngày máy (số máy hỏng nhân số ngày chờ sửa)."


def _staff_changes(figures: ReportFigures) -> str:
    changes = figures.fact("staff-changes")
    if changes is None:
        return ""
    if figures.point:
        return "Điểm thay người phụ trách trong kỳ."
    return with_names(f"Có {count(changes.value)} điểm thay người phụ trách trong kỳ", changes)


def _reorganised(figures: ReportFigures) -> str:
    moves = figures.fact("reorganised")
    if moves is None:
        return ""
    if figures.point:
        return "Điểm đổi cơ quan quản lý trong kỳ."
    return f"Có {count(moves.value)} trên {count(moves.of)} điểm đổi cơ quan quản lý trong kỳ."


def _silent(figures: ReportFigures) -> str:
    silent = figures.fact("silent-points")
    if silent is None:
        return ""
    return with_names(f"Có {count(silent.value)} điểm không có số liệu máy cả kỳ", silent)


_WORDING: tuple[tuple[str, str, Callable[[ReportFigures], str], tuple[str, ...]], ...] = (
    ("ineffective", "difficulties", _ineffective, ("I7",)),
    ("slow-growth", "difficulties", _slow_growth, ("I8",)),
    ("coverage", "difficulties", _coverage, ("I1",)),
    ("worn", "difficulties", _worn, ("worn-computers",)),
    ("slow-lines", "difficulties", _slow_lines, ("slow-lines", "I4")),
    ("open-incidents", "difficulties", _open_incidents, ("open-incidents",)),
    ("untrained-people", "difficulties", _untrained_people, ("untrained-people",)),
    ("untrained-points", "difficulties", _untrained_points, ("untrained-points", "I11")),
    ("late-findings", "difficulties", _late_findings, ("kiem-tra",)),
    ("budget-gap", "difficulties", _budget_gap, ("I14",)),
    ("unfunded", "difficulties", _unfunded, ("unfunded-lines",)),
    ("pending", "difficulties", _pending, ("pending-appraisals",)),
    ("no-sub-plan", "difficulties", _no_sub_plan, ("no-sub-plan",)),
    ("closures", "causes", _closures, ("closures",)),
    ("power", "causes", _power, ("power-cuts",)),
    ("lost-days", "causes", _lost_days, ("I13",)),
    ("silent", "causes", _silent, ("silent-points", "I1")),
    ("staff-changes", "causes", _staff_changes, ("staff-changes",)),
    ("reorganised", "causes", _reorganised, ("reorganised",)),
)
JUDGEMENT_RULES = tuple(Rule(*wording) for wording in _WORDING)
