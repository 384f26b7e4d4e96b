"""Looks into files of the older office programs (olefile)."""

import struct
from pathlib import Path

import olefile

MARK = olefile.MAGIC

_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
_LOCKED = ("EncryptedPackage", "EncryptedSummary")
_WORD_LOCKED, _SHEET_LOCKED = 0x0100, 0x002F
_BREAKS = (OSError, ValueError, IndexError, KeyError, TypeError, struct.error)
"""What olefile raises on damaged files."""


def format_of(path: Path) -> str | None:
    """Return the suffix of the program that wrote a file; None when it was none of those."""
    try:
        with olefile.OleFileIO(path) as file:
            return next((suffix for stream, suffix in _STREAMS if file.exists(stream)), None)
    except _BREAKS:
        return None


def is_locked(path: Path) -> bool:
    """Say whether a file opens with a password only."""
    try:
        with olefile.OleFileIO(path) as file:
            return any(map(file.exists, _LOCKED)) or _word_locked(file) or _sheet_locked(file)
    except _BREAKS:
        return False


def _word_locked(file: olefile.OleFileIO) -> bool:
    if not file.exists("WordDocument"):
        return False
    (flags,) = struct.unpack_from("<H", file.openstream("WordDocument").read(12), 10)
    return bool(flags & _WORD_LOCKED)


def _sheet_locked(file: olefile.OleFileIO) -> bool:
    """Look at the records of the sheet: the second or third says that the rest is locked."""
    if not file.exists("Workbook"):
        return False
    beginning = file.openstream("Workbook").read(512)
    place = 0
    for _ in range(3):
        kind, length = struct.unpack_from("<HH", beginning, place)
        if kind == _SHEET_LOCKED:
            return True
        place += 4 + length
    return False
