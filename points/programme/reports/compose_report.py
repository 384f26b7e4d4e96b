"""Composes the paper of a report from its figures and texts."""

from collections.abc import Iterator, Mapping
from datetime import date

from library.exchange.workbooks import Table
from points.programme.paper_templates import REPORT_KINDS, PaperTemplate
from points.programme.periods import read_period
from points.programme.reports.numbers_in_words import number
from points.programme.reports.paper import Head, Heading, Paper, Paragraph
from points.programme.reports.proposed_sentences import JUDGEMENTS, SECTIONS
from points.programme.reports.report_figures import ReportFigures
from points.programme.reports.report_tables import annexes, comparison_table, targets_table

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
