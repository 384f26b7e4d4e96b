"""Description lists are read in the forms that people write, with remarks on doubtful values."""

import io
from datetime import date
from time import process_time

import openpyxl
import pytest

from library.accessions.description_lists import is_description_list
from library.catalogue.profiles import FieldRule
from library.exchange.list_rows import DOUBTS
from library.exchange.problems import (
    EmptySheetError,
    SheetWithoutFilesError,
    UnreadableWorkbookError,
)
from library.incoming.list_reader import read_list, rows_of
from library.incoming.list_tables import read_table
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
        ("Danh mục ảnh 2020.xlsx", True),
        ("bài 3.csv", True),
        ("Danh sách nghệ nhân.xlsx", False),
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


def test_row_numbers_count_empty_rows():
    assert [row.number for row in read_text("tệp\n\na.pdf\n\nb.pdf\n").rows] == [3, 5]


def test_an_unreadable_date_is_stored_as_typed_with_a_remark():
    row = only_row(read_text("tệp,ngày\na.pdf,32/1/1990\n"))
    assert (row.told, row.other) == ({}, {"date": "32/1/1990"})
    assert row.remarks == (DOUBTS["date"].format("32/1/1990"),)


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
    sheet = read_text("STT,tệp\n1,a.pdf\n")
    assert (only_row(sheet).other, sheet.remarks) == ({}, ())


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
        pytest.param(b"PK\x03\x04", 60, 0xFF, id="compressed data"),
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
        ("Phông", "Phông"),
        ("K.cỡ", "extent"),
        ("MPL", "classification"),
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


_TWO_LINES = (
    ("DANH MỤC SÁCH",),
    ("STT", "Tên tệp", "Tên sách", "Tác giả/ Người biên soạn", "Xuất bản", None, "SL bản"),
    (None, None, None, None, "Nơi", "Năm x.b", None),
    ("I", None, "LỊCH SỬ"),
    (1, "a.pdf", "Đảng bộ. T.1", "Lê A (ch.b), nnk", "L.S", "`93", "2b"),
    (2, "b.pdf", "nt. T.2", "-nt-", "″", "T5/1998", "02 cuốn"),
    ("Cộng: 2 tên, 4 bản",),
)


def test_headings_of_two_lines_dittos_and_sections_are_read_on_all_sheets_that_are_lists():
    book = openpyxl.Workbook()
    for row in _TWO_LINES:
        book.active.append(row)
    second = book.create_sheet("Bổ sung")
    for row in (("Họ tên tác giả", "Nhan đề", "Tệp"), ("Lê B", "Chợ", "c.pdf")):
        second.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    sheet = read_text(buffer.getvalue(), "metadata.xlsx")
    common = {"creator": "Lê A (chủ biên)", "place": "Lạng Sơn"}
    assert [(row.number, row.told) for row in sheet.rows] == [
        (5, {"title": "Đảng bộ. T.1", **common, "date": "1993"}),
        (6, {"title": "Đảng bộ. T.2", **common, "date": "1998-05"}),
        (1002, {"title": "Chợ", "creator": "Lê B"}),
    ]


_NOTEBOOK = """SỔ TỦ SÁCH, ấp 3
Số sổ;Tên sách, tác giả;Khắc in tại, năm nào;Mấy cuốn;Ghi thêm;Mã CB
NGĂN 1: luật;;;;;
TN.01-02;Luật Đất đai / Quốc hội;CTQG, H. 2003;2 cuốn;;DTL
TN.03;nt. T.2;nt, 2004;1b;mới;DTL
KỆ 2;;;;;
TN.04;Chợ / Lê An (Vi B dịch). - H.: VHDT, 1990. - 245t;;1;rách bìa;DTL
;Cộng tất cả;;4;;
Người ghi sổ: Vi B;;;;;
Nông Thị Hoa;;;;;
"""


def test_a_notebook_in_its_own_words_is_understood():
    table = read_table(_NOTEBOOK.encode(), "a.csv", make_profile())
    values = [row.told | row.other for row, _ in rows_of(table)]
    assert [row["title"] for row in values] == ["Luật Đất đai", "Luật Đất đai. T.2", "Chợ"]
    assert [(row.get("place"), row.get("publisher"), row["date"]) for row in values] == [
        ("Hà Nội", "Chính trị quốc gia", "2003"),
        ("Hà Nội", "Chính trị quốc gia", "2004"),
        ("Hà Nội", "Văn hóa dân tộc", "1990"),
    ]
    assert (values[2]["creator"], values[2]["extent"]) == ("Lê An; Vi B (dịch)", "245 tr.")
    copies = [[(copy.registration, copy.shelf) for copy in row.copies] for row, _ in rows_of(table)]
    assert copies == [
        [("TN.01", "NGĂN 1"), ("TN.02", "NGĂN 1")],
        [("TN.03", "NGĂN 1")],
        [("TN.04", "KỆ 2")],
    ]
    assert dict(zip(table.headings, table.fields, strict=True))["Mã CB"] == "="


def test_a_list_without_headings_has_the_fields_that_its_cells_show():
    rows = (
        "Đất nước đứng lên\tNguyễn A\t1955",
        "Truyện Kiều\tLê B\t1975",
        "Chợ Kỳ Lừa\tVi C\t1939",
    )
    text = "\n".join(rows)
    table = read_table(text.encode("utf-16"), "a.tsv", make_profile())
    assert (table.fields, len(table.rows)) == (("title", "creator", "date"), 3)


def test_what_cannot_be_understood_is_doubted_in_its_cell():
    text = "Tên sách,Nhà XB,Năm XB\nnt,VH,-\nChợ,XYZ,1999 (in lại)\n"
    table = read_table(text.encode(), "a.csv", make_profile())
    doubts = [[trouble.column for trouble in troubles] for _, troubles in rows_of(table)]
    assert doubts == [[0, 1, 2], [1, 2]]
    assert [len(troubles) for _, troubles in rows_of(table, {1})] == [2]


def test_a_column_with_a_strange_heading_has_the_field_that_its_cells_show():
    text = (
        "Tên sách,N.XB,Ai làm,Nhận ở\nA,2001,Lê An,Hà Nội\nB,`98,Sở Y tế,Hà Nội\nC,T5/1999,Vi B,-\n"
    )
    table = read_table(text.encode(), "a.csv", make_profile())
    assert table.fields == ("title", "date", "creator", "=")
    assert "“N.XB” được hiểu là “Ngày, tháng hoặc năm”" in " ".join(table.remarks)


def test_columns_of_koha_have_their_fields():
    heading = "biblionumber,title,subtitle,publishercode,publicationyear,itemcallnumber,homebranch"
    table = read_table(
        f"{heading}\n7,Chợ,thơ,VHDT,c2016,895 C,LSN\n".encode(), "a.csv", make_profile()
    )
    ((row, _),) = rows_of(table)
    assert (row.file, row.told) == ("7", {"title": "Chợ : thơ", "date": "2016"})
    assert row.other == {"publisher": "Văn hóa dân tộc"}
    assert (row.copies[0].call_number, row.copies[0].location) == ("895 C", "LSN")


def test_a_foreign_heading_is_kept_without_control_characters_and_with_an_end():
    row = only_row(read_text(f"tệp,nhan đề,Mã\0 cũ,{'x' * 5_000}\na.pdf,Chợ,A1,B2\n"))
    assert row.other == {"Mã cũ": "A1", "x" * 200: "B2"}


def test_long_headings_and_cells_take_no_time():
    start = process_time()
    read_text(f"tệp,nhan đề,x{'(' * 100_000}\na.pdf,Chợ,A1\n")
    cells = ("T. " * 9_000, "\u00a0a" * 9_000, "1" * 20_000)
    text = f"Tên sách;NXB;Số bản\n{';'.join(cells)}\nnt. T.2;VH;1\n"
    list(rows_of(read_table(text.encode(), "a.csv", make_profile())))
    assert process_time() - start < 1
