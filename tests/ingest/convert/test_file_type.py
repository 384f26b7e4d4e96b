"""Tests of the detection of file types."""

import zipfile

import pytest

from ingest.convert.file_type import detect_kind, office_format
from ingest.problems import (
    BrokenFileError,
    EmptyFileError,
    EncryptedFileError,
    UnknownKindError,
)
from ingest.record import FileKind
from tests.ingest.parcels import rtf, write_zip

ODT = {"mimetype": b"application/vnd.oasis.opendocument.text"}
DOCX = {"[Content_Types].xml": b"", "word/document.xml": b""}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.jpg", b"%PDF-1.7", FileKind.PDF),
        ("a.pdf", b"\xff\xd8\xff", FileKind.IMAGE),
        ("a.doc", rtf(), FileKind.OFFICE),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", FileKind.WEB),
        ("a.txt", "Lạng Sơn".encode(), FileKind.TEXT),
        ("a.txt", "Lạng Sơn".encode("utf-16"), FileKind.TEXT),
        ("a.txt", b"RIFF" + bytes(500), FileKind.IMAGE),
        ("a.htm", "<p>Lạng Sơn</p>".encode("utf-16-le"), FileKind.WEB),
        ("a.txt", "Vi®t Nam".encode("latin-1"), FileKind.TEXT),
        ("a.txt", b"C\x12NG HO\x82A", FileKind.TEXT),
        (
            "a.doc",
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>',
            FileKind.OFFICE,
        ),
        (
            "a.xls",
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
            FileKind.OFFICE,
        ),
        ("a.txt", b'<?mso-application progid="Word.Document"?> is how it begins', FileKind.TEXT),
        ("a.eml", b"Subject: a\r\nMIME-Version: 1.0\r\n\r\na", FileKind.MAIL),
        ("a.webarchive", b"bplist00", FileKind.WEB),
        ("a.pdf", b"AT&TFORM\0\0\0\0DJVU", FileKind.DJVU),
        ("a.mp3", b"%PDF-1.7", FileKind.PDF),
        ("a.pdf", b"ID3\x03", FileKind.SOUND),
        ("a.wav", b"RIFF\0\0\0\0WAVEfmt ", FileKind.SOUND),
        ("a.mp4", b"\0\0\0\x18ftypmp42", FileKind.FILM),
        ("a.m4a", b"\0\0\0\x18ftypmp42", FileKind.SOUND),
        ("a.heic", b"\0\0\0\x18ftypheic", FileKind.IMAGE),
        ("a.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; a=b\r\n", FileKind.WEB),
    ],
)
def test_the_kind_of_a_file_is_detected_from_its_content(tmp_path, name, content, kind):
    (tmp_path / "a").write_bytes(content)
    assert detect_kind(tmp_path / "a", name) is kind


@pytest.mark.parametrize(
    ("files", "kind"),
    [(DOCX, FileKind.OFFICE), (ODT, FileKind.OFFICE), ({"1.jpg": b""}, FileKind.ARCHIVE)],
)
def test_an_office_document_is_distinguished_from_an_archive(tmp_path, files, kind):
    assert detect_kind(write_zip(tmp_path / "a.zip", files), "a.zip") is kind


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [
        ("oasis.opendocument.text-template", "odt"),
        ("oasis.opendocument.spreadsheet-template", "ods"),
        ("sun.xml.writer", "sxw"),
    ],
)
def test_templates_and_documents_have_the_same_suffix(tmp_path, kind, suffix):
    files = {"mimetype": f"application/vnd.{kind}".encode()}
    assert office_format(write_zip(tmp_path / "a.odt", files), "a.odt") == suffix


def test_an_empty_archive_is_an_archive(tmp_path):
    assert detect_kind(write_zip(tmp_path / "a.zip", {}), "a.zip") is FileKind.ARCHIVE


def test_an_archive_that_begins_with_a_pdf_is_an_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a.pdf", b"%PDF-1.7")
    assert detect_kind(tmp_path / "a.zip", "a.zip") is FileKind.ARCHIVE


def test_the_suffix_an_office_document_should_have_is_known(tmp_path):
    assert office_format(write_zip(tmp_path / "a.doc", DOCX), "a.doc") == "docx"


@pytest.mark.parametrize(
    ("content", "problem", "message"),
    [
        (b"", EmptyFileError, "rỗng"),
        (b"MZ\x90\0", UnknownKindError, "chương trình máy tính"),
        (b"PK\x03\x04 not a ZIP file", BrokenFileError, "bị hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), UnknownKindError, "không thuộc loại"),
    ],
)
def test_an_unsupported_file_is_refused_with_a_message(tmp_path, content, problem, message):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(problem, match=message):
        detect_kind(tmp_path / "a", "a.doc")


def test_a_package_of_another_program_is_refused(tmp_path):
    path = write_zip(tmp_path / "a.kra", {"mimetype": b"application/x-krita"})
    with pytest.raises(UnknownKindError):
        detect_kind(path, "a.kra")


@pytest.mark.parametrize("name", ["a.docm", "a.docx"])
def test_a_document_with_macros_is_refused_by_name_whatever_its_suffix(tmp_path, name):
    path = write_zip(tmp_path / "a", {**DOCX, "word/vbaProject.bin": b""})
    with pytest.raises(UnknownKindError, match="văn bản Word có macro"):
        detect_kind(path, name)


def test_an_encrypted_document_is_refused(tmp_path):
    locked = {**ODT, "META-INF/manifest.xml": b"<manifest:encryption-data/>"}
    with pytest.raises(EncryptedFileError, match="bỏ mật khẩu"):
        detect_kind(write_zip(tmp_path / "a.odt", locked), "a.odt")
