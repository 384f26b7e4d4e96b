"""A list of descriptions is understood as people write it, and what is not is said."""

import io
from datetime import date

import openpyxl
import pytest

from library.accessions.description_lists import is_sheet
from library.catalogue.profiles import FieldRule
from library.exchange.list_reader import read_sheet
from library.exchange.problems import EmptySheetError, SheetWithoutFilesError, UnreadableSheetError
from tests.makers import make_profile

_WITH_TONES_APART = {ord("ệ"): "ê\u0323", ord("Ở"): "Ơ\u0309", ord("ạ"): "a\u0323"}
"""As cp1258 writes them."""


def read(text, name="metadata.csv", encoding="utf-8"):
    """Return what is read of a list that is written so."""
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return read_sheet(content, name, make_profile())


def only(sheet):
    """Return the one row of a list."""
    (row,) = sheet.rows
    return row


@pytest.mark.parametrize(
    ("name", "is_one"),
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
def test_a_list_is_known_by_its_name(name, is_one):
    assert is_sheet(name) is is_one


@pytest.mark.parametrize(
    "text",
    [
        "tệp,nhan đề,ngày\na.pdf,Công văn 5,22/8/2017\n",
        "Nhan đề;Ngày ban hành;Tên tệp\nCông văn 5;2017-08-22;a.pdf\n",
        "filename\tdc.title\tdc.date.issued\na.pdf\tCông văn 5\tngày 22 tháng 8 năm 2017\n",
        "sep=;\nfile;Title;Date\na.pdf;Công văn 5;22.8.2017\n",
        '\ufefffile,title,date\r\n"a.pdf","Công văn 5","22-08-2017"\r\n',
    ],
    ids=["Vietnamese", "semicolons", "Dublin Core, tabs", "as Excel is told", "with a mark"],
)
def test_headings_stand_in_any_language_and_order(text):
    row = only(read(text))
    assert (row.file, row.told) == ("a.pdf", {"title": "Công văn 5", "date": "2017-08-22"})


def test_the_label_of_the_collection_is_a_heading_too():
    rule = FieldRule("village", "Làng, bản", "text", False, "")
    profile = make_profile(fields=(rule,))
    sheet = read_sheet("tệp,Làng bản\na.pdf,Còn Pù\n".encode(), "metadata.csv", profile)
    assert only(sheet).other == {"village": "Còn Pù"}
    assert sheet.remarks == ()


def test_letters_of_an_old_windows_are_read_and_remarked_on():
    sheet = read("tệp,title\na.pdf,Ở Lạng Sơn\n".translate(_WITH_TONES_APART), encoding="cp1258")
    assert only(sheet).told["title"] == "Ở Lạng Sơn"
    assert "cp1258" in sheet.remarks[0]


def test_utf_16_is_read():
    assert only(read("tệp,title\na.pdf,Tờ trình\n", encoding="utf-16")).told["title"] == "Tờ trình"


def test_a_row_has_the_number_a_spreadsheet_shows():
    assert [row.number for row in read("tệp\n\na.pdf\n\nb.pdf\n").rows] == [3, 5]


def test_an_unreadable_date_is_kept_and_remarked_on():
    row = only(read("tệp,ngày\na.pdf,32/1/1990\n"))
    assert (row.told, row.other) == ({}, {"date": "32/1/1990"})
    assert row.remarks == (
        "“32/1/1990” không phải ngày, tháng hay năm; đã giữ nguyên văn trong phần ghi khác.",
    )


@pytest.mark.parametrize(
    ("words", "access"),
    [("mọi người", "public"), ("Tại thư viện", "library"), ("CÁN BỘ", "staff")],
)
def test_who_may_read_is_said_in_words(words, access):
    assert only(read(f"tệp,nơi đọc\na.pdf,{words}\n")).told == {"access": access}


def test_words_that_do_not_say_who_may_read_let_nobody_in():
    row = only(read("tệp,access\na.pdf,ai cũng được\n"))
    assert row.told == {"access": "staff"}
    assert "không phải nơi đọc" in row.remarks[0]


@pytest.mark.parametrize(
    ("words", "code"), [("tiếng Việt", "vi"), ("fre", "fr"), ("Tày", "tyz"), ("km", "km")]
)
def test_a_language_has_a_name_or_a_code(words, code):
    assert only(read(f"tệp,ngôn ngữ\na.pdf,{words}\n")).told == {"language": code}


def test_a_column_nobody_knows_is_kept_and_remarked_on():
    sheet = read("tệp,Hộp số\na.pdf,12\n")
    assert only(sheet).other == {"Hộp số": "12"}
    assert sheet.remarks == (
        "Cột “Hộp số” không có trong biểu ghi; nội dung được giữ trong phần ghi khác.",
    )


def test_a_column_that_only_counts_is_left_out():
    assert (only(read("STT,tệp\n1,a.pdf\n")).other, read("STT,tệp\n1,a.pdf\n").remarks) == ({}, ())


def test_an_identifier_is_an_address_or_a_number():
    rows = read("file,dc.identifier\na,https://vidu.vn/1\nb,12/QĐ-UBND\n").rows
    assert [row.told for row in rows] == [
        {"url": "https://vidu.vn/1"},
        {"number": "12/QĐ-UBND"},
    ]


def test_two_columns_of_authors_are_both_kept():
    assert only(read("tệp,tác giả,author\na,Hoàng A,Lý B\n")).told["creator"] == "Hoàng A; Lý B"


def test_a_spreadsheet_of_excel_is_read_with_its_dates_and_numbers():
    row = only(read(_xlsx(("tệp", "ngày", "số"), ("a.pdf", date(2017, 8, 22), 575.0))))
    assert row.told == {"date": "2017-08-22", "number": "575"}


def test_a_list_without_names_of_files_says_what_to_add():
    with pytest.raises(SheetWithoutFilesError, match="Hãy thêm cột “tệp”"):
        read("nhan đề\nCông văn\n")


@pytest.mark.parametrize("text", ["", "tệp,nhan đề\n", "\n\n"])
def test_a_list_without_rows_is_empty(text):
    with pytest.raises(EmptySheetError):
        read(text)


@pytest.mark.parametrize(
    ("mark", "place", "value"),
    [
        pytest.param(b"PK\x03\x04", 30, 0x41, id="a name"),
        pytest.param(b"PK\x03\x04", 60, 0xFF, id="what is in it"),
        pytest.param(b"PK\x01\x02", 10, 99, id="how it is packed"),
        pytest.param(b"PK\x01\x02", 8, 1, id="that it is not locked"),
    ],
)
def test_a_workbook_that_was_spoilt_on_the_way_is_refused_in_words(mark, place, value):
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    content = bytearray(written.getvalue())
    begins = -1
    while (begins := content.find(mark, begins + 1)) >= 0:
        content[begins + place] = value
    with pytest.raises(UnreadableSheetError):
        read_sheet(bytes(content), "a.xlsx", make_profile())


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b'a,"b\x00' * 3 + b"x" * 200_000])
def test_what_is_no_spreadsheet_is_refused_in_words(content):
    with pytest.raises(UnreadableSheetError, match="Không đọc được bảng mô tả"):
        read(content, "metadata.xlsx")


def _xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
