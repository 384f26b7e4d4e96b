"""Spreadsheets of a book: the empty template with its guide, and the refused rows to correct."""

from collections.abc import Iterable, Sequence

from library.exchange.sheet_templates import (
    DATE_FORMAT,
    MONEY_FORMAT,
    TEXT_FORMAT,
    TemplateColumn,
    write_template,
)
from library.exchange.workbooks import Table, to_xlsx
from points.access_points.inventory import Point
from points.programme.old_books.book_rows import BookRow, column_label
from points.programme.old_books.books import POINT_LABEL, PROVINCE_LABEL
from points.programme.old_books.column_headings import PROBLEM_HEADING
from points.programme.registers.schema import Field, Register

_FORMATS = {"day": DATE_FORMAT, "money": MONEY_FORMAT, "text": TEXT_FORMAT, "long": TEXT_FORMAT}
_WIDTHS = {"long": 44, "text": 26, "choice": 26, "money": 18, "day": 14}
_KIND_NAMES = {
    "text": ("chữ", "Nguyễn Thị Lan"),
    "long": ("chữ", "Thay nguồn, cài lại máy"),
    "count": ("số nguyên", "25"),
    "money": ("số tiền, đồng", "1.250.000 hoặc 1,5 triệu"),
    "number": ("số", "7,5"),
    "day": ("ngày", "15/3/2019"),
    "choice": ("chọn trong danh sách", ""),
    "yes": ("có hoặc không", "có"),
    "items": ("mã tài liệu", "7k2m9, 8x1p4"),
}
_GUIDE_HEADINGS = ("Cột", "Bắt buộc", "Cách ghi", "Ví dụ")
_NOTES = (
    "Mỗi mục một dòng. Có thể để dòng đầu đề ở trên, dòng trống, dòng “Cộng”: máy bỏ qua.",
    "Cột nào không có số liệu thì để trống hoặc xóa; được đổi thứ tự cột, thêm cột ghi chú.",
    "Sổ chỉ ghi tháng hoặc năm thì ghi 3/2019 hoặc 2019; máy báo lại ngày được ghi.",
    "Tên điểm: ghi tên lúc ấy hay tên bây giờ đều được, có dấu hay không.",
)


def template(book: Register, points: Sequence[Point]) -> bytes:
    """Return the empty workbook of a book, with the points of this person in a list."""
    columns = [TemplateColumn(book.day, DATE_FORMAT, width=14, required=True)]
    if book.of_point:
        names = tuple(point.facts.name for point in points)
        province = (PROVINCE_LABEL,) if book.point_optional else ()
        columns.append(
            TemplateColumn(POINT_LABEL, TEXT_FORMAT, (*province, *names), strict=False, width=34)
        )
    columns += [_column(rule) for rule in book.fields]
    guide = Table("Cách ghi", _GUIDE_HEADINGS, tuple(_guide(book)))
    return write_template(book.title, columns, guide)


def refused_rows(book: Register, rows: Iterable[BookRow]) -> bytes:
    """Return the refused rows as handed in, with their problems in the last column."""
    rejects = [row for row in rows if row.problems]
    headings = tuple(dict.fromkeys(label for row in rejects for label in row.cells))
    table = Table(
        book.title[:31],
        (*headings, PROBLEM_HEADING),
        tuple(
            (
                *(row.cells.get(label) for label in headings),
                " ".join(
                    f"{column_label(book, name)}: {say}" for name, say in row.problems.items()
                ),
            )
            for row in rejects
        ),
    )
    return to_xlsx((table,))


def _column(rule: Field) -> TemplateColumn:
    choices = rule.choices
    if rule.kind == "yes":
        choices = ("có", "không")
    return TemplateColumn(
        rule.label,
        _FORMATS.get(rule.kind, "General"),
        choices,
        strict=rule.kind == "choice",
        width=_WIDTHS.get(rule.kind, 14),
        required=rule.required,
    )


def _guide(book: Register) -> Iterable[tuple[str, ...]]:
    yield (book.day, "có", "ngày, tháng hoặc năm", "15/3/2019; 3/2019; 2019")
    if book.of_point:
        must = "không" if book.point_optional else "có"
        yield (POINT_LABEL, must, "tên hoặc mã của điểm", "Thư viện huyện Tràng Định")
    for rule in book.fields:
        kind, example = _KIND_NAMES[rule.kind]
        if rule.choices:
            kind, example = f"{kind}: {'; '.join(rule.choices)}", rule.choices[0]
        how = f"{kind}. {rule.help}" if rule.help else kind
        yield (rule.label, "có" if rule.required else "không", how, example)
    yield ("", "", "", "")
    yield from ((note, "", "", "") for note in _NOTES)
