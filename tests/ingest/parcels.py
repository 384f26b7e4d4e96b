"""Test archives, portfolios and office documents."""

import zipfile
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject

_RTF = r"{\rtf1\ansi{\fonttbl{\f0\fnil .VnTime;}{\f1\fnil .VnTimeH;}{\f2\fnil Times New Roman;}}"

OLD_CAPITALS, OLD_WORDS, NEW_WORDS = "céng hoµ x· héi", "§éc lËp - Tù do", "Arial"


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    """Write a ZIP file of named contents."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def write_zip_named(path: Path, written: bytes, content: bytes) -> Path:
    """Write a ZIP file as old programs did, with a name in an undeclared encoding."""
    stand_in = "a" * len(written)
    write_zip(path, {stand_in: content})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), written))
    return path


def write_portfolio(path: Path, documents: dict[str, bytes]) -> Path:
    """Write a PDF portfolio: one placeholder page and embedded documents."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    for name, content in documents.items():
        writer.add_attachment(name, content)
    writer.root_object[NameObject("/Collection")] = DictionaryObject()
    writer.write(path)
    return path


def rtf() -> bytes:
    """Return an RTF letter in a legacy capitals font, a legacy font and a Unicode font."""
    old = "".join(
        letter if letter.isascii() else rf"\'{ord(letter):02x}"
        for letter in rf"\f1 {OLD_CAPITALS}\par \f0 {OLD_WORDS}\par "
    )
    return f"{_RTF}{old}\\f2 {NEW_WORDS}\\par }}".encode("ascii")
