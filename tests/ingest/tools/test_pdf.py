"""Tests of how PDF documents are opened, drawn and read."""

import unicodedata

import pytest

from ingest.problems import BrokenFileError, EncryptedPdfError, ImageTooLargeError, NoPagesError
from ingest.tools import pdf, pdf_text
from tests.ingest import papers
from tests.ingest.papers import Sheet, scan


def test_pages_are_counted(tmp_path):
    assert pdf.count_pages(papers.write_pdf(tmp_path / "a.pdf", Sheet(), Sheet()), "a.pdf") == 2


def test_a_locked_document_is_told_from_a_broken_one(tmp_path):
    with pytest.raises(EncryptedPdfError, match="bỏ mật khẩu"):
        pdf.count_pages(papers.write_encrypted_pdf(tmp_path / "a.pdf"), "a.pdf")


def test_a_document_without_pages_is_told_from_a_broken_one(tmp_path):
    with pytest.raises(NoPagesError):
        pdf.count_pages(papers.write_pdf(tmp_path / "a.pdf"), "a.pdf")


def test_a_document_cut_short_is_broken(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", Sheet(scan()))
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(BrokenFileError, match=r"thư\.pdf"):
        pdf.count_pages(path, "thư.pdf")


def test_a_scan_is_drawn_pixel_by_pixel(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", Sheet(scan()))
    found = pdf.facts(path, 0)
    dpi = pdf.drawing_dpi(found, to_read=True)
    assert pdf.draw(path, 0, dpi).shape[1::-1] == pytest.approx(scan().size, abs=1)


def test_a_page_as_large_as_a_field_is_refused(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", Sheet(size=(200_000, 200_000)))
    with pytest.raises(ImageTooLargeError):
        pdf.drawing_dpi(pdf.facts(path, 0), to_read=True)


def test_words_stand_where_they_are_drawn(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", Sheet(lines=["Lang Son"]))
    words = pdf_text.layer_words(path, 0, 144)
    assert [word.text for word in words] == ["Lang", "Son"]
    assert words[0].left == pytest.approx(2 * 60, abs=4)
    assert words[0].top + words[0].height == pytest.approx(2 * 80, abs=8)


def test_lines_are_counted_through_the_page(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", Sheet(lines=["mot hai", "ba"]))
    assert [word.line for word in pdf_text.layer_words(path, 0, 144)] == [0, 0, 1]


def test_letters_that_come_in_pieces_are_composed(tmp_path):
    letters = {"a": unicodedata.normalize("NFD", "ạ")}
    path = papers.write_pdf(tmp_path / "a.pdf", Sheet(lines=["Lang"], letters=letters))
    assert [word.text for word in pdf_text.layer_words(path, 0, 144)] == ["Lạng"]
