"""Workbooks typed by people: merged cells, formulas, dates, and files made to hurt."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from library.exchange.filled_sheets import read_sheets
from library.exchange.problems import (
    OldWorkbookError,
    SheetTooHeavyError,
    TooManyRowsError,
    UnreadableWorkbookError,
    WorkbookTooHeavyError,
)
from library.exchange.spreadsheets import LetterBudget


def _saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cells(content):
    return [row.cells for row in read_sheets(content, "a.xlsx")[0].rows]


def test_a_merged_cell_fills_the_rows_that_it_covers():
    book = Workbook()
    for row in (("Điểm", "Số"), ("Bắc Sơn", 1), (None, 2), (None, None), ("Lộc Bình", 3)):
        book.active.append(row)
    book.active.merge_cells("A2:A4")
    assert _cells(_saved(book))[1:] == [("Bắc Sơn", "1"), ("Bắc Sơn", "2"), ("Lộc Bình", "3")]


def test_a_formula_without_a_value_is_unreadable_and_an_error_too():
    book = Workbook()
    book.active.append((1, "=A1*2", "#REF!"))
    (row,) = read_sheets(_saved(book), "a.xlsx")[0].rows
    assert row.unreadable == {1, 2}


def test_dates_are_read_as_far_as_they_are_shown_and_numbers_exactly():
    book = Workbook()
    book.active.append((date(2019, 3, 15), date(2019, 3, 1), 12.345, 0.1 + 0.2, 1_250_000.0, True))
    book.active["B1"].number_format = "mm/yyyy"
    assert _cells(_saved(book)) == [
        ("2019-03-15", "2019-03", "12,3450", "0,3", "1250000", "có"),
    ]


def test_hidden_sheets_are_not_read():
    book = Workbook()
    book.active.append(("Điểm", "Số"))
    hidden = book.create_sheet("Danh mục")
    hidden.append(("Điểm", "Số"))
    hidden.sheet_state = "hidden"
    assert [sheet.name for sheet in read_sheets(_saved(book), "a.xlsx")] == ["Sheet"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_common_form(encoding, separator):
    content = separator.join(("Ngày", "S\u00f4\u0301")).encode(encoding)
    assert read_sheets(content, "a.csv")[0].rows[0].cells == ("Ngày", "Số")


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(101_000_000))
    with pytest.raises(WorkbookTooHeavyError):
        read_sheets(buffer.getvalue(), "bom.xlsx")


def test_a_merged_range_over_a_whole_sheet_is_refused():
    book = Workbook()
    book.active.append(("Điểm",))
    content = _saved(book)
    xml = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                part = old.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    part = part.replace(b"</sheetData>", b"</sheetData>").replace(
                        b"<pageMargins", xml[: -len(b"</worksheet>")] + b"<pageMargins"
                    )
                new.writestr(name, part)
    with pytest.raises(WorkbookTooHeavyError):
        read_sheets(buffer.getvalue(), "gop.xlsx")


def test_too_many_rows_are_refused():
    content = "\n".join(f"{n},{n}" for n in range(20_001)).encode()
    with pytest.raises(TooManyRowsError):
        read_sheets(content, "dai.csv")


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"\xd0\xcf\x11\xe0" + bytes(9), OldWorkbookError), (b"PK\x03\x04x", UnreadableWorkbookError)],
)
def test_other_files_are_named(content, error):
    with pytest.raises(error):
        read_sheets(content, "tep")


def test_a_cell_longer_than_any_program_writes_is_refused_at_once():
    with pytest.raises(SheetTooHeavyError):
        LetterBudget("a.xlsx").spend(["x" * 200_000])
