"""Composes the paper of a report from its figures and texts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from library.exchange.workbooks import Table
from points.programme.paper_templates import REPORT_KINDS, PaperTemplate
from points.programme.periods import read_period
from points.programme.reports.numbers_in_words import number, round_half_up
from points.programme.reports.paper import Annex, Head, Heading, Paper, Paragraph
from points.programme.reports.proposed_sentences import JUDGEMENTS, SECTIONS
from points.programme.reports.report_figures import (
    FundingRow,
    IndicatorFigure,
    PointFigures,
    ReportFigures,
    total_of_known,
)
from points.usage.evidence import SOURCES_NOTE
from points.usage.privacy.small_counts import MISSING

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Vietnamese letters that number the items of a section."""

_END = "./."
_USUAL_CLOSING = "xem xét, chỉ đạo"


def paper(
    kind: str,
    figures: ReportFigures,
    texts: Mapping[str, str],
    head: Head,
    *,
    year: int,
    template: PaperTemplate | None = None,
    registered_number: int | None = None,
    day: date | None = None,
) -> Paper:
    """Return the paper of a report."""
    closing = template.closing if template else _USUAL_CLOSING
    return Paper(
        head=head,
        kind="Báo cáo",
        abstract=_abstract(kind, figures),
        year=year,
        text=(*_text(figures, texts, head), _closing(figures, head, closing)),
        annexes=tuple(annexes(figures)),
        number=registered_number,
        day=day,
    )


def tables(figures: ReportFigures) -> list[Table]:
    """Return the annexes as sheets of a workbook."""
    return [annex.table for annex in annexes(figures)]


def kind_name(kind: str) -> str:
    """Return the name of a kind of report."""
    return f"Báo cáo {REPORT_KINDS[kind]}"


def _abstract(kind: str, figures: ReportFigures) -> str:
    result = {"interim": "Sơ kết", "final": "Tổng kết"}.get(kind, "Kết quả")
    where = f" của {figures.point_name}" if figures.point else ""
    plan = figures.plan
    of = f" thực hiện Kế hoạch số {plan.number}" if plan else " hoạt động truy nhập công cộng"
    return f"{result}{of}{where} {figures.period_said}"


def _text(
    figures: ReportFigures, texts: Mapping[str, str], head: Head
) -> Iterator[Heading | Paragraph | Table]:
    parts = iter(_ROMAN)
    yield Paragraph(_opening(figures, head))
    yield Heading(f"{next(parts)}. KẾT QUẢ THỰC HIỆN", 1)
    results = [name for name in SECTIONS if name not in JUDGEMENTS and _has(texts, name)]
    for place, name in enumerate(results, start=1):
        yield Heading(f"{place}. {SECTIONS[name]}", 2)
        yield from map(Paragraph, _lines(texts[name]))
        if name == "overall":
            yield from _comparison(figures)
    yield from _apart(figures)
    if figures.targets and figures.point is None:
        yield Heading(f"{next(parts)}. MỨC ĐỘ ĐẠT MỤC TIÊU", 1)
        yield targets_table(figures)
    if figures.restated:
        yield Heading(f"{next(parts)}. SỐ LIỆU TÍNH LẠI SAU KHI CHỐT THÁNG", 1)
        yield Paragraph(
            f"Có {number(len(figures.restated))} số liệu của tháng đã chốt nay tính ra khác lúc "
            "chốt, liệt kê ở Phụ lục “Số liệu tính lại”."
        )
    yield from _judgements(texts, parts)


def _apart(figures: ReportFigures) -> Iterator[Paragraph]:
    """Yield paragraphs about uses that are set apart and points that cannot be judged."""
    if figures.apart:
        yield Paragraph(
            f"Ngoài các số trên có {number(figures.apart)} lượt dùng máy để riêng, chưa tính, vì "
            "chưa chắc có thật: ngoài giờ mở cửa hay giờ máy bật, không có chữ ký của máy, gửi từ "
            "nơi khác, gửi quá muộn hoặc nhiều bất thường; đang chờ xét."
        )
    if figures.unjudged:
        yield Paragraph(
            f"Có {number(figures.unjudged)} điểm chưa ghi giờ mở cửa: không biết lượt nào ngoài "
            "giờ, mọi lượt ở đó đều được tính."
        )


def _judgements(texts: Mapping[str, str], parts: Iterator[str]) -> Iterator[Heading | Paragraph]:
    difficulties, causes = (_has(texts, name) for name in ("difficulties", "causes"))
    if difficulties and causes:
        yield Heading(f"{next(parts)}. KHÓ KHĂN, HẠN CHẾ VÀ NGUYÊN NHÂN", 1)
        for place, name in enumerate(("difficulties", "causes"), start=1):
            yield Heading(f"{place}. {SECTIONS[name]}", 2)
            yield from _items(texts[name])
        remaining = ("next", "proposals")
    else:
        remaining = JUDGEMENTS
    for name in remaining:
        if _has(texts, name):
            yield Heading(f"{next(parts)}. {SECTIONS[name].upper()}", 1)
            yield from _items(texts[name])


def _opening(figures: ReportFigures, head: Head) -> str:
    days = read_period(figures.period).days_said
    period = f"{figures.period_said} ({days})" if days else figures.period_said
    announcement = f"{head.issuer} báo cáo kết quả {period} như sau:"
    plan = figures.plan
    if plan is None:
        return announcement
    date_text = f" ngày {plan.signed}" if plan.signed else ""
    issuer = f" của {plan.issuer}" if plan.issuer else ""
    title = plan.title[:1].lower() + plan.title[1:]
    return f"Thực hiện Kế hoạch số {plan.number}{date_text}{issuer} về {title}, {announcement}"


def _comparison(figures: ReportFigures) -> Iterator[Paragraph | Table]:
    table = comparison_table(figures)
    if table is not None:
        yield Paragraph("Một số chỉ tiêu so với cùng kỳ năm trước:", leads_on=True)
        yield table


def _closing(figures: ReportFigures, head: Head, purpose: str) -> Paragraph:
    """Return the last paragraph, with the end mark of official papers."""
    plan = f"Kế hoạch số {figures.plan.number}" if figures.plan else "hoạt động truy nhập công cộng"
    bodies = ", ".join(head.addressed)
    return Paragraph(
        f"Trên đây là kết quả thực hiện {plan} {figures.period_said} của {head.issuer}, kính báo "
        f"cáo {bodies} {purpose}{_END}",
        leads_on=True,
    )


def _items(text: str) -> Iterator[Paragraph]:
    """Yield the items of a section, lettered a), b) as official papers do; one alone is not."""
    lines = _lines(text)
    if len(lines) == 1 or len(lines) > len(_LETTERS):
        yield from map(Paragraph, lines)
        return
    for letter, line in zip(_LETTERS, lines, strict=False):
        yield Paragraph(f"{letter}) {line}")


def _lines(text: str) -> list[str]:
    lines = (line.strip().removeprefix("- ") for line in text.splitlines())
    return [line for line in lines if line]


def _has(texts: Mapping[str, str], name: str) -> bool:
    return bool(texts.get(name, "").strip())


_SECONDS_PER_HOUR = 3600
_TENTHS = 10
_COMPARED = ("I1", "I2", "I3", "I5", "I6", "I10", "I11", "I12", "I13")
"""Indicators of the comparison with the year before; I8 and I14 compare by themselves."""

_MISSING_NOTE = f"“{MISSING}” là không có số liệu, không phải số 0; không cộng vào dòng cuối."

_PENDING_NOTE = f"“{MISSING}” là chưa có kết quả thẩm định."


def annexes(figures: ReportFigures) -> Iterator[Annex]:
    """Yield the annexes of a report in their order."""
    if figures.point is None:
        yield Annex(_points_table(figures), (_MISSING_NOTE, SOURCES_NOTE, *_paper_note(figures)))
    if len(figures.spans) > 1:
        yield Annex(_spans_table(figures), (_MISSING_NOTE, SOURCES_NOTE, *_paper_note(figures)))
    limits = "; ".join(f"{name}: {number(value)}" for name, value in figures.thresholds.items())
    yield Annex(_indicators_table(figures), (f"Ngưỡng của I7: {limits}.", *_definitions(figures)))
    if figures.restated:
        rows = tuple((place, sentence) for place, sentence in enumerate(figures.restated, start=1))
        yield Annex(Table("Số liệu tính lại", ("TT", "Số cũ và số mới"), rows))
    if figures.money:
        yield Annex(_money_table(figures), _planned_money_note(figures))
    applications = [row for row in figures.funding if not row.is_plan]
    if applications:
        yield Annex(_funding_table(applications), (_PENDING_NOTE,))


def _paper_note(figures: ReportFigures) -> tuple[str, ...]:
    return (f"Số liệu chép từ sổ giấy: {'; '.join(figures.paper)}.",) if figures.paper else ()


def targets_table(figures: ReportFigures) -> Table:
    """Return the targets of the plan with the values reached."""
    return Table(
        "Mục tiêu",
        ("TT", "Mục tiêu", "Chỉ số", "Kết quả", "Đánh giá"),
        tuple(
            (
                place,
                target.says,
                target.code,
                f"{number(target.value, '%')} %" if target.value is not None else MISSING,
                target.verdict,
            )
            for place, target in enumerate(figures.targets, start=1)
        ),
    )


def comparison_table(figures: ReportFigures) -> Table | None:
    """Return the main indicators beside those of the year before; None if nothing compares."""
    rows = []
    for code in _COMPARED:
        now, then = figures.indicator(code), figures.year_earlier(code)
        if then is None or now.value is None or then.value is None or not (now.value or then.value):
            continue
        name = f"{now.name} ({now.unit})"
        values = (number(then.value, now.unit), number(now.value, now.unit))
        rows.append((len(rows) + 1, name, *values, _change(now, then)))
    headings = (
        "TT",
        "Chỉ tiêu",
        _capital(figures.year_before_period),
        _capital(figures.period_said),
    )
    return Table("So sánh", (*headings, "Tăng, giảm"), tuple(rows)) if rows else None


def _change(now: IndicatorFigure, then: IndicatorFigure) -> str:
    """Return the change: in points for a share, else in per cent."""
    if now.unit == "%":
        points = round_half_up(now.value, 1) - round_half_up(then.value, 1)
        return f"{_signed(points)}\u00a0điểm\u00a0%"
    if not then.value:
        return MISSING
    return f"{_signed((now.value - then.value) / then.value * 100)} %"


def _signed(value: float) -> str:
    percentage = round_half_up(value, 1)
    return f"{'+' if percentage > 0 else ''}{number(percentage, '%')}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _points_table(figures: ReportFigures) -> Table:
    rows = _use_rows(figures.points)
    pass_count = sum(point.judged == "đạt" for point in figures.points)
    total = (*_totals(rows), _coverage(figures), f"{pass_count}/{len(rows)} đạt")
    headings = ("TT", "Điểm truy nhập", "Lượt", "Giờ", "Máy", "Ngày mở", "Độ phủ")
    lines = (
        (place, *row, point.coverage, point.judged)
        for place, (row, point) in enumerate(zip(rows, figures.points, strict=True), start=1)
    )
    return Table(
        "Số liệu theo điểm",
        (*headings, "Hoạt động hiệu quả"),
        (*lines, ("", "Tổng cộng", *total)),
        has_total=True,
    )


def _spans_table(figures: ReportFigures) -> Table:
    """Return the table by month or year; computers of different months are not added up."""
    rows = _use_rows(figures.spans)
    uses, hours, _, days = _totals(rows)
    unit = "năm" if "-" not in figures.spans[0].code else "tháng"
    lines = (
        (place, *row, span.coverage)
        for place, (row, span) in enumerate(zip(rows, figures.spans, strict=True), start=1)
    )
    return Table(
        f"Số liệu theo {unit}",
        ("TT", _capital(unit), "Lượt", "Giờ", "Máy", "Ngày mở", "Độ phủ"),
        (*lines, ("", "Tổng cộng", uses, hours, "", days, _coverage(figures))),
        has_total=True,
    )


def _use_rows(groups: Sequence[PointFigures]) -> list[tuple[object, ...]]:
    """Return name, uses, hours, computers and open days; the hours add up to the rounded total."""
    hours = _hours_that_add_up([group.seconds for group in groups])
    return [
        (group.name, group.sessions, hour, group.computers, group.open_days)
        for group, hour in zip(groups, hours, strict=True)
    ]


def _hours_that_add_up(seconds: Sequence[int | None]) -> list[float | None]:
    """Return hours with one digit whose sum is the rounded sum: largest remainders go up."""
    exact = [None if s is None else s * _TENTHS / _SECONDS_PER_HOUR for s in seconds]
    tenths = [None if value is None else int(value) for value in exact]
    known_positions = [at for at, value in enumerate(exact) if value is not None]
    total = round_half_up(sum(exact[at] for at in known_positions))
    missing = int(total) - sum(tenths[at] for at in known_positions)
    for at in sorted(known_positions, key=lambda at: tenths[at] - exact[at])[:missing]:
        tenths[at] += 1
    return [None if value is None else value / _TENTHS for value in tenths]


def _totals(rows: Iterable[tuple[object, ...]]) -> tuple[float | None, ...]:
    """Return the sums of the columns after the name; None where no row has a value."""
    columns = list(zip(*rows, strict=True))[1:]
    sums = ([value for value in column if value is not None] for column in columns)
    return tuple(round(sum(values), 1) if values else None for values in sums)


def _coverage(figures: ReportFigures) -> str:
    return figures.indicator("I1").coverage or ""


def _indicators_table(figures: ReportFigures) -> Table:
    return Table(
        "Chỉ số",
        ("Mã", "Chỉ số", "Giá trị", "Đơn vị", "Độ phủ", "Phiên bản"),
        tuple(
            (
                indicator.code,
                indicator.name,
                number(indicator.value, indicator.unit),
                indicator.unit + (f" ({indicator.remark})" if indicator.remark else ""),
                indicator.coverage or "",
                indicator.version,
            )
            for indicator in figures.indicators
        ),
    )


def _definitions(figures: ReportFigures) -> tuple[str, ...]:
    return tuple(
        f"{indicator.code}. {indicator.definition} Nguồn: {indicator.source}."
        + (f" {indicator.standard}." if indicator.standard else "")
        for indicator in figures.indicators
    )


def _money_table(figures: ReportFigures) -> Table:
    rows = tuple(
        (place, line.line, line.source, line.planned, line.spent, line.difference)
        for place, line in enumerate(figures.money, start=1)
    )
    sums = tuple(total_of_known(row[column] for row in rows) for column in (3, 4, 5))
    headings = ("TT", "Mục", "Nguồn", "Dự toán (đồng)", "Thực chi (đồng)", "Chênh lệch (đồng)")
    return Table("Kinh phí", headings, (*rows, ("", "Tổng cộng", "", *sums)), has_total=True)


def _planned_money_note(figures: ReportFigures) -> tuple[str, ...]:
    if figures.money_plan is None or figures.point:
        return ()
    return (f"Mức theo kế hoạch cho các năm của kỳ: {number(figures.money_plan)} đồng.",)


def _funding_table(rows: Sequence[FundingRow]) -> Table:
    """Return the applications for funds with their sums."""
    lines = tuple(
        (place, row.what, row.body, row.requested, row.approved, row.state)
        for place, row in enumerate(rows, start=1)
    )
    sums = (sum(line[column] or 0 for line in lines) for column in (3, 4))
    headings = ("TT", "Nội dung", "Cơ quan", "Đề nghị (đồng)", "Chấp thuận (đồng)", "Tình trạng")
    total = ("", "Tổng cộng", "", *sums, "")
    return Table("Thẩm định kinh phí", headings, (*lines, total), has_total=True)
