"""Orders of large downloads: a PDF, an hOCR or ALTO file of a whole book, a page in full size."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from library.catalogue.pages.downloads import PagePdf, PlacedPage
from library.catalogue.queries import Image
from library.storage.derivative_store import DerivativeStore
from library.storage.problems import PagesLostError

_ASSEMBLE_PDF = ("-P", str(Path(__file__).with_name("assemble_pdf.py")))
_WRITE_TEXT_FILE = ("-m", "library.catalogue.text.file_writer")
_WRITE_JPEG = ("-P", str(Path(__file__).with_name("page_jpeg.py")))
_PDF_VERSION, _TEXT_VERSION, _JPEG_VERSION = 1, 1, 1
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
    page_pdfs: Sequence[PagePdf], metadata: PdfMetadata, store: DerivativeStore
) -> FileOrder:
    """Return the order of a PDF of these pages."""
    pages = [(page_pdf.number, page_pdf.digest) for page_pdf in page_pdfs]
    numbers = [number for number, _digest in pages]
    return FileOrder(
        _ASSEMBLE_PDF,
        _PDF_VERSION,
        {"pages": pages, **asdict(metadata)},
        lambda: {"leaves": _paths(store, pages), "numbers": numbers, **asdict(metadata)},
        "pdf",
        sum(page_pdf.bytes for page_pdf in page_pdfs),
    )


def text_file_order(
    suffix: str, pages: Sequence[PlacedPage], title: str, language: str, store: DerivativeStore
) -> FileOrder:
    """Return the order of an hOCR file or a ZIP of ALTO files of these pages."""
    rows = [(page.number, page.width, page.height) for page in pages]
    words = [(page.number, page.words) for page in pages]
    head = {"title": title, "language": language}
    return FileOrder(
        (*_WRITE_TEXT_FILE, suffix),
        _TEXT_VERSION,
        {**head, "pages": rows, "words": words},
        lambda: {
            **head,
            "pages": [(*row, path) for row, path in zip(rows, _paths(store, words), strict=True)],
        },
        suffix,
        len(pages) * _TEXT_BYTES_PER_PAGE,
    )


def jpeg_order(image: Image, number: int, store: DerivativeStore) -> FileOrder:
    """Return the order of a page as JPEG, from its tiles or its largest reading image."""
    size = {"width": image.width, "height": image.height}
    return FileOrder(
        _WRITE_JPEG,
        _JPEG_VERSION,
        {"image": image.digest, **size},
        lambda: {"source": _paths(store, [(number, image.digest)])[0], **size},
        "jpg",
        2 * image.bytes,
    )


_TEXT_BYTES_PER_PAGE = 40_000
"""Length of the hOCR of a full page."""


def _paths(store: DerivativeStore, files: Sequence[tuple[int, str]]) -> list[str]:
    """Return the paths of the files (page number, checksum) of a download.

    Raise PagesLostError if some are lost: a download with gaps would not be noticed.
    """
    lost_digests = store.lost_among(digest for _number, digest in files)
    if lost_digests:
        raise PagesLostError([number for number, digest in files if digest in lost_digests])
    return [str(store.path(digest)) for _number, digest in files]
