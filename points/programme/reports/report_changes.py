"""Comparison of a report with the last one, and figures of it that contradict each other."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.programme.models import Report, ReportState
from points.programme.periods import read_period
from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import ReportFigures, from_json


def previous_report(session: Session, report: Report) -> Report | None:
    """Return the last signed report of the same kind, author and point about an earlier period."""
    rows = session.scalars(
        select(Report)
        .where(Report.kind == report.kind, Report.reader == report.reader)
        .where(Report.point == report.point, Report.state != ReportState.DRAFT)
        .where(Report.figures.is_not(None), Report.id != report.id)
    )
    since = read_period(report.period).nominal.since
    earlier = [row for row in rows if read_period(row.period).nominal.until <= since]
    return max(earlier, key=lambda row: (read_period(row.period).until, row.id), default=None)


def changes_since(previous: Report, figures: ReportFigures) -> tuple[str, ...]:
    """Return sentences on the indicators, targets and circumstances that changed."""
    old = from_json(previous.figures)
    return (*_indicators(old, figures), *_targets(old, figures), *_circumstances(old, figures))


def _indicators(old: ReportFigures, new: ReportFigures) -> Iterator[str]:
    values = {figure.code: figure for figure in old.indicators}
    for figure in new.indicators:
        then = values.get(figure.code)
        if then is not None and then.value != figure.value:
            old_value, value = (number(f.value, f.unit) for f in (then, figure))
            if old_value != value:
                yield f"{figure.code} {figure.name}: {old_value} → {value} {figure.unit}"


def _targets(old: ReportFigures, new: ReportFigures) -> Iterator[str]:
    verdicts = {target.says: target.verdict for target in old.targets}
    for target in new.targets:
        old_verdict = verdicts.get(target.says, target.verdict)
        if old_verdict != target.verdict:
            yield f"Mục tiêu “{target.says}”: {old_verdict} → {target.verdict}"


def _circumstances(old: ReportFigures, new: ReportFigures) -> Iterator[str]:
    old_facts, facts = ({fact.code: fact for fact in figures.facts} for figures in (old, new))
    for code, fact in facts.items():
        then = old_facts.get(code)
        if then is None:
            yield f"Mới có: {fact.label} ({number(fact.value)} {fact.unit})"
        elif then.value != fact.value:
            yield f"{fact.label}: {number(then.value)} → {number(fact.value)} {fact.unit}"
    yield from (f"Không còn: {fact.label}" for code, fact in old_facts.items() if code not in facts)


def contradictions(figures: ReportFigures) -> tuple[str, ...]:
    """Return sentences on figures that cannot both be right, for staff to look at."""
    uses, reads, money = (figures.indicator(code) for code in ("I1", "I10", "I14"))
    published = sum(goal.items_reached for goal in figures.content)
    silent = [p.name for p in figures.points if p.sessions and p.open_days == 0]
    checks = (
        (
            bool(reads.value and figures.content and not published),
            f"Có {number(reads.value)} lượt đọc tài liệu, nhưng chưa có tài liệu nào công bố đến "
            "cuối kỳ: xem ngày công bố, sưu tập của chỉ tiêu",
        ),
        (
            bool(silent),
            f"Có lượt sử dụng nhưng không có ngày mở cửa nào: {', '.join(silent)}",
        ),
        (
            bool(money.amount("thực chi") and not uses.value),
            "Có khoản chi nhưng không có lượt sử dụng nào",
        ),
    )
    return tuple(sentence for is_wrong, sentence in checks if is_wrong)
