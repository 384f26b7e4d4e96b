"""Statistical forms are defined in data; unknown figures are blank."""

import io
from datetime import date

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from library.database import reading, work
from points.programme.forms import fill, form_store
from points.programme.periods import year
from points.programme.problems import BadFormError, FormNotFoundError
from tests.makers import BY
from tests.points.programme.conftest import TODAY

_FORM_TEXT = """
code = "bieu-tinh"
title = "Biểu của tỉnh"
source = "Thông tư thử"
checked = true
[[line]]
text = "Lượt"
unit = "lượt"
figure = "I1"
cell = "Biểu 01!D8"
[[line]]
text = "Thẻ bạn đọc"
unit = "thẻ"
cell = "Biểu 01!D9"
"""


def _workbook():
    workbook = Workbook()
    workbook.active.title = "Biểu 01"
    workbook.active["A1"] = "BIỂU MẪU CỦA BỘ"
    workbook.active["D10"] = "=D8*2"
    workbook.active.merge_cells("F1:H1")
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _values(filled, name):
    return {line.figure: figure.value for line, figure in filled.lines if line.figure}[name]


@pytest.fixture
def shipped():
    """Return the shipped form."""
    return next(f for f in map(form_store.read_form, form_store.shipped()) if f.code == "thu-vien")


def test_the_shipped_form_names_its_source_and_says_that_it_was_not_compared(shipped):
    assert not shipped.checked
    assert "Thông tư 11/2021/TT-BVHTTDL" in shipped.origin(date(2026, 1, 1))
    assert "cần thư viện đối chiếu" in shipped.origin(date(2026, 1, 1))


def test_a_form_is_filled_with_the_figures_of_the_indicators(province, shipped):
    with reading(province) as session:
        filled = fill.fill(session, shipped, year(2025), TODAY, None)
    assert _values(filled, "diem") == 21
    assert _values(filled, "may") == 190
    assert _values(filled, "can-bo") == 21
    assert _values(filled, "tai-lieu") == 2
    assert _values(filled, "I1") > 10_000
    assert _values(filled, "I14/dự toán") == 1_019_500_000


def test_unrecorded_figures_are_blank_and_not_zero(session, shipped):
    filled = fill.fill(session, shipped, year(2025), date(2026, 1, 10), None)
    values = {
        line.figure: figure.value for line, figure in filled.lines if figure.value is not None
    }
    assert set(values) == {"tai-lieu", "trang"}
    blank = load_workbook(io.BytesIO(fill.as_xlsx(session, filled)))["Biểu"]
    assert [row[3] for row in blank.values if row[0] == "5"] == [None]


def test_a_form_of_one_point_contains_only_its_figures(province, shipped):
    with reading(province) as session:
        filled = fill.fill(session, shipped, year(2025), TODAY, ("bac-son", "Bắc Sơn"))
    assert (_values(filled, "diem"), _values(filled, "may"), _values(filled, "can-bo")) == (
        1,
        10,
        1,
    )
    assert _values(filled, "tai-lieu") is None


def test_a_form_is_printed_in_the_layout_of_the_decree(province, shipped):
    with reading(province) as session:
        filled = fill.fill(session, shipped, year(2025), TODAY, None)
    paper = Document(io.BytesIO(fill.as_paper(filled, "Thư viện tỉnh")))
    words = "\n".join(p.text for p in paper.paragraphs)
    assert "BIỂU THỐNG KÊ" in words
    assert "cần thư viện đối chiếu" in words
    cells = [cell.text for cell in paper.tables[1].columns[3].cells]
    assert "1.019.500.000" in cells
    assert "" in cells
    assert "0" not in cells[1:3]


def test_the_workbook_of_the_ministry_is_filled_and_all_else_stays(province):
    with work(province) as session:
        form_store.enter(session, _FORM_TEXT, _workbook(), by=BY)
        form = form_store.form_of(session, "bieu-tinh")
        filled = fill.fill(session, form, year(2025), TODAY, None)
        sheet = load_workbook(io.BytesIO(fill.as_xlsx(session, filled)))["Biểu 01"]
    assert sheet["D8"].value > 10_000
    assert sheet["D9"].value is None
    assert (sheet["A1"].value, sheet["D10"].value) == ("BIỂU MẪU CỦA BỘ", "=D8*2")


def test_a_new_wording_is_a_version_and_keeps_the_workbook(session):
    form_store.enter(session, _FORM_TEXT, _workbook(), by=BY)
    again = form_store.enter(
        session, _FORM_TEXT.replace("của tỉnh", "mới"), None, by=BY, reason="TT mới"
    )
    assert (again.version, again.workbook) == (2, _stored_workbook(session))
    assert form_store.form_of(session, "bieu-tinh").title == "Biểu mới"


def _stored_workbook(session):
    return form_store.workbook_of(session, "bieu-tinh")


def test_the_library_replaces_the_shipped_wording(session, shipped):
    text = form_store.text_of(session, shipped.code).replace("checked = false", "checked = true")
    form_store.enter(session, text, None, by=BY)
    assert form_store.form_of(session, shipped.code).checked


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(("I1", "I99"), "không có số liệu tên “I99”", id="figure"),
        pytest.param(("D8", "8D"), "phải ghi như Trang tính!D8", id="cell"),
        pytest.param(("Biểu 01!D9", "Biểu 02!D9"), "không có trang “Biểu 02”", id="sheet"),
        pytest.param(("D9", "G1"), "ô gộp", id="merged"),
        pytest.param(("[[line]]", "[[dong]]"), "biểu chưa có dòng nào", id="lines"),
        pytest.param(('"bieu-tinh"', '"Biểu Tỉnh"'), "chỉ gồm chữ thường", id="code"),
        pytest.param(("title", "titel"), "thiếu mục 'title'", id="title"),
        pytest.param(('"Biểu của tỉnh"', "Biểu"), "Hãy tải mẫu", id="no toml"),
        pytest.param(('"Biểu của tỉnh"', "[" * 5000), "lồng nhau", id="nested too deeply"),
    ],
)
def test_an_invalid_form_is_refused_with_a_message(session, change, message):
    with pytest.raises(BadFormError, match="Mẫu biểu có lỗi") as refused:
        form_store.enter(session, _FORM_TEXT.replace(*change), _workbook(), by=BY)
    assert message in str(refused.value)


@pytest.mark.parametrize("workbook", [None, b"", b"PK\x03\x04 x"])
def test_cells_need_a_workbook_that_opens(session, workbook):
    with pytest.raises(BadFormError):
        form_store.enter(session, _FORM_TEXT, workbook, by=BY)


def test_an_unknown_form_is_an_error(session):
    with pytest.raises(FormNotFoundError):
        form_store.form_of(session, "không có")


def test_lines_that_could_not_be_had_are_pasted_once(session):
    (shipped_form,) = [form for form in form_store.every_form(session) if form.awaits_text]
    pasted = "1\tSố lượt người đến thư viện\tlượt\tluot-den\n2; Số thẻ “bạn đọc” cấp mới; thẻ"
    text = form_store.text_of(session, shipped_form.code)
    text = form_store.with_pasted_lines(text, pasted, "Thông tư, biểu 01")
    form_store.enter(session, text, None, by=BY)
    form = form_store.form_of(session, shipped_form.code)
    assert [(line.text, line.figure) for line in form.lines] == [
        ("Số lượt người đến thư viện", "luot-den"),
        ("Số thẻ “bạn đọc” cấp mới", None),
    ]
    assert not form.awaits_text
    assert "Lời chép từ: Thông tư, biểu 01" in form.origin(TODAY)


@pytest.mark.parametrize(
    ("pasted", "source", "reason"),
    [
        ("", "Thông tư", "chưa dán dòng nào"),
        ("1; Lượt", " ", "chép từ đâu"),
        ("1;;lượt", "Thông tư", "chưa có tên chỉ tiêu"),
        ("1; a; b; I1; thừa", "Thông tư", "quá 4 cột"),
    ],
)
def test_bad_pasted_lines_are_refused_with_the_reason(session, pasted, source, reason):
    text = form_store.text_of(session, "che-do-bao-cao")
    with pytest.raises(BadFormError, match=reason):
        form_store.with_pasted_lines(text, pasted, source)
