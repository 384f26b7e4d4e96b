"""Statistical forms are worded in data; their figures are ours, and what nobody knows is blank."""

import io
from datetime import date

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from library.database import reading, work
from library.programme.forms import fill, form_store
from library.programme.periods import year
from library.programme.problems import BadFormError, FormNotFoundError
from tests.library.programme.conftest import TODAY
from tests.makers import BY

_WORDED = """
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


def _book():
    book = Workbook()
    book.active.title = "Biểu 01"
    book.active["A1"] = "BIỂU MẪU CỦA BỘ"
    book.active["D10"] = "=D8*2"
    book.active.merge_cells("F1:H1")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _values(done, name):
    return {line.figure: told.value for line, told in done.lines if line.figure}[name]


@pytest.fixture
def shipped():
    """Give the form that comes with the house."""
    return form_store.read_form(form_store.shipped()[0])


def test_the_shipped_form_names_its_source_and_says_that_it_was_not_compared(shipped):
    assert not shipped.checked
    assert "TT 11/2021/TT-BVHTTDL" in shipped.origin
    assert "cần thư viện đối chiếu" in shipped.origin


def test_a_form_is_filled_with_the_figures_of_the_indicators(province, shipped):
    with reading(province) as session:
        done = fill.fill(session, shipped, year(2025), TODAY, None)
    assert _values(done, "diem") == 21
    assert _values(done, "may") == 190
    assert _values(done, "can-bo") == 21
    assert _values(done, "tai-lieu") == 2
    assert _values(done, "I1") > 10_000
    assert _values(done, "I14/dự toán") == 1_019_500_000


def test_what_nobody_recorded_is_blank_and_never_nought(session, shipped):
    done = fill.fill(session, shipped, year(2025), date(2026, 1, 10), None)
    known = {line.figure: told.value for line, told in done.lines if told.value is not None}
    assert set(known) == {"tai-lieu", "trang"}
    blank = load_workbook(io.BytesIO(fill.as_xlsx(session, done)))["Biểu"]
    assert [row[3] for row in blank.values if row[0] == "5"] == [None]


def test_a_form_of_one_point_tells_of_that_point_only(province, shipped):
    with reading(province) as session:
        done = fill.fill(session, shipped, year(2025), TODAY, ("bac-son", "Bắc Sơn"))
    assert (_values(done, "diem"), _values(done, "may"), _values(done, "can-bo")) == (1, 10, 1)
    assert _values(done, "tai-lieu") is None


def test_a_form_is_a_paper_in_the_layout_of_the_decree(province, shipped):
    with reading(province) as session:
        done = fill.fill(session, shipped, year(2025), TODAY, None)
    paper = Document(io.BytesIO(fill.as_paper(done, "Thư viện tỉnh")))
    words = "\n".join(p.text for p in paper.paragraphs)
    assert "BIỂU THỐNG KÊ" in words
    assert "cần thư viện đối chiếu" in words
    cells = [cell.text for cell in paper.tables[1].columns[3].cells]
    assert "1.019.500.000" in cells
    assert "" in cells
    assert "0" not in cells[1:3]


def test_the_workbook_of_the_ministry_is_filled_and_all_else_stays(province):
    with work(province) as session:
        form_store.enter(session, _WORDED, _book(), by=BY)
        form = form_store.form_of(session, "bieu-tinh")
        done = fill.fill(session, form, year(2025), TODAY, None)
        sheet = load_workbook(io.BytesIO(fill.as_xlsx(session, done)))["Biểu 01"]
    assert sheet["D8"].value > 10_000
    assert sheet["D9"].value is None
    assert (sheet["A1"].value, sheet["D10"].value) == ("BIỂU MẪU CỦA BỘ", "=D8*2")


def test_a_new_wording_is_a_version_and_keeps_the_workbook(session):
    form_store.enter(session, _WORDED, _book(), by=BY)
    again = form_store.enter(
        session, _WORDED.replace("của tỉnh", "mới"), None, by=BY, reason="TT mới"
    )
    assert (again.version, again.workbook) == (2, _book_of(session))
    assert form_store.form_of(session, "bieu-tinh").title == "Biểu mới"


def _book_of(session):
    return form_store.workbook_of(session, "bieu-tinh")


def test_the_library_replaces_the_shipped_wording(session, shipped):
    text = form_store.text_of(session, shipped.code).replace("checked = false", "checked = true")
    form_store.enter(session, text, None, by=BY)
    assert [form.checked for form in form_store.every_form(session)] == [True]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(("I1", "I99"), "không có số liệu tên “I99”", id="figure"),
        pytest.param(("D8", "8D"), "phải ghi như Trang tính!D8", id="cell"),
        pytest.param(("Biểu 01!D9", "Biểu 02!D9"), "không có trang “Biểu 02”", id="sheet"),
        pytest.param(("D9", "G1"), "ô gộp", id="merged"),
        pytest.param(("[[line]]", "[[dong]]"), "thiếu mục 'line'", id="lines"),
        pytest.param(('"bieu-tinh"', '"Biểu Tỉnh"'), "chỉ gồm chữ thường", id="code"),
        pytest.param(("title", "titel"), "thiếu mục 'title'", id="title"),
        pytest.param(('"Biểu của tỉnh"', "Biểu"), "Hãy tải mẫu", id="no toml"),
        pytest.param(('"Biểu của tỉnh"', "[" * 5000), "lồng nhau", id="nested too deeply"),
    ],
)
def test_what_is_no_form_is_refused_in_words(session, change, said):
    with pytest.raises(BadFormError, match="Mẫu biểu có lỗi") as refused:
        form_store.enter(session, _WORDED.replace(*change), _book(), by=BY)
    assert said in str(refused.value)


@pytest.mark.parametrize("workbook", [None, b"", b"PK\x03\x04 x"])
def test_cells_need_a_workbook_that_opens(session, workbook):
    with pytest.raises(BadFormError):
        form_store.enter(session, _WORDED, workbook, by=BY)


def test_an_unknown_form_is_told(session):
    with pytest.raises(FormNotFoundError):
        form_store.form_of(session, "không có")
