"""Files of older office programs, in OLE format (olefile)."""

import struct
from pathlib import Path

import olefile

SIGNATURE = olefile.MAGIC

_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
_ENCRYPTED_STREAMS = ("EncryptedPackage", "EncryptedSummary")
_WORD_ENCRYPTED_FLAG, _FILEPASS_RECORD = 0x0100, 0x002F
_READ_ERRORS = (OSError, ValueError, IndexError, KeyError, TypeError, struct.error)
"""Exceptions of olefile for damaged files."""


def format_of(path: Path) -> str | None:
    """Return the suffix of the program that wrote a file; None for other programs."""
    try:
        with olefile.OleFileIO(path) as file:
            return next((suffix for stream, suffix in _STREAMS if file.exists(stream)), None)
    except _READ_ERRORS:
        return None


def is_outlook(path: Path) -> bool:
    """Return True for a message of Outlook."""
    try:
        with olefile.OleFileIO(path) as file:
            return file.exists("__properties_version1.0")
    except _READ_ERRORS:
        return False


def is_encrypted(path: Path) -> bool:
    """Return True if a file opens only with a password."""
    try:
        with olefile.OleFileIO(path) as file:
            return (
                any(map(file.exists, _ENCRYPTED_STREAMS))
                or _is_word_encrypted(file)
                or _is_sheet_encrypted(file)
            )
    except _READ_ERRORS:
        return False


def _is_word_encrypted(file: olefile.OleFileIO) -> bool:
    if not file.exists("WordDocument"):
        return False
    (flags,) = struct.unpack_from("<H", file.openstream("WordDocument").read(12), 10)
    return bool(flags & _WORD_ENCRYPTED_FLAG)


def _is_sheet_encrypted(file: olefile.OleFileIO) -> bool:
    """Return True if one of the first three records of the workbook marks it as encrypted."""
    if not file.exists("Workbook"):
        return False
    beginning = file.openstream("Workbook").read(512)
    offset = 0
    for _ in range(3):
        kind, length = struct.unpack_from("<HH", beginning, offset)
        if kind == _FILEPASS_RECORD:
            return True
        offset += 4 + length
    return False
