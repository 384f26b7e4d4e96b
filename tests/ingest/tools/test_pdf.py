"""Tests of opening, rendering and reading PDF documents."""

import unicodedata

import pytest

from ingest.problems import BrokenFileError, EncryptedFileError, ImageTooLargeError, NoPagesError
from ingest.tools import pdf, pdf_text
from library.vietnamese.legacy_encodings import LegacyEncoding
from tests.ingest import papers
from tests.ingest.papers import PdfPage, scan


def test_pages_are_counted(tmp_path):
    assert pdf.pages(papers.write_pdf(tmp_path / "a.pdf", PdfPage(), PdfPage()), "a.pdf") == range(
        2
    )


def test_an_encrypted_document_is_distinguished_from_a_broken_one(tmp_path):
    with pytest.raises(EncryptedFileError, match="bỏ mật khẩu"):
        pdf.pages(papers.write_encrypted_pdf(tmp_path / "a.pdf"), "a.pdf")


def test_a_document_without_pages_is_distinguished_from_a_broken_one(tmp_path):
    with pytest.raises(NoPagesError):
        pdf.pages(papers.write_pdf(tmp_path / "a.pdf"), "a.pdf")


def test_a_document_cut_short_is_broken(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(scan()))
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(BrokenFileError, match=r"thư\.pdf"):
        pdf.pages(path, "thư.pdf")


def test_a_scan_is_drawn_pixel_by_pixel(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(scan()))
    facts = pdf.facts(path, 0)
    dpi = pdf.drawing_dpi(facts, to_read=True)
    assert pdf.draw(path, 0, dpi).shape[1::-1] == pytest.approx(scan().size, abs=1)


def test_an_enormous_page_is_refused(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(size=(200_000, 200_000)))
    with pytest.raises(ImageTooLargeError):
        pdf.drawing_dpi(pdf.facts(path, 0), to_read=True)


def test_words_have_the_boxes_of_their_drawn_text(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=["Lang Son"]))
    words = pdf_text.layer_words(path, 0, 144)
    assert [word.text for word in words] == ["Lang", "Son"]
    assert words[0].left == pytest.approx(2 * 60, abs=4)
    assert words[0].top + words[0].height == pytest.approx(2 * 80, abs=8)


def test_lines_are_counted_through_the_page(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=["mot hai", "ba"]))
    assert [word.line for word in pdf_text.layer_words(path, 0, 144)] == [0, 0, 1]


def test_cropped_words_are_not_read(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=["mot hai", "ba", "bon"]))
    box = b"/MediaBox[0 0 595 842]"
    crop = b"/CropBox[80 740 595 842]"  # the first two lines, without the first word of each
    path.write_bytes(path.read_bytes().replace(box, box + crop))
    words = pdf_text.layer_words(path, 0, 144)
    assert [(word.text, word.line) for word in words] == [("hai", 0)]


def test_decomposed_letters_are_composed(tmp_path):
    letters = {"a": unicodedata.normalize("NFD", "ạ")}
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=["Lang"], letters=letters))
    assert [word.text for word in pdf_text.layer_words(path, 0, 144)] == ["Lạng"]


def test_surrogate_pairs_become_one_letter(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=["chu N"], letters={"N": "𡨸"}))
    assert [word.text for word in pdf_text.layer_words(path, 0, 144)] == ["chu", "𡨸"]


def test_invisible_words_are_omitted(tmp_path):
    sheet = PdfPage(lines=["mot s", "s", "hai"], letters={"s": "\u00ad"})
    words = pdf_text.layer_words(papers.write_pdf(tmp_path / "a.pdf", sheet), 0, 144)
    assert [(word.text, word.line) for word in words] == [("mot", 0), ("hai", 1)]


def test_a_line_far_below_begins_a_block(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=["mot", "hai", "", "", "ba"]))
    assert [word.block for word in pdf_text.layer_words(path, 0, 144)] == [0, 0, 1]


def test_a_page_without_text_has_no_words(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=[]))
    assert pdf_text.layer_words(path, 0, 144) == ()


OLD_LINES = ("Uû ban nh©n d©n tØnh L¹ng S¬n", "quyÕt ®Þnh vÒ viÖc x©y dùng ®­êng")


def test_legacy_font_text_is_converted_to_unicode(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=OLD_LINES, font="ABCDEF+.VnTime"))
    words = " ".join(word.text for word in pdf_text.layer_words(path, 0, 144))
    assert words == "Uỷ ban nhân dân tỉnh Lạng Sơn quyết định về việc xây dựng đường"


def test_text_in_a_legacy_capitals_font_is_in_capitals(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=OLD_LINES[:1], font=".VnTimeH,Bold"))
    words = " ".join(word.text for word in pdf_text.layer_words(path, 0, 144))
    assert words == "UỶ BAN NHÂN DÂN TỈNH LẠNG SƠN"


def test_converted_words_keep_their_boxes(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=OLD_LINES, font=".VnTime"))
    *_, last = pdf_text.layer_words(path, 0, 144)
    assert (last.text, last.line) == ("đường", 1)
    assert last.top + last.height == pytest.approx(2 * 96, abs=8)


def test_the_legacy_encoding_of_a_page_is_reported(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=OLD_LINES, font=".VnTime"))
    assert pdf.facts(path, 0).encodings == {LegacyEncoding.TCVN3}
