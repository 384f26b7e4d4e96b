"""Detection of file types by content."""

import re
from collections.abc import Mapping
from pathlib import Path, PurePath

from ingest.problems import (
    EmptyFileError,
    EncryptedFileError,
    NoRecordingError,
    PlaylistError,
    UnknownKindError,
)
from ingest.record import FileKind
from ingest.tools import archive, ole, other_archives
from library.accessions.grouping import (
    DJVU_SIGNATURE,
    SNIFF_BYTES,
    TEXT_SUFFIXES,
    TRANSCRIPT_SUFFIXES,
    FileType,
    detect_sidecar_type,
)
from library.accessions.recording_formats import RECORDING_SUFFIXES, format_of, is_playlist
from library.accessions.refused_files import (
    MACRO_SHEET,
    MACRO_SLIDES,
    MACRO_TEXT,
    OUTLOOK,
    refusal_of,
    refused_type,
)

_PDF_MARK = b"%PDF-"
_LAYOUT_KINDS = {FileType.STRUCTURE: FileKind.METS, FileType.LAYOUT: FileKind.LAYOUT}
_RTF_MARK = b"{\\rtf"
_WEB_ARCHIVE_MARK, _WEB_ARCHIVE_SUFFIX, _MAIL_SUFFIX = b"bplist00", ".webarchive", ".eml"
_EPUB = "application/epub+zip"
_ODF_SUFFIXES = {
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
_XML_MARK, _XML_MARK_BYTES = b"<?xml", 8
_PROGRAMS = {b'progid="Word.Document"': "doc", b'progid="Excel.Sheet"': "xls"}
"""Processing instructions at the head of XML files from Word and Excel 2003."""
_ODF_MANIFEST, _ENCRYPTION_MARK, _MAX_MANIFEST_BYTES = (
    "META-INF/manifest.xml",
    b"encryption-data",
    1 << 20,
)
_OOXML_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_MACRO_FILES = {
    "word/vbaProject.bin": MACRO_TEXT,
    "xl/vbaProject.bin": MACRO_SHEET,
    "ppt/vbaProject.bin": MACRO_SLIDES,
}
_WEB = re.compile(rb"<(!doctype\s+html|html|head|body|meta|title|p|div|font|table)[\s>]", re.I)
_MHTML = re.compile(
    rb"^mime-version:.*^content-type:\s*(multipart/related|text/html)", re.I | re.M | re.S
)
"""Header of a web page saved as one file (MHTML), which Word also names as a document."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MIN_ZERO_SHARE, _MAX_ZERO_SHARE = 1 / 3, 0.55
"""Share of zero bytes in UTF-16 text: about half or slightly less; executables have many more."""


_NEVER_IN_TEXT = frozenset(range(0x20)) - frozenset(
    b"\t\n\r\f\x1a\x02\x03\x04\x05\x06\x10\x11\x12\x13\x14\x15\x19\x1c\x1d\x1e"
)
"""Control bytes absent from text; VISCII and VPS use other control bytes for letters."""


def detect_kind(path: Path, name: str) -> FileKind:
    """Return the kind of a file; raise a ProblemError if it is empty or unsupported."""
    beginning = _beginning(path)
    if not beginning:
        raise EmptyFileError(name)
    if kind := refused_type(name, beginning):
        raise UnknownKindError(kind.sentence(name))
    if PurePath(name).suffix.lower() in TRANSCRIPT_SUFFIXES:
        return FileKind.TRANSCRIPT
    if sort := _LAYOUT_KINDS.get(detect_sidecar_type(beginning)):
        return sort
    if is_playlist(beginning):
        raise PlaylistError(name)
    return (
        _kind_by_signature(beginning, name)
        or _kind_of_package(beginning, path, name)
        or _kind_of_text(beginning, name)
    )


def _kind_by_signature(beginning: bytes, name: str) -> FileKind | None:
    if other_archives.is_other_archive(beginning):
        return FileKind.ARCHIVE
    if beginning.startswith(DJVU_SIGNATURE):
        return FileKind.DJVU
    recording = format_of(beginning, name)
    return FileKind(recording.kind) if recording else None


def _kind_of_package(beginning: bytes, path: Path, name: str) -> FileKind | None:
    if not beginning.startswith((*archive.SIGNATURES, ole.SIGNATURE, _RTF_MARK)):
        return None
    match office_format(path, name):
        case None:
            return FileKind.ARCHIVE
        case "epub":
            return FileKind.EPUB
        case _:
            return FileKind.OFFICE


def _kind_of_text(beginning: bytes, name: str) -> FileKind:
    """Return the kind of a PDF or a file of letters; anything else may be an image."""
    suffix = PurePath(name).suffix.lower()
    if _PDF_MARK in beginning:  # anywhere: some programs write text before it
        return FileKind.PDF
    if beginning.startswith(_WEB_ARCHIVE_MARK) and suffix == _WEB_ARCHIVE_SUFFIX:
        return FileKind.WEB
    if suffix in RECORDING_SUFFIXES:
        raise NoRecordingError(name)
    if not (_is_text(beginning) and suffix in TEXT_SUFFIXES):
        return FileKind.IMAGE
    if suffix == _MAIL_SUFFIX:
        return FileKind.MAIL
    if _office_xml_suffix(beginning):
        return FileKind.OFFICE
    is_web = _WEB.search(beginning.replace(b"\0", b"")) or is_mhtml(beginning)
    return FileKind.WEB if is_web else FileKind.TEXT


def office_format(path: Path, name: str) -> str | None:
    """Return the correct suffix of an office document or EPUB; None for any other archive."""
    beginning = _beginning(path)
    if beginning.startswith(_RTF_MARK):
        return "rtf"
    if beginning.startswith(ole.SIGNATURE):
        if ole.is_encrypted(path):
            raise EncryptedFileError(name)
        suffix = ole.format_of(path)
        if suffix is None:
            is_mail = ole.is_outlook(path)
            raise UnknownKindError(OUTLOOK.sentence(name) if is_mail else refusal_of(path, name))
        return suffix
    return _office_xml_suffix(beginning) or _package_suffix(path, name)


def is_mhtml(beginning: bytes) -> bool:
    """Return True if the beginning of a file is that of an MHTML web page."""
    return bool(_MHTML.search(beginning))


def _office_xml_suffix(beginning: bytes) -> str | None:
    """Return the suffix of an XML file written by Word or Excel; None for any other file."""
    if _XML_MARK not in beginning[:_XML_MARK_BYTES]:
        return None
    return next((suffix for mark, suffix in _PROGRAMS.items() if mark in beginning), None)


def _package_suffix(path: Path, name: str) -> str | None:
    inside = archive.list_names(path, name)
    if "mimetype" in inside:
        if _ODF_MANIFEST in inside and _ENCRYPTION_MARK in archive.read(
            path, name, _ODF_MANIFEST, _MAX_MANIFEST_BYTES
        ):
            raise EncryptedFileError(name)
        kind = archive.read(path, name, "mimetype", SNIFF_BYTES).decode("ascii", "replace").strip()
        return "epub" if kind == _EPUB else _suffix_for(_ODF_SUFFIXES, kind, path, name)
    if macro := next((_MACRO_FILES[place] for place in _MACRO_FILES if place in inside), None):
        raise UnknownKindError(macro.sentence(name))
    if "[Content_Types].xml" in inside:
        folder = next(
            (
                folder_name
                for folder_name in _OOXML_FOLDERS
                if any(path_inside.startswith(folder_name) for path_inside in inside)
            ),
            "",
        )
        return _suffix_for(_OOXML_FOLDERS, folder, path, name)
    return None


def _suffix_for(formats: Mapping[str, str], key: str, path: Path, name: str) -> str:
    if key not in formats:
        raise UnknownKindError(refusal_of(path, name))
    return formats[key]


def _is_text(beginning: bytes) -> bool:
    if beginning.startswith(_UTF16_MARKS):
        return True
    zeros = beginning.count(0) / len(beginning)
    if zeros > _MIN_ZERO_SHARE:
        return zeros < _MAX_ZERO_SHARE
    return _NEVER_IN_TEXT.isdisjoint(beginning)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as content:
        return content.read(SNIFF_BYTES)
