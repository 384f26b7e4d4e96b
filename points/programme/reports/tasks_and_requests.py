"""Proposed sentences on next tasks and requests, from what records show."""

from collections.abc import Callable

from points.programme.periods import MONTHS_PER_YEAR, read_period
from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import ReportFigures
from points.programme.reports.sentence_rules import Rule, count, names_of, with_names


def _repair_next(figures: ReportFigures) -> str:
    waiting = figures.fact("open-incidents")
    return "" if waiting is None else f"Sửa xong {count(waiting.value)} sự cố còn lại."


def _settle_next(figures: ReportFigures) -> str:
    waiting = figures.inspections.open
    return f"Khắc phục xong {count(waiting)} kiến nghị sau kiểm tra." if waiting else ""


def _confirm_next(figures: ReportFigures) -> str:
    missing = figures.fact("unconfirmed")
    if missing is None:
        return ""
    if figures.point:
        return f"Xác nhận nốt số liệu của {count(missing.value)} tháng."
    return (
        f"Xác nhận nốt số liệu tháng của các điểm: còn {count(missing.value)} trên "
        f"{number(missing.of)} lượt chưa xác nhận."
    )


def _open_next(figures: ReportFigures) -> str:
    waiting = [c for c in figures.candidates if c.step not in ("đã mở", "thôi")]
    names = "; ".join(f"{c.name} ({c.place}), đang ở bước {c.step}" for c in waiting)
    return f"Tiếp tục chuẩn bị mở {names}." if waiting else ""


def _plan_next(figures: ReportFigures) -> str:
    """Return nothing for years that are over: their plan is not issued any more."""
    missing, last_day = figures.fact("no-sub-plan"), read_period(figures.period).last_day
    is_over = last_day.month == MONTHS_PER_YEAR
    if missing is None or is_over or str(last_day.year) not in missing.names:
        return ""
    return f"Trình ban hành kế hoạch cụ thể, dự toán năm {last_day.year}."


def _replace_request(figures: ReportFigures) -> str:
    worn = figures.fact("worn-computers")
    if worn is None:
        return ""
    return (
        f"Đề nghị bố trí kinh phí thay thế theo lộ trình {count(worn.value)} máy tính đã hết thời "
        "gian sử dụng."
    )


def _train_request(figures: ReportFigures) -> str:
    people, points = figures.fact("untrained-people"), figures.fact("untrained-points")
    if people is not None:
        return (
            f"Đề nghị mở khóa cơ bản cho {count(people.value)} người phụ trách điểm chưa dự khóa "
            "nào."
        )
    if points is None:
        return ""
    if figures.point:
        return "Đề nghị cho người phụ trách điểm dự khóa đào tạo gần nhất."
    return (
        f"Đề nghị mở khóa đào tạo cho người phụ trách của {count(points.value)} điểm chưa có "
        "người được đào tạo trong kỳ."
    )


def _line_request(figures: ReportFigures) -> str:
    slow = figures.fact("slow-lines")
    if slow is None:
        return ""
    if figures.point:
        return "Đề nghị đơn vị cung cấp đường truyền kiểm tra, khắc phục đường truyền của điểm."
    return (
        f"Đề nghị đơn vị cung cấp đường truyền kiểm tra, khắc phục đường truyền của "
        f"{count(slow.value)} điểm nêu trên."
    )


def _money_request(figures: ReportFigures) -> str:
    lines = figures.fact("unfunded-lines")
    if lines is None or figures.point:
        return ""
    return with_names("Đề nghị bố trí kinh phí cho các mục của kế hoạch chưa có dự toán", lines)


def _appraisal_request(figures: ReportFigures) -> str:
    pending = figures.fact("pending-appraisals")
    if pending is None:
        return ""
    return (
        f"Đề nghị {names_of(pending.names, ', ')} sớm thẩm định {count(pending.value)} hồ sơ kinh "
        f"phí, số tiền {number(pending.amount)} đồng."
    )


_WORDING: tuple[tuple[str, str, Callable[[ReportFigures], str], tuple[str, ...]], ...] = (
    ("repair-next", "next", _repair_next, ("open-incidents",)),
    ("settle-next", "next", _settle_next, ("kiem-tra",)),
    ("confirm-next", "next", _confirm_next, ("unconfirmed",)),
    ("open-next", "next", _open_next, ("nhan-rong",)),
    ("plan-next", "next", _plan_next, ("no-sub-plan",)),
    ("replace-request", "proposals", _replace_request, ("worn-computers",)),
    ("train-request", "proposals", _train_request, ("untrained-people", "untrained-points")),
    ("line-request", "proposals", _line_request, ("slow-lines", "I4")),
    ("money-request", "proposals", _money_request, ("unfunded-lines",)),
    ("appraisal-request", "proposals", _appraisal_request, ("pending-appraisals",)),
)
REQUEST_RULES = tuple(Rule(*wording) for wording in _WORDING)
