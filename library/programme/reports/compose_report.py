"""Composes a report: from frozen figures and texts to a paper, whatever the day."""

from collections.abc import Iterator, Mapping
from datetime import date

from library.exchange.workbooks import Table
from library.programme.plans.plan_store import REPORT_KINDS
from library.programme.reports.narrative import SECTIONS
from library.programme.reports.numbers_in_words import number
from library.programme.reports.paper import Annex, Head, Heading, Paper, Paragraph
from library.usage.privacy.small_counts import MISSING

_ROMAN = ("I", "II", "III", "IV", "V")
_RESULTS = tuple(name for name in SECTIONS if name not in ("difficulties", "proposals"))
_HOUR = 3600
_END = "./."


def paper(
    kind: str,
    told: Mapping[str, object],
    texts: Mapping[str, str],
    head: Head,
    *,
    year: int,
    number_: int | None = None,
    day: date | None = None,
) -> Paper:
    """Return the paper of a report."""
    return Paper(
        head=head,
        kind="Báo cáo",
        abstract=_abstract(kind, told),
        year=year,
        text=tuple(_ended(_text(told, texts))),
        annexes=tuple(_annexes(told)),
        number=number_,
        day=day,
    )


def tables(told: Mapping[str, object]) -> list[Table]:
    """Return the annexes as sheets of a workbook."""
    return [annex.table for annex in _annexes(told)]


def _abstract(kind: str, told: Mapping[str, object]) -> str:
    what = {"interim": "Sơ kết", "final": "Tổng kết"}.get(kind, "Kết quả")
    where = f" của {told['point_name']}" if told["point"] else ""
    plan = told["plan"]
    of = f" thực hiện Kế hoạch {plan['number']}" if plan else " hoạt động truy nhập công cộng"
    return f"{what}{of}{where} {told['period_said']}"


def _text(
    told: Mapping[str, object], texts: Mapping[str, str]
) -> Iterator[Heading | Paragraph | Table]:
    parts = iter(_ROMAN)
    if told["plan"]:
        yield Paragraph(
            f"Thực hiện Kế hoạch {told['plan']['number']} ({told['plan']['title']}), kết quả "
            f"{told['period_said']} như sau:"
        )
    yield Heading(f"{next(parts)}. KẾT QUẢ THỰC HIỆN", 1)
    written = [name for name in _RESULTS if texts.get(name, "").strip()]
    for place, name in enumerate(written, start=1):
        yield Heading(f"{place}. {SECTIONS[name]}", 2)
        yield from _paragraphs(texts[name])
    if told["targets"]:
        yield Heading(f"{next(parts)}. MỨC ĐỘ ĐẠT MỤC TIÊU", 1)
        yield _targets(told)
    if told["restated"]:
        yield Heading(f"{next(parts)}. SỐ LIỆU TÍNH LẠI SAU KHI CHỐT THÁNG", 1)
        yield Paragraph(
            f"Có {number(len(told['restated']))} số liệu của tháng đã chốt được tính lại do dữ "
            "liệu đến sau, liệt kê ở Phụ lục III."
        )
    for name in ("difficulties", "proposals"):
        if texts.get(name, "").strip():
            yield Heading(f"{next(parts)}. {SECTIONS[name].upper()}", 1)
            yield from _paragraphs(texts[name])


def _paragraphs(text: str) -> Iterator[Paragraph]:
    yield from (Paragraph(line.strip()) for line in text.splitlines() if line.strip())


def _ended(
    parts: Iterator[Heading | Paragraph | Table],
) -> list[Heading | Paragraph | Table]:
    """Put the mark of the end behind the last word, as official papers have it."""
    found = list(parts)
    if isinstance(found[-1], Paragraph):
        found[-1] = Paragraph(found[-1].text.rstrip(".;") + _END)
    else:
        found.append(Paragraph(f"Trên đây là báo cáo kết quả thực hiện, kính gửi xem xét{_END}"))
    return found


def _targets(told: Mapping[str, object]) -> Table:
    said = {True: "đạt", False: "chưa đạt", None: "chưa đủ số liệu"}
    return Table(
        "Mục tiêu",
        ("Mục tiêu", "Chỉ số", "Kết quả", "Đánh giá"),
        tuple(
            (
                target["says"],
                target["code"],
                f"{number(target['value'], '%')} %",
                said[target["met"]],
            )
            for target in told["targets"]
        ),
    )


def _annexes(told: Mapping[str, object]) -> Iterator[Annex]:
    yield Annex(_of_points(told), (f"“{MISSING}” là không có số liệu, không phải số 0.",))
    limits = "; ".join(f"{name}: {number(value)}" for name, value in told["thresholds"].items())
    yield Annex(_of_indicators(told), (f"Ngưỡng của I7: {limits}.", *_definitions(told)))
    if told["restated"]:
        rows = tuple((place, said) for place, said in enumerate(told["restated"], start=1))
        yield Annex(Table("Số liệu tính lại", ("TT", "Số cũ và số mới"), rows))
    if told["money"]:
        yield Annex(_of_money(told), _allowed(told))


def _of_points(told: Mapping[str, object]) -> Table:
    return Table(
        "Số liệu theo điểm",
        ("TT", "Điểm truy nhập", "Lượt", "Giờ", "Máy", "Ngày mở", "Độ phủ", "Hoạt động hiệu quả"),
        tuple(
            (
                place,
                point["name"],
                point["sessions"],
                None if point["seconds"] is None else round(point["seconds"] / _HOUR),
                point["computers"],
                point["open_days"],
                point["coverage"],
                point["judged"],
            )
            for place, point in enumerate(told["points"], start=1)
        ),
    )


def _of_indicators(told: Mapping[str, object]) -> Table:
    return Table(
        "Chỉ số",
        ("Mã", "Chỉ số", "Giá trị", "Đơn vị", "Độ phủ", "Phiên bản"),
        tuple(
            (
                one["code"],
                one["name"],
                number(one["value"], one["unit"]),
                one["unit"] + (f" ({one['remark']})" if one["remark"] else ""),
                one["coverage"] or "",
                one["version"],
            )
            for one in told["indicators"]
        ),
    )


def _definitions(told: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(
        f"{one['code']}. {one['definition']} Nguồn: {one['source']}."
        + (f" {one['standard']}." if one["standard"] else "")
        for one in told["indicators"]
    )


def _of_money(told: Mapping[str, object]) -> Table:
    rows = tuple(
        (one["line"], one["source"], one["planned"], one["spent"], one["spent"] - one["planned"])
        for one in told["money"]
    )
    sums = tuple(sum(row[column] for row in rows) for column in (2, 3, 4))
    headings = ("Mục", "Nguồn", "Dự toán (đồng)", "Thực chi (đồng)", "Chênh lệch (đồng)")
    return Table("Kinh phí", headings, (*rows, ("Cộng", "", *sums)))


def _allowed(told: Mapping[str, object]) -> tuple[str, ...]:
    if told["money_plan"] is None or told["point"]:
        return ()
    return (f"Mức theo kế hoạch cho các năm của kỳ: {number(told['money_plan'])} đồng.",)


def kind_said(kind: str) -> str:
    """Return what a kind of report is called."""
    return f"Báo cáo {REPORT_KINDS[kind]}"
