"""A signed file is kept only if it is the report; what it says of its signer is shown as said."""

import re

import pytest
from pikepdf import Pdf
from reportlab.pdfgen.canvas import Canvas

from app.points.programme.conversions import add_signature_field
from points.programme.models import Report, ReportState
from points.programme.problems import NotSendableError, SignedFileError
from points.programme.reports.signed_file import compare, keep
from tests.points.programme.reports.signing_tool import signed

_NAME = "Nguyễn Văn Minh"


def _pdf(path, *pages):
    canvas = Canvas(str(path), invariant=True)
    for text in pages:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return add_signature_field(path.read_bytes())


@pytest.fixture
def unsigned(tmp_path):
    """Return a report of two pages with an empty signature field."""
    return _pdf(tmp_path / "a.pdf", "Bao cao nam 2025", "Noi nhan")


def test_a_file_signed_by_appending_is_the_same_paper(unsigned):
    copy = compare(signed(unsigned, _NAME), unsigned)
    assert copy.is_appended
    assert copy.signers == ({"name": _NAME, "at": "15/01/2026 10:00", "whole": True},)


def test_a_file_that_was_written_anew_is_compared_by_its_words(unsigned, tmp_path):
    path = tmp_path / "new.pdf"
    path.write_bytes(signed(unsigned, _NAME))
    with Pdf.open(path, allow_overwriting_input=True) as document:
        document.save(path)
    copy = compare(path.read_bytes(), unsigned)
    assert (copy.is_appended, copy.signers[0]["name"]) == (False, _NAME)


def test_what_was_appended_after_the_signature_is_said(unsigned):
    (signer,) = compare(signed(unsigned, _NAME) + b"\n%more\n", unsigned).signers
    assert signer["whole"] is False


def test_a_signature_of_an_unknown_kind_has_no_name(unsigned):
    other_kind = rb"\g<1>300b06092a864886f70d010701"  # PKCS #7 data, without certificates
    file = re.sub(rb"(/Contents <)[0-9a-f]{26}", other_kind, signed(unsigned, _NAME))
    (signer,) = compare(file, unsigned).signers
    assert signer["name"] == ""


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        (("Bao cao nam 2024", "Noi nhan"), "chữ ở trang 1 khác"),
        (("Bao cao nam 2025",), "tệp có 1 trang, báo cáo có 2 trang"),
    ],
)
def test_another_paper_is_refused(unsigned, tmp_path, pages, why):
    with pytest.raises(SignedFileError, match=why):
        compare(signed(_pdf(tmp_path / "b.pdf", *pages), _NAME), unsigned)


@pytest.mark.parametrize(
    ("file", "why"),
    [(b"", "không phải PDF"), (b"PK\x03\x04", "không phải PDF"), (b"%PDF-1.7\nx", "không đọc")],
)
def test_what_is_no_pdf_is_refused(unsigned, file, why):
    with pytest.raises(SignedFileError, match=why):
        compare(file, unsigned)


def test_the_unsigned_file_itself_is_refused(unsigned):
    with pytest.raises(SignedFileError, match="chưa có chữ ký số"):
        compare(unsigned, unsigned)


def test_only_a_numbered_report_keeps_a_signed_copy(session, unsigned):
    report = Report(state=ReportState.SIGNED)
    with pytest.raises(NotSendableError):
        keep(session, report, compare(signed(unsigned, _NAME), unsigned), by="lan")
