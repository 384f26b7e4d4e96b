"""Composes the paper of a report from its figures and texts."""

from collections.abc import Iterator, Mapping
from datetime import date

from library.exchange.workbooks import Table
from library.programme.plans.plan_store import REPORT_KINDS
from library.programme.reports.narrative import SECTIONS
from library.programme.reports.numbers_in_words import number
from library.programme.reports.paper import Annex, Head, Heading, Paper, Paragraph
from library.programme.reports.report_figures import ReportFigures
from library.usage.evidence import SOURCES_NOTE
from library.usage.privacy.small_counts import MISSING

_ROMAN = ("I", "II", "III", "IV", "V")
_RESULTS = tuple(name for name in SECTIONS if name not in ("difficulties", "proposals"))
_SECONDS_PER_HOUR = 3600
_END = "./."


def paper(
    kind: str,
    figures: ReportFigures,
    texts: Mapping[str, str],
    head: Head,
    *,
    year: int,
    registered_number: int | None = None,
    day: date | None = None,
) -> Paper:
    """Return the paper of a report."""
    return Paper(
        head=head,
        kind="Báo cáo",
        abstract=_abstract(kind, figures),
        year=year,
        text=tuple(_with_end_mark(_text(figures, texts))),
        annexes=tuple(_annexes(figures)),
        number=registered_number,
        day=day,
    )


def tables(figures: ReportFigures) -> list[Table]:
    """Return the annexes as sheets of a workbook."""
    return [annex.table for annex in _annexes(figures)]


def _abstract(kind: str, figures: ReportFigures) -> str:
    result = {"interim": "Sơ kết", "final": "Tổng kết"}.get(kind, "Kết quả")
    where = f" của {figures.point_name}" if figures.point else ""
    plan = figures.plan
    of = f" thực hiện Kế hoạch {plan.number}" if plan else " hoạt động truy nhập công cộng"
    return f"{result}{of}{where} {figures.period_said}"


def _text(
    figures: ReportFigures, texts: Mapping[str, str]
) -> Iterator[Heading | Paragraph | Table]:
    parts = iter(_ROMAN)
    if figures.plan:
        yield Paragraph(
            f"Thực hiện Kế hoạch {figures.plan.number} ({figures.plan.title}), kết quả "
            f"{figures.period_said} như sau:"
        )
    yield Heading(f"{next(parts)}. KẾT QUẢ THỰC HIỆN", 1)
    written = [name for name in _RESULTS if texts.get(name, "").strip()]
    for place, name in enumerate(written, start=1):
        yield Heading(f"{place}. {SECTIONS[name]}", 2)
        yield from _paragraphs(texts[name])
    if figures.targets:
        yield Heading(f"{next(parts)}. MỨC ĐỘ ĐẠT MỤC TIÊU", 1)
        yield _targets_table(figures)
    if figures.restated:
        yield Heading(f"{next(parts)}. SỐ LIỆU TÍNH LẠI SAU KHI CHỐT THÁNG", 1)
        yield Paragraph(
            f"Có {number(len(figures.restated))} số liệu của tháng đã chốt được tính lại do dữ "
            "liệu đến sau, liệt kê ở Phụ lục III."
        )
    for name in ("difficulties", "proposals"):
        if texts.get(name, "").strip():
            yield Heading(f"{next(parts)}. {SECTIONS[name].upper()}", 1)
            yield from _paragraphs(texts[name])


def _paragraphs(text: str) -> Iterator[Paragraph]:
    yield from (Paragraph(line.strip()) for line in text.splitlines() if line.strip())


def _with_end_mark(
    parts: Iterator[Heading | Paragraph | Table],
) -> list[Heading | Paragraph | Table]:
    """Append the end mark `./.` that official papers carry after the last word."""
    text = list(parts)
    if isinstance(text[-1], Paragraph):
        text[-1] = Paragraph(text[-1].text.rstrip(".;") + _END)
    else:
        text.append(Paragraph(f"Trên đây là báo cáo kết quả thực hiện, kính gửi xem xét{_END}"))
    return text


def _targets_table(figures: ReportFigures) -> Table:
    verdicts = {True: "đạt", False: "chưa đạt", None: "chưa đủ số liệu"}
    return Table(
        "Mục tiêu",
        ("Mục tiêu", "Chỉ số", "Kết quả", "Đánh giá"),
        tuple(
            (
                target.says,
                target.code,
                f"{number(target.value, '%')} %",
                verdicts[target.met],
            )
            for target in figures.targets
        ),
    )


def _paper_note(figures: ReportFigures) -> tuple[str, ...]:
    return (f"Số liệu chép từ sổ giấy: {'; '.join(figures.paper)}.",) if figures.paper else ()


def _annexes(figures: ReportFigures) -> Iterator[Annex]:
    missing = f"“{MISSING}” là không có số liệu, không phải số 0."
    yield Annex(_points_table(figures), (missing, SOURCES_NOTE, *_paper_note(figures)))
    limits = "; ".join(f"{name}: {number(value)}" for name, value in figures.thresholds.items())
    yield Annex(_indicators_table(figures), (f"Ngưỡng của I7: {limits}.", *_definitions(figures)))
    if figures.restated:
        rows = tuple((place, sentence) for place, sentence in enumerate(figures.restated, start=1))
        yield Annex(Table("Số liệu tính lại", ("TT", "Số cũ và số mới"), rows))
    if figures.money:
        yield Annex(_money_table(figures), _planned_money_note(figures))


def _points_table(figures: ReportFigures) -> Table:
    return Table(
        "Số liệu theo điểm",
        ("TT", "Điểm truy nhập", "Lượt", "Giờ", "Máy", "Ngày mở", "Độ phủ", "Hoạt động hiệu quả"),
        tuple(
            (
                place,
                point.name,
                point.sessions,
                None if point.seconds is None else round(point.seconds / _SECONDS_PER_HOUR),
                point.computers,
                point.open_days,
                point.coverage,
                point.judged,
            )
            for place, point in enumerate(figures.points, start=1)
        ),
    )


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
        (line.line, line.source, line.planned, line.spent, line.spent - line.planned)
        for line in figures.money
    )
    sums = tuple(sum(row[column] for row in rows) for column in (2, 3, 4))
    headings = ("Mục", "Nguồn", "Dự toán (đồng)", "Thực chi (đồng)", "Chênh lệch (đồng)")
    return Table("Kinh phí", headings, (*rows, ("Cộng", "", *sums)))


def _planned_money_note(figures: ReportFigures) -> tuple[str, ...]:
    if figures.money_plan is None or figures.point:
        return ()
    return (f"Mức theo kế hoạch cho các năm của kỳ: {number(figures.money_plan)} đồng.",)


def kind_name(kind: str) -> str:
    """Return the name of a kind of report."""
    return f"Báo cáo {REPORT_KINDS[kind]}"
