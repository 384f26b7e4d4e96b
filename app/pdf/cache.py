"""Cache of assembled PDFs, which evicts the least recently used ones."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from library.catalogue.pages.downloads import PagePdf
from library.storage.derivative_store import DerivativeStore
from library.storage.problems import PagesLostError

_VERSION = 1
"""Version of the assembly; raise it when the same page PDFs should be assembled differently."""

_ASSEMBLE_SCRIPT = Path(__file__).with_name("assemble.py")
_TIMEOUT_SECONDS = 600
_UNFINISHED_PREFIX = "half-"
_DAY_SECONDS = 86_400

_assembly_lock = Lock()
"""Assemble one PDF at a time, so that the processor stays free for readers."""


@dataclass(frozen=True, slots=True)
class PdfMetadata:
    """Metadata of an assembled PDF."""

    title: str
    publisher: str
    language: str


class PdfCache:
    """Folder of assembled PDFs, each named by a hash of its content and metadata."""

    def __init__(self, folder: Path, store: DerivativeStore, max_bytes: int) -> None:
        self._folder = folder
        self._store = store
        self._max_bytes = max_bytes

    def get(self, page_pdfs: Sequence[PagePdf], metadata: PdfMetadata) -> Path:
        """Return the path of the PDF of these pages, assembling it if it is not cached."""
        path = self._folder / f"{_file_stem(page_pdfs, metadata)}.pdf"
        with _assembly_lock:
            if not path.exists():
                self._require_whole(page_pdfs)
                self._folder.mkdir(parents=True, exist_ok=True)
                self._evict(sum(page_pdf.bytes for page_pdf in page_pdfs))
                self._assemble(page_pdfs, metadata, path)
        os.utime(path)  # the least recently used PDFs are evicted first
        return path

    def _require_whole(self, page_pdfs: Sequence[PagePdf]) -> None:
        """Raise PagesLostError if page PDFs are lost: a PDF with gaps would not be noticed."""
        lost = self._store.lost_among(page_pdf.digest for page_pdf in page_pdfs)
        if lost:
            raise PagesLostError([page.number for page in page_pdfs if page.digest in lost])

    def _assemble(self, page_pdfs: Sequence[PagePdf], metadata: PdfMetadata, path: Path) -> None:
        with TemporaryDirectory(dir=self._folder, prefix=_UNFINISHED_PREFIX) as folder:
            unfinished = Path(folder) / path.name
            job = {
                "leaves": [str(self._store.path(page_pdf.digest)) for page_pdf in page_pdfs],
                "numbers": [page_pdf.number for page_pdf in page_pdfs],
                "target": str(unfinished),
                **asdict(metadata),
            }
            _run_assembly(job)
            unfinished.rename(path)

    def _evict(self, needed_bytes: int) -> None:
        for unfinished in self._folder.glob(f"{_UNFINISHED_PREFIX}*"):
            if time.time() - unfinished.stat().st_mtime > _DAY_SECONDS:  # its process was killed
                shutil.rmtree(unfinished, ignore_errors=True)
        pdfs = sorted(self._folder.glob("*.pdf"), key=lambda pdf: pdf.stat().st_mtime)
        used_bytes = sum(pdf.stat().st_size for pdf in pdfs)
        for pdf in pdfs:
            if used_bytes + needed_bytes <= self._max_bytes:
                return
            used_bytes -= pdf.stat().st_size
            with suppress(FileNotFoundError):  # another process evicted it meanwhile
                pdf.unlink()


def _run_assembly(job: dict[str, object]) -> None:
    subprocess.run(
        [sys.executable, "-P", _ASSEMBLE_SCRIPT],
        input=json.dumps(job),
        text=True,
        check=True,
        timeout=_TIMEOUT_SECONDS,
    )


def _file_stem(page_pdfs: Sequence[PagePdf], metadata: PdfMetadata) -> str:
    parts = (str(_VERSION), metadata.title, metadata.publisher, metadata.language)
    pages = (f"{page_pdf.number} {page_pdf.digest}" for page_pdf in page_pdfs)
    return hashlib.sha256("\n".join((*parts, *pages)).encode()).hexdigest()
