"""Workbook templates to fill in by hand: headings, real dates, drop-down lists, a guide sheet."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from library.exchange.workbooks import Table
from library.formulas import escape_formula

DATE_FORMAT, MONEY_FORMAT, TEXT_FORMAT = "dd/mm/yyyy", "#,##0", "@"
_LISTS = "Danh mục"
_MAX_FILLED_ROWS = 20_001
_GUIDE_WIDTHS = (30, 12, 70, 30)
_CHOICE_TITLE, _CHOICE_MESSAGE = "Không có trong danh sách", "Hãy chọn một giá trị trong danh sách."


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column to fill: heading, number format, and the values of its drop-down list."""

    heading: str
    number_format: str = "General"
    choices: tuple[str, ...] = ()
    strict: bool = True
    """True if Excel refuses other values."""
    width: int = 18
    required: bool = False


def write_template(title: str, columns: Sequence[TemplateColumn], guide: Table) -> bytes:
    """Return a workbook: an empty table, a guide, and a hidden sheet of lists."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.freeze_panes = "A2"
    _add_guide(book.create_sheet(guide.title), guide)
    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for at, column in enumerate(columns, 1):
        _add_column(sheet, lists, at, column)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _add_column(sheet: Worksheet, lists: Worksheet, at: int, column: TemplateColumn) -> None:
    letter = get_column_letter(at)
    sheet.column_dimensions[letter].width = column.width
    sheet.column_dimensions[letter].number_format = column.number_format
    heading = sheet.cell(1, at, column.heading)
    heading.font = Font(bold=True, underline="single" if column.required else None)
    heading.alignment = Alignment(wrap_text=True, vertical="top")
    heading.number_format = TEXT_FORMAT
    if not column.choices:
        return
    for row, choice in enumerate(column.choices, 1):
        lists.cell(row, at, choice).data_type = "s"
    cells = f"{quote_sheetname(_LISTS)}!${letter}$1:${letter}${len(column.choices)}"
    rule = DataValidation(type="list", formula1=cells, allow_blank=True)
    rule.showErrorMessage = column.strict
    rule.errorTitle, rule.error = _CHOICE_TITLE, _CHOICE_MESSAGE
    rule.add(f"{letter}2:{letter}{_MAX_FILLED_ROWS}")
    sheet.add_data_validation(rule)


def _add_guide(sheet: Worksheet, guide: Table) -> None:
    for at, width in enumerate(_GUIDE_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    for row, values in enumerate((guide.headings, *guide.rows), 1):
        for at, value in enumerate(values, 1):
            text = escape_formula(value) if isinstance(value, str) else value
            cell = sheet.cell(row, at, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == 1:
                cell.font = Font(bold=True)
