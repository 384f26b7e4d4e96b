"""Orders of large downloads: a PDF of page PDFs, or an hOCR or ALTO file of a whole book."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from library.catalogue.pages.downloads import PagePdf, PlacedPage
from library.storage.content_store import ContentStore

_ASSEMBLE_PDF = ("-P", str(Path(__file__).with_name("assemble_pdf.py")))
_WRITE_TEXT_FILE = ("-m", "library.catalogue.text.file_writer")
_PDF_VERSION, _TEXT_VERSION = 1, 1
"""Versions of the programs; raise one when the same pages should give another file."""


@dataclass(frozen=True, slots=True)
class FileOrder:
    """A file to make: its content by checksums, and the program that makes it."""

    program: tuple[str, ...]
    """Arguments of Python."""
    version: int
    content: dict[str, object]
    """Values that decide the content of the file."""
    make_job: Callable[[], dict[str, object]]
    """Returns the job with the paths of the sources; to look up thousands takes 20 ms."""
    suffix: str
    expected_bytes: int
    """Approximate size of the file, also an estimate of the work."""

    @property
    def name(self) -> str:
        """File name that changes with the content."""
        values = json.dumps([self.version, self.suffix, self.content])
        return f"{hashlib.sha256(values.encode()).hexdigest()}.{self.suffix}"


@dataclass(frozen=True, slots=True)
class PdfMetadata:
    """Metadata of an assembled PDF."""

    title: str
    publisher: str
    language: str


def pdf_order(
    page_pdfs: Sequence[PagePdf], metadata: PdfMetadata, store: ContentStore
) -> FileOrder:
    """Return the order of a PDF of these pages."""
    digests = [page_pdf.digest for page_pdf in page_pdfs]
    numbers = [page_pdf.number for page_pdf in page_pdfs]
    return FileOrder(
        _ASSEMBLE_PDF,
        _PDF_VERSION,
        {"digests": digests, "numbers": numbers, **asdict(metadata)},
        lambda: {
            "leaves": [str(store.path(digest)) for digest in digests],
            "numbers": numbers,
            **asdict(metadata),
        },
        "pdf",
        sum(page_pdf.bytes for page_pdf in page_pdfs),
    )


def text_file_order(
    suffix: str, pages: Sequence[PlacedPage], title: str, language: str, store: ContentStore
) -> FileOrder:
    """Return the order of an hOCR file or a ZIP of ALTO files of these pages."""
    rows = [(page.number, page.width, page.height, page.words) for page in pages]
    head = {"title": title, "language": language}
    return FileOrder(
        (*_WRITE_TEXT_FILE, suffix),
        _TEXT_VERSION,
        {**head, "pages": rows},
        lambda: {**head, "pages": [(*row[:3], str(store.path(row[3]))) for row in rows]},
        suffix,
        len(pages) * _TEXT_BYTES_PER_PAGE,
    )


_TEXT_BYTES_PER_PAGE = 40_000
"""Length of the hOCR of a full page."""
