"""Description lists are read in the forms that people write, with remarks on doubtful values."""

import io
from datetime import date
from time import process_time

import openpyxl
import pytest

from library.accessions.description_lists import is_description_list
from library.catalogue.profiles import FieldRule
from library.exchange.problems import (
    EmptySheetError,
    SheetWithoutFilesError,
    UnreadableWorkbookError,
)
from library.incoming.list_reader import read_list
from tests.makers import make_profile

_CP1258_LETTERS = {ord("ệ"): "ê\u0323", ord("Ở"): "Ơ\u0309", ord("ạ"): "a\u0323"}
"""Letters as cp1258 encodes them: the tone mark is a combining character."""


def read_text(text, name="metadata.csv", encoding="utf-8"):
    """Return the description list that is read from a text in an encoding, or from bytes."""
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return read_list(content, name, make_profile())


def only_row(sheet):
    """Return the row of a list with a single row."""
    (row,) = sheet.rows
    return row


@pytest.mark.parametrize(
    ("name", "is_list"),
    [
        ("metadata.csv", True),
        ("METADATA.XLSX", True),
        ("mô-tả.csv", True),
        ("Mô tả.xlsx", True),
        ("metadata.xml", True),
        ("muon.mrc", True),
        ("danh sách.csv", False),
        ("metadata.pdf", False),
        ("mets.xml", False),
    ],
)
def test_a_description_list_is_recognised_by_its_file_name(name, is_list):
    assert is_description_list(name) is is_list


@pytest.mark.parametrize(
    "text",
    [
        "tệp,nhan đề,ngày\na.pdf,Công văn 5,22/8/2017\n",
        "Nhan đề;Ngày ban hành;Tên tệp\nCông văn 5;2017-08-22;a.pdf\n",
        "filename\tdc.title\tdc.date.issued\na.pdf\tCông văn 5\tngày 22 tháng 8 năm 2017\n",
        "sep=;\nfile;Title;Date\na.pdf;Công văn 5;22.8.2017\n",
        '\ufefffile,title,date\r\n"a.pdf","Công văn 5","22-08-2017"\r\n',
    ],
    ids=[
        "Vietnamese",
        "semicolons",
        "Dublin Core, tabs",
        "with a separator line",
        "with a byte order mark",
    ],
)
def test_headings_are_accepted_in_any_language_and_order(text):
    row = only_row(read_text(text))
    assert (row.file, row.told) == ("a.pdf", {"title": "Công văn 5", "date": "2017-08-22"})


def test_a_field_label_of_the_collection_is_a_heading():
    rule = FieldRule("village", "Làng, bản", "text", False, "")
    profile = make_profile(fields=(rule,))
    sheet = read_list("tệp,Làng bản\na.pdf,Còn Pù\n".encode(), "metadata.csv", profile)
    assert only_row(sheet).other == {"village": "Còn Pù"}
    assert sheet.remarks == ()


def test_cp1258_is_read_with_a_remark():
    sheet = read_text("tệp,title\na.pdf,Ở Lạng Sơn\n".translate(_CP1258_LETTERS), encoding="cp1258")
    assert only_row(sheet).told["title"] == "Ở Lạng Sơn"
    assert "cp1258" in sheet.remarks[0]


def test_utf_16_is_read():
    assert (
        only_row(read_text("tệp,title\na.pdf,Tờ trình\n", encoding="utf-16")).told["title"]
        == "Tờ trình"
    )


def test_row_numbers_count_empty_rows():
    assert [row.number for row in read_text("tệp\n\na.pdf\n\nb.pdf\n").rows] == [3, 5]


def test_an_unreadable_date_is_stored_as_typed_with_a_remark():
    row = only_row(read_text("tệp,ngày\na.pdf,32/1/1990\n"))
    assert (row.told, row.other) == ({}, {"date": "32/1/1990"})
    assert row.remarks == (
        "“32/1/1990” không phải ngày, tháng hay năm; nguyên văn ở phần thông tin khác.",
    )


@pytest.mark.parametrize(
    ("words", "access"),
    [("mọi người", "public"), ("Tại thư viện", "library"), ("CÁN BỘ", "staff")],
)
def test_access_is_recognised_by_its_vietnamese_names(words, access):
    assert only_row(read_text(f"tệp,nơi đọc\na.pdf,{words}\n")).told == {"access": access}


def test_unreadable_access_is_restricted_to_staff():
    row = only_row(read_text("tệp,access\na.pdf,ai cũng được\n"))
    assert row.told == {"access": "staff"}
    assert "không phải nơi đọc" in row.remarks[0]


@pytest.mark.parametrize(
    ("words", "code"), [("tiếng Việt", "vi"), ("fre", "fr"), ("Tày", "tyz"), ("km", "km")]
)
def test_a_language_is_recognised_by_name_or_code(words, code):
    assert only_row(read_text(f"tệp,ngôn ngữ\na.pdf,{words}\n")).told == {"language": code}


def test_an_unknown_column_is_stored_with_a_remark():
    sheet = read_text("tệp,Hộp số\na.pdf,12\n")
    assert only_row(sheet).other == {"Hộp số": "12"}
    assert sheet.remarks == (
        "Cột “Hộp số” không có trong biểu ghi; nội dung được giữ trong phần thông tin khác.",
    )


def test_a_row_counter_column_is_ignored():
    assert (
        only_row(read_text("STT,tệp\n1,a.pdf\n")).other,
        read_text("STT,tệp\n1,a.pdf\n").remarks,
    ) == ({}, ())


def test_an_identifier_becomes_a_url_or_a_number():
    rows = read_text("file,dc.identifier\na,https://vidu.vn/1\nb,12/QĐ-UBND\n").rows
    assert [row.told for row in rows] == [
        {"url": "https://vidu.vn/1"},
        {"number": "12/QĐ-UBND"},
    ]


def test_two_author_columns_are_joined():
    assert (
        only_row(read_text("tệp,tác giả,author\na,Hoàng A,Lý B\n")).told["creator"]
        == "Hoàng A; Lý B"
    )


def test_dates_and_numbers_of_an_xlsx_file_are_read():
    row = only_row(read_text(_xlsx(("tệp", "ngày", "số"), ("a.pdf", date(2017, 8, 22), 575.0))))
    assert row.told == {"date": "2017-08-22", "number": "575"}


def test_a_cell_is_a_number_only_where_its_field_is_one():
    content = _xlsx(
        ("Tệp", "Môn loại", "ISBN", "Số ký hiệu", "Ngày", "Số trang", "Ghi chú", "Điện thoại"),
        ("a.pdf", 959.711, 9786042012345, 12.5, 1998, 123, date(2020, 1, 2), "0912"),
        ("b.pdf", "959,711", "978-604-20-1234-5", 1e6, date(2019, 3, 15), 1250, 0.1 + 0.2, 912),
    )
    first, second = ({**row.told, **row.other} for row in read_text(content, "metadata.xlsx").rows)
    assert (first["classification"], first["isbn"], first["number"], first["date"]) == (
        *("959.711", "9786042012345", "12.5", "1998"),
    )
    assert (first["extent"], first["note"]) == ("123 tr.", "2020-01-02")
    assert (second["classification"], second["number"], second["note"]) == (
        *("959,711", "1000000", "0.3"),
    )
    assert (second["date"], second["extent"]) == ("2019-03-15", "1250 tr.")
    assert (first["Điện thoại"], second["Điện thoại"]) == ("0912", "912")


def test_a_list_without_a_file_column_is_refused_with_advice():
    with pytest.raises(SheetWithoutFilesError, match="Hãy thêm cột “tệp”"):
        read_text("nhan đề\nCông văn\n")


@pytest.mark.parametrize("text", ["", "tệp,nhan đề\n", "\n\n"])
def test_a_list_without_rows_is_refused_as_empty(text):
    with pytest.raises(EmptySheetError):
        read_text(text)


@pytest.mark.parametrize(
    ("signature", "position", "value"),
    [
        pytest.param(b"PK\x03\x04", 30, 0x41, id="file name"),
        pytest.param(b"PK\x03\x04", 60, 0xFF, id="compressed data"),
        pytest.param(b"PK\x01\x02", 10, 99, id="compression method"),
        pytest.param(b"PK\x01\x02", 8, 1, id="encryption flag"),
    ],
)
def test_a_damaged_workbook_is_refused(signature, position, value):
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    content = bytearray(buffer.getvalue())
    start = -1
    while (start := content.find(signature, start + 1)) >= 0:
        content[start + position] = value
    with pytest.raises(UnreadableWorkbookError):
        read_list(bytes(content), "a.xlsx", make_profile())


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b'a,"b\x00' * 3 + b"x" * 200_000])
def test_a_file_that_is_no_spreadsheet_is_refused_with_a_message(content):
    with pytest.raises(UnreadableWorkbookError, match="Không đọc được tệp"):
        read_text(content, "metadata.xlsx")


def _xlsx(*rows):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Kho", "Kho"),
        ("Khó", "Khó"),
        ("Khổ", "extent"),
        ("KHỔ", "extent"),
        ("tac gia", "creator"),
        ("Tac giả", "creator"),
    ],
)
def test_marks_of_a_heading_count_first(heading, field):
    row = only_row(read_text(f"Tên tệp,{heading}\na.pdf,24 cm\n"))
    assert {**row.told, **row.other} == {field: "24 cm"}


@pytest.mark.parametrize(
    "above",
    [
        "DANH MỤC SÁCH ĐỊA CHÍ,,\n",
        "THƯ VIỆN TỈNH LẠNG SƠN,,\n,Năm: 2024,\n\n",
        "SỞ VĂN HÓA,,CỘNG HÒA\nTHƯ VIỆN,,Độc lập\n,DANH MỤC,\n",
    ],
)
def test_title_rows_above_the_headings_are_skipped(above):
    row = only_row(read_text(f"{above}STT,Tên tệp,Nhan đề\n1,a.pdf,Chợ Kỳ Lừa\n"))
    assert (row.file, row.told) == ("a.pdf", {"title": "Chợ Kỳ Lừa"})


def test_headings_in_the_first_row_stay_though_a_row_below_repeats_their_words():
    sheet = read_text("Tên tệp,Nhan đề,Tác giả\na.pdf,Nhan đề,Tác giả\n")
    assert only_row(sheet).told == {"title": "Nhan đề", "creator": "Tác giả"}


def test_a_foreign_heading_is_kept_without_control_characters_and_with_an_end():
    row = only_row(read_text(f"tệp,nhan đề,Mã\0 cũ,{'x' * 5_000}\na.pdf,Chợ,A1,B2\n"))
    assert row.other == {"Mã cũ": "A1", "x" * 200: "B2"}


def test_brackets_instead_of_headings_take_no_time():
    start = process_time()
    read_text(f"tệp,nhan đề,x{'(' * 100_000}\na.pdf,Chợ,A1\n")
    assert process_time() - start < 1
