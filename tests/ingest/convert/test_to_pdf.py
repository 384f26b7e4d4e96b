"""Tests of conversion to PDF with LibreOffice."""

import base64
from pathlib import Path

import pytest

from ingest.convert.file_type import detect_kind
from ingest.convert.to_pdf import clear_unfinished, convert_to_pdf
from ingest.problems import BrokenFileError, NothingWrittenError, TextTooLongError
from ingest.record import FileKind
from ingest.tools import pdf_text
from tests.ingest.parcels import rtf, write_zip


def words(path: Path, content: bytes) -> list[str]:
    """Return the words on the first page of a PDF."""
    path.write_bytes(content)
    return [word.text for word in pdf_text.layer_words(path, 0, 144)]


@pytest.mark.slow
def test_a_letter_in_old_fonts_is_printed_in_unicode(tmp_path):
    (tmp_path / "a").write_bytes(rtf())
    conversion = convert_to_pdf(tmp_path / "a", FileKind.OFFICE, "thư.doc")
    assert words(tmp_path / "a.pdf", conversion.pdf) == [
        "CỘNG",
        "HOÀ",
        "XÃ",
        "HỘI",
        "Độc",
        "lập",
        "-",
        "Tự",
        "do",
        "Arial",
    ]
    assert "TCVN3" in conversion.remark


@pytest.mark.slow
def test_a_text_keeps_its_lines_and_columns(tmp_path):
    (tmp_path / "a").write_bytes("Số       Ngày\n1        2 < 3 & 4".encode())
    conversion = convert_to_pdf(tmp_path / "a", FileKind.TEXT, "a.txt")
    assert words(tmp_path / "a.pdf", conversion.pdf) == ["Số", "Ngày", "1", "2", "<", "3", "&", "4"]
    first, second, *_ = pdf_text.layer_words(tmp_path / "a.pdf", 0, 144)
    assert second.left > 4 * first.width


@pytest.mark.slow
def test_the_same_document_is_printed_the_same_byte_for_byte(tmp_path):
    (tmp_path / "a").write_bytes(b"<p>a</p>")
    first, second = (convert_to_pdf(tmp_path / "a", FileKind.WEB, "a.htm") for _ in range(2))
    assert first == second


@pytest.mark.slow
def test_the_headings_of_a_document_are_tagged(tmp_path):
    (tmp_path / "a").write_text("<h2>Đầu</h2><p>chữ</p>", "utf-8")
    conversion = convert_to_pdf(tmp_path / "a", FileKind.WEB, "a.htm")
    (tmp_path / "a.pdf").write_bytes(conversion.pdf)
    roles = [
        word.role.partition("#")[0] for word in pdf_text.layer_words(tmp_path / "a.pdf", 0, 144)
    ]
    assert roles == ["h2", "p"]


@pytest.mark.slow
def test_a_damaged_document_is_refused_with_a_message(tmp_path):
    path = write_zip(tmp_path / "a", {"[Content_Types].xml": b"<", "word/document.xml": b"<<"})
    with pytest.raises(BrokenFileError, match=r"thư\.docx"):
        convert_to_pdf(path, FileKind.OFFICE, "thư.docx")


def test_a_text_longer_than_any_book_is_refused(tmp_path):
    with (tmp_path / "a").open("wb") as text:
        text.truncate(40 << 20)
    with pytest.raises(TextTooLongError, match="40 MB"):
        convert_to_pdf(tmp_path / "a", FileKind.TEXT, "a.txt")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param(FileKind.TEXT, b" \r\n\t\n", id="an empty text"),
        pytest.param(FileKind.WEB, b"<frameset><frame src=a.htm></frameset>", id="frames alone"),
        pytest.param(FileKind.WEB, b"<body><img src=1.jpg></body>", id="images alone"),
    ],
)
def test_a_document_without_letters_is_refused_with_a_message(tmp_path, kind, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(NothingWrittenError, match="không có chữ nào"):
        convert_to_pdf(tmp_path / "a", kind, "a.htm")


@pytest.mark.slow
def test_a_web_page_saved_by_word_as_doc_is_read(tmp_path):
    (tmp_path / "a").write_bytes(
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes("<p>Lạng Sơn</p>".encode())
        + b"--b--\r\n"
    )
    conversion = convert_to_pdf(tmp_path / "a", detect_kind(tmp_path / "a", "a.doc"), "a.doc")
    assert words(tmp_path / "a.pdf", conversion.pdf) == ["Lạng", "Sơn"]


@pytest.mark.slow
def test_the_xml_of_word_2003_is_read(tmp_path):
    (tmp_path / "a").write_bytes(
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument '
        b'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>'
        + "Lạng Sơn</w:t></w:r></w:p></w:body></w:wordDocument>".encode()
    )
    conversion = convert_to_pdf(tmp_path / "a", detect_kind(tmp_path / "a", "a.doc"), "a.doc")
    assert words(tmp_path / "a.pdf", conversion.pdf) == ["Lạng", "Sơn"]


def test_folders_of_dead_processes_are_removed(tmp_path):
    (tmp_path / "doc-abc").mkdir()
    (tmp_path / "an upload").touch()
    clear_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["an upload"]
