"""Proposed sentences on the plans, money and policies of a report's period."""

from collections.abc import Callable

from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import NOT_ISSUED, PENDING, UNKNOWN_KIND, ReportFigures
from points.programme.reports.sentence_rules import Rule, count, percent


def _sub_plans(figures: ReportFigures) -> str:
    plans = [row for row in figures.funding if row.is_plan and row.state != NOT_ISSUED]
    if not plans:
        return ""
    budget = sum(row.requested or 0 for row in plans)
    money = f", dự toán {number(budget)} đồng" if budget else ""
    if len(plans) > 1:
        years = ", ".join(dict.fromkeys(str(row.year) for row in plans))
        return f"Đã ban hành {count(len(plans))} kế hoạch cụ thể của các năm {years}{money}."
    return f"{plans[0].what} của {plans[0].body} {plans[0].state}{money}."


def _appraisals(figures: ReportFigures) -> str:
    rows = [row for row in figures.funding if not row.is_plan]
    if not rows:
        return ""
    decisions = [row for row in rows if row.state != PENDING]
    requests = sum(row.requested or 0 for row in rows)
    grants = sum(row.approved or 0 for row in decisions)
    results = f"; {count(len(decisions))} hồ sơ có kết quả, được chấp thuận {number(grants)} đồng"
    return (
        f"Đã gửi thẩm định {count(len(rows))} hồ sơ kinh phí, đề nghị {number(requests)} đồng"
        f"{results if decisions else ''}."
    )


def _money(figures: ReportFigures) -> str:
    spending = figures.indicator("I14")
    budget, expenditure = spending.amount("dự toán"), spending.amount("thực chi")
    if not budget and not expenditure:
        return ""
    if not expenditure:
        return f"Dự toán {number(budget)} đồng; trong kỳ chưa ghi khoản chi nào."
    if not budget:
        return f"Thực chi {number(expenditure)} đồng; trong kỳ không ghi dự toán mới."
    share = "" if spending.value is None else f", bằng {percent(spending.value)} dự toán"
    each = spending.amount("chi cho một lượt")
    per = "" if each is None else f"; chi cho một lượt sử dụng là {number(each, 'đồng')} đồng"
    return f"Dự toán {number(budget)} đồng, thực chi {number(expenditure)} đồng{share}{per}."


def _policies(figures: ReportFigures) -> str:
    policies, postings = figures.fact("policies"), figures.fact("posted-people")
    if policies is None:
        return ""
    people = f"; bố trí {count(postings.value)} người" if postings else ""
    is_known = any(not name.startswith(UNKNOWN_KIND) for name in policies.names)
    kinds = f": {', '.join(policies.names)}" if is_known else ""
    return f"Ghi nhận {count(policies.value)} cơ chế, chính sách mới{kinds}{people}."


_WORDING: tuple[tuple[str, str, Callable[[ReportFigures], str], tuple[str, ...]], ...] = (
    ("sub-plans", "planning", _sub_plans, ("ke-hoach-nam",)),
    ("appraisals", "planning", _appraisals, ("tham-dinh",)),
    ("money", "money", _money, ("I14",)),
    ("policies", "policy", _policies, ("policies", "posted-people")),
)
PLANNING_RULES = tuple(Rule(*wording) for wording in _WORDING)
