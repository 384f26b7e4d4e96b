"""Judges by its content what a file is."""

import re
from collections.abc import Mapping
from pathlib import Path, PurePath

from ingest.problems import (
    EmptyFileError,
    EncryptedFileError,
    UnknownKindError,
    UnpackableArchiveError,
)
from ingest.record import FileKind
from ingest.tools import archive, ole
from library.accessions.grouping import BEGINNING, DOCUMENT_SUFFIXES, Sort, spoken_sort

_PDF_MARK = b"%PDF-"
_SPOKEN_OF = {Sort.STRUCTURE: FileKind.METS, Sort.LAYOUT: FileKind.LAYOUT}
_RTF_MARK = b"{\\rtf"
_PACKED_OTHERWISE = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OPEN_FORMATS = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.presentation-template": "odp",
    "application/vnd.sun.xml.writer": "sxw",
    "application/vnd.sun.xml.calc": "sxc",
    "application/vnd.sun.xml.impress": "sxi",
}
_XML_MARK, _LONGEST_MARK = b"<?xml", 8
_PROGRAMS = {b'progid="Word.Document"': "doc", b'progid="Excel.Sheet"': "xls"}
"""What Word and Excel of 2003 put at the head of the XML that they write."""
_LIST, _LOCKED, _LONGEST_LIST = "META-INF/manifest.xml", b"encryption-data", 1 << 20
_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_WEB = re.compile(rb"<(!doctype\s+html|html|head|body|meta|title|p|div|font|table)[\s>]", re.I)
_MAIL = re.compile(
    rb"^mime-version:.*^content-type:\s*(multipart/related|text/html)", re.I | re.M | re.S
)
"""The head of a web page saved as one file; Word gives it the name of a document, too."""

_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FEWEST_ZEROS, _MOST_ZEROS = 1 / 3, 0.55
"""Of the bytes of UTF-16 every other one, or somewhat less, is zero; of programs many more are."""

_OF_TEXTS = DOCUMENT_SUFFIXES - {".pdf", ".zip"}
_NEVER_IN_TEXT = frozenset(range(0x20)) - frozenset(
    b"\t\n\r\f\x1a\x02\x03\x04\x05\x06\x10\x11\x12\x13\x14\x15\x19\x1c\x1d\x1e"
)
"""VISCII and VPS have letters among the controls."""


def kind_of(path: Path, name: str) -> FileKind:
    """Return what a file is; raise a ProblemError when it is nothing that can be read."""
    beginning = _beginning(path)
    if not beginning:
        raise EmptyFileError(name)
    if sort := _SPOKEN_OF.get(spoken_sort(beginning)):
        return sort
    if beginning.startswith(_PACKED_OTHERWISE):
        raise UnpackableArchiveError(name)
    if beginning.startswith((*archive.MARKS, ole.MARK, _RTF_MARK)):
        return FileKind.OFFICE if office_format(path, name) else FileKind.ARCHIVE
    if _PDF_MARK in beginning:  # anywhere: some programs put a greeting before it
        return FileKind.PDF
    if _is_text(beginning) and PurePath(name).suffix.lower() in _OF_TEXTS:
        if _program_of(beginning):
            return FileKind.OFFICE
        is_web = _WEB.search(beginning.replace(b"\0", b"")) or is_mail(beginning)
        return FileKind.WEB if is_web else FileKind.TEXT
    return FileKind.IMAGE


def office_format(path: Path, name: str) -> str | None:
    """Return the suffix an office document should have; None for an archive of other things."""
    beginning = _beginning(path)
    if beginning.startswith(_RTF_MARK):
        return "rtf"
    if beginning.startswith(ole.MARK):
        if ole.is_locked(path):
            raise EncryptedFileError(name)
        found = ole.format_of(path)
        if found is None:
            raise UnknownKindError(name)
        return found
    return _program_of(beginning) or _format_of_package(path, name)


def is_mail(beginning: bytes) -> bool:
    """Say whether a file is a web page saved together with all it shows (MHTML)."""
    return bool(_MAIL.search(beginning))


def _program_of(beginning: bytes) -> str | None:
    """Return the suffix of the program that wrote an XML file; None of any other file."""
    if _XML_MARK not in beginning[:_LONGEST_MARK]:
        return None
    return next((suffix for mark, suffix in _PROGRAMS.items() if mark in beginning), None)


def _format_of_package(path: Path, name: str) -> str | None:
    inside = archive.names_in(path, name)
    if "mimetype" in inside:
        if _LIST in inside and _LOCKED in archive.read(path, name, _LIST, _LONGEST_LIST):
            raise EncryptedFileError(name)
        kind = archive.read(path, name, "mimetype", BEGINNING).decode("ascii", "replace").strip()
        return _known(_OPEN_FORMATS, kind, name)
    if "[Content_Types].xml" in inside:
        folder = next((one for one in _FOLDERS if any(i.startswith(one) for i in inside)), "")
        return _known(_FOLDERS, folder, name)
    return None


def _known(formats: Mapping[str, str], told: str, name: str) -> str:
    if told not in formats:
        raise UnknownKindError(name)
    return formats[told]


def _is_text(beginning: bytes) -> bool:
    if beginning.startswith(_MARKS_OF_UTF16):
        return True
    zeros = beginning.count(0) / len(beginning)
    if zeros > _FEWEST_ZEROS:
        return zeros < _MOST_ZEROS
    return _NEVER_IN_TEXT.isdisjoint(beginning)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as content:
        return content.read(BEGINNING)
