"""Workbooks typed by people: merged cells, formulas, dates, and files made to hurt."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

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
    (row,) = read_sheets(_saved(book), "a.xlsx")[0].rows
    assert row.cells == ("2019-03-15", "03/2019", "12.345", "0.3", "1250000", "có")
    values = ["2019-03-15", "2019-03", "12,3450", "0,3", "1250000", "có", ""]
    assert list(map(row.value, range(7))) == values


@pytest.mark.parametrize(
    ("value", "number_format", "shown_text"),
    [
        pytest.param(959.711, "General", "959.711", id="shortest form"),
        pytest.param(959.71, "0.000", "959.710", id="decimals of the format"),
        pytest.param(959.7, "0.###", "959.7", id="decimals where there are any"),
        pytest.param(1e6, "General", "1000000", id="no exponent"),
        pytest.param(9786042012345, "General", "9786042012345", id="ISBN"),
        pytest.param(9786042012345, "000-000-00-0000-0", "978-604-20-1234-5", id="ISBN in parts"),
        pytest.param(9786042012345, "0", "9786042012345", id="whole number"),
        pytest.param(123, "00000", "00123", id="leading zeros"),
        pytest.param(912345678, "0000 000 000", "0912 345 678", id="telephone"),
        pytest.param(12, '"VN."000000', "VN.000012", id="register number"),
        pytest.param(25000, '#,##0 "đ"', "25,000 đ", id="thousands"),
        pytest.param(-1234.5, "#,##0.00;[Red](#,##0.00)", "(1,234.50)", id="negative"),
        pytest.param(0.125, "0.0%", "12.5%", id="per cent"),
        pytest.param("0123", "@", "0123", id="text"),
        pytest.param("959,711", "General", "959,711", id="text with a comma"),
        pytest.param(date(2020, 1, 2), "d/m/yyyy", "2/1/2020", id="day"),
        pytest.param(date(2020, 1, 2), "mm-dd-yy", "02/01/2020", id="short date of the country"),
        pytest.param(datetime(2020, 1, 2), "yyyy\\-mm\\-dd", "2020-01-02", id="escaped"),  # noqa: DTZ001
        pytest.param(datetime(2020, 1, 2, 8, 5), "d/m/yy h:mm", "2020-01-02 08:05", id="time"),  # noqa: DTZ001
    ],
)
def test_a_cell_is_the_text_that_its_sheet_shows(value, number_format, shown_text):
    book = Workbook()
    book.active.append(("x", value))
    book.active["B1"].number_format = number_format
    assert _cells(_saved(book)) == [("x", shown_text)]


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


def test_cells_in_a_font_older_than_unicode_are_converted():
    book = Workbook()
    book.active.append(("LÞch sö", "Chợ"))
    book.active["A1"].font = Font(name=".VnTime")
    assert _cells(_saved(book)) == [("Lịch sử", "Chợ")]
    content = "LÞch sö §¶ng bé huyÖn".encode("latin-1")
    assert _cells(content) == [("Lịch sử Đảng bộ huyện",)]


@pytest.mark.slow
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


@pytest.mark.slow
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
