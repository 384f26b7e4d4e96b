"""Cached conversion of DOCX documents to PDF/A and ODT."""

import hashlib
import io
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from pikepdf import Array, Dictionary, Name, Pdf, String

from library.errors import OfficeFailedError
from library.process import libreoffice as convert

_VERSION = 2
"""Cache version; increase it if the same document should be converted differently."""

_PRINT_AND_LOCKED = 132
_SIGNATURES_EXIST_APPEND_ONLY = 3

_conversion_lock = Lock()
"""Lock for one conversion at a time, so that readers keep the processor."""


def convert_paper(paper: bytes, suffix: str, cache: Path, name: str) -> bytes:
    """Return a DOCX converted to PDF/A or ODT (`suffix`); raise OfficeFailedError."""
    digest = hashlib.sha256(paper).hexdigest()
    target = cache / f"paper-{_VERSION}-{digest}.{suffix}"
    with _conversion_lock:
        if not target.exists():
            cache.mkdir(parents=True, exist_ok=True)
            _convert(paper, suffix, target, name)
    os.utime(target)  # the least recently used file is evicted first
    return target.read_bytes()


def paper_to_sign(paper: bytes, cache: Path, name: str) -> bytes:
    """Return a DOCX as PDF/A with an empty signature field; raise OfficeFailedError."""
    return add_signature_field(convert_paper(paper, "pdf", cache, name))


def add_signature_field(pdf: bytes) -> bytes:
    """Return a PDF with one unsigned field; the same file gives the same bytes.

    The field has no area, so it needs no appearance, which PDF/A would ask for: the tool that signs
    draws the picture where the signer wants it.
    """
    with Pdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String("Chữ ký của người ký"),
                Rect=Array([0, 0, 0, 0]),
                F=_PRINT_AND_LOCKED,
                P=page.obj,
            )
        )
        page.obj.Annots = Array([*page.obj.get("/Annots", []), field])
        document.Root.AcroForm = Dictionary(
            Fields=Array([field]), SigFlags=_SIGNATURES_EXIST_APPEND_ONLY
        )
        buffer = io.BytesIO()
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def _convert(paper: bytes, suffix: str, target: Path, name: str) -> None:
    with TemporaryDirectory(dir=target.parent) as folder:
        source, output_folder = Path(folder) / "paper.docx", Path(folder) / "made"
        source.write_bytes(paper)
        output_folder.mkdir()
        options = convert.ARCHIVE_PDF if suffix == "pdf" else ""
        output = convert.convert_document(source, suffix, output_folder, name, options)
        if output is None:
            raise OfficeFailedError(name)
        output.replace(target)
