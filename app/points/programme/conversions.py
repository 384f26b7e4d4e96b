"""Cached conversion of DOCX documents to PDF and ODT."""

import hashlib
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from library.errors import OfficeFailedError
from library.process import libreoffice as convert

_VERSION = 1
"""Cache version; increase it if the same document should be converted differently."""

_conversion_lock = Lock()
"""Lock for one conversion at a time, so that readers keep the processor."""


def convert_paper(paper: bytes, suffix: str, cache: Path, name: str) -> bytes:
    """Return a DOCX converted to PDF or ODT (`suffix`); raise OfficeFailedError."""
    digest = hashlib.sha256(paper).hexdigest()
    target = cache / f"paper-{_VERSION}-{digest}.{suffix}"
    with _conversion_lock:
        if not target.exists():
            cache.mkdir(parents=True, exist_ok=True)
            _convert(paper, suffix, target, name)
    os.utime(target)  # the least recently used file is evicted first
    return target.read_bytes()


def _convert(paper: bytes, suffix: str, target: Path, name: str) -> None:
    with TemporaryDirectory(dir=target.parent) as folder:
        source, output_folder = Path(folder) / "paper.docx", Path(folder) / "made"
        source.write_bytes(paper)
        output_folder.mkdir()
        output = convert.convert_document(source, suffix, output_folder, name)
        if output is None:
            raise OfficeFailedError(name)
        output.replace(target)
