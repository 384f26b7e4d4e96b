"""Orders of large downloads: a PDF of page PDFs, or an hOCR or ALTO file of a whole book."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from library.catalogue.pages.downloads import PagePdf, PlacedPage
from library.storage.derivative_store import DerivativeStore
from library.storage.problems import PagesLostError

_ASSEMBLE_PDF = ("-P", str(Path(__file__).with_name("assemble_pdf.py")))
_WRITE_TEXT_FILE = ("-m", "library.catalogue.text.file_writer")
_PDF_VERSION, _TEXT_VERSION = 1, 1
"""Versions of the programs; raise one when the same pages should give another file."""


@dataclass(frozen=True, slots=True)
class FileOrder:
    """A file to make: the program, as arguments of Python, and the job that it reads."""

    program: tuple[str, ...]
    version: int
    job: dict[str, object]
    suffix: str
    source_bytes: int
    """Size of the sources: an estimate of the work, and of the size of the file."""

    @property
    def name(self) -> str:
        """File name that changes with the content."""
        content = json.dumps([self.version, self.suffix, self.job])
        return f"{hashlib.sha256(content.encode()).hexdigest()}.{self.suffix}"


@dataclass(frozen=True, slots=True)
class PdfMetadata:
    """Metadata of an assembled PDF."""

    title: str
    publisher: str
    language: str


def pdf_order(
    page_pdfs: Sequence[PagePdf], metadata: PdfMetadata, store: DerivativeStore
) -> FileOrder:
    """Return the order of a PDF of these pages.

    Raise PagesLostError if page PDFs are lost: a PDF with gaps would not be noticed.
    """
    lost = store.lost_among(page_pdf.digest for page_pdf in page_pdfs)
    if lost:
        raise PagesLostError([page.number for page in page_pdfs if page.digest in lost])
    job = {
        "leaves": [str(store.path(page_pdf.digest)) for page_pdf in page_pdfs],
        "numbers": [page_pdf.number for page_pdf in page_pdfs],
        **asdict(metadata),
    }
    source_bytes = sum(page_pdf.bytes for page_pdf in page_pdfs)
    return FileOrder(_ASSEMBLE_PDF, _PDF_VERSION, job, "pdf", source_bytes)


def text_file_order(
    suffix: str, pages: Sequence[PlacedPage], title: str, language: str, store: DerivativeStore
) -> FileOrder:
    """Return the order of an hOCR file or a ZIP of ALTO files of these pages."""
    paths = [store.path(page.words) for page in pages]
    job = {
        "title": title,
        "language": language,
        "pages": [
            (page.number, page.width, page.height, str(path))
            for page, path in zip(pages, paths, strict=True)
        ],
    }
    source_bytes = sum(path.stat().st_size for path in paths)
    program = (*_WRITE_TEXT_FILE, suffix)
    return FileOrder(program, _TEXT_VERSION, job, suffix, source_bytes * _SIZE_OF_XML)


_SIZE_OF_XML = 10
"""Ratio of the length of hOCR to that of the packed words."""
