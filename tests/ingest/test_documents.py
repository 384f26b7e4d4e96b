"""Tests of how documents become PDFs, with LibreOffice itself."""

from pathlib import Path

import pytest

from ingest.documents import clear_unfinished, printed
from ingest.problems import BrokenFileError, TextTooLongError
from ingest.record import FileKind
from ingest.tools import pdf_text
from tests.ingest.parcels import rtf, write_zip


def words(path: Path, content: bytes) -> list[str]:
    """Return the words on the first page of a PDF."""
    path.write_bytes(content)
    return [word.text for word in pdf_text.layer_words(path, 0, 144)]


def test_a_letter_in_old_fonts_is_printed_in_unicode(tmp_path):
    (tmp_path / "a").write_bytes(rtf())
    made = printed(tmp_path / "a", FileKind.OFFICE, "thư.doc")
    assert words(tmp_path / "a.pdf", made.pdf) == [
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
    assert "TCVN3" in made.remark


@pytest.mark.slow
def test_a_text_keeps_its_lines_and_columns(tmp_path):
    (tmp_path / "a").write_bytes("Số       Ngày\n1        2 < 3 & 4".encode())
    made = printed(tmp_path / "a", FileKind.TEXT, "a.txt")
    assert words(tmp_path / "a.pdf", made.pdf) == ["Số", "Ngày", "1", "2", "<", "3", "&", "4"]
    first, second, *_ = pdf_text.layer_words(tmp_path / "a.pdf", 0, 144)
    assert second.left > 4 * first.width


@pytest.mark.slow
def test_the_same_document_is_printed_the_same_byte_for_byte(tmp_path):
    (tmp_path / "a").write_bytes(b"<p>a</p>")
    first, second = (printed(tmp_path / "a", FileKind.WEB, "a.htm") for _ in range(2))
    assert first == second


@pytest.mark.slow
def test_a_spoilt_document_is_refused_in_words(tmp_path):
    path = write_zip(tmp_path / "a", {"[Content_Types].xml": b"<", "word/document.xml": b"<<"})
    with pytest.raises(BrokenFileError, match=r"thư\.docx"):
        printed(path, FileKind.OFFICE, "thư.docx")


def test_a_text_longer_than_any_book_is_refused(tmp_path):
    with (tmp_path / "a").open("wb") as text:
        text.truncate(40 << 20)
    with pytest.raises(TextTooLongError, match="40 MB"):
        printed(tmp_path / "a", FileKind.TEXT, "a.txt")


def test_what_a_process_that_died_left_behind_is_removed(tmp_path):
    (tmp_path / "doc-abc").mkdir()
    (tmp_path / "an upload").touch()
    clear_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["an upload"]
