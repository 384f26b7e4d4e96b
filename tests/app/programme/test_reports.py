"""Programme reports: drafting, editing, signing and numbering."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

_REPORTS = "/can-bo/chuong-trinh/bao-cao"
_FIELDS = {"loai": "year", "ky": "2025", "gui": "province"}


@pytest.fixture
def report(officer):
    """Draft the report of a year; return its address."""
    officer.send(_REPORTS, _REPORTS, _FIELDS)
    return f"{_REPORTS}/1"


def test_a_draft_report_contains_generated_sentences(officer, report):
    page = officer.visit(report)
    assert "bản thảo" in page.words
    assert "chưa có số liệu" in page.form(report)["loi-overall"]


def test_edited_texts_are_kept_and_unedited_ones_follow_the_figures(officer, report):
    page = officer.send(report, report, {"loi-proposals": "Đề nghị thay máy.", "viec": "luu"})
    assert page.form(report)["loi-proposals"] == "Đề nghị thay máy."


def test_a_report_goes_from_draft_to_number(officer, report):
    assert "đã ký" in officer.send(report, report, {"viec": "ky"}).words
    fields = {"viec": "vao-so", "so": "7", "ngay": "2026-01-15"}
    assert "số 07/BC-TVT" in officer.send(report, report, fields).words
    assert "không sửa được nữa" in _again(officer, report)


def _again(officer, report):
    token = officer.visit(_REPORTS).form(_REPORTS)["csrf_token"]
    with officer.client.post(report, data={"csrf_token": token, "viec": "ky"}) as response:
        assert response.status_code == 409
        return response.text


def test_a_report_is_exported_as_docx_and_its_annexes_as_xlsx(officer, report):
    word = officer.fetch(f"{report}/bao-cao.docx")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(word.data)).namelist()
    book = load_workbook(io.BytesIO(officer.fetch(f"{report}/bao-cao.xlsx").data))
    assert "Số liệu theo điểm" in book.sheetnames


@pytest.mark.slow
def test_a_report_is_exported_as_pdf_and_odt(officer, report):
    assert officer.fetch(f"{report}/bao-cao.pdf").data.startswith(b"%PDF")
    odt = zipfile.ZipFile(io.BytesIO(officer.fetch(f"{report}/bao-cao.odt").data))
    assert odt.read("mimetype") == b"application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"ky": "năm ngoái"}, id="no period"),
        pytest.param({"loai": "tuần"}, id="no kind"),
        pytest.param({"gui": "ai đó"}, id="no reader"),
    ],
)
def test_an_invalid_report_shows_an_error_message(officer, fields):
    page = officer.send(_REPORTS, _REPORTS, {**_FIELDS, **fields}, status=400)
    assert "Hãy" in page.words


def test_unknown_addresses_are_not_found(officer):
    officer.visit(f"{_REPORTS}/9", status=404)
    officer.visit(f"{_REPORTS}/9/bao-cao.docx", status=404)
