"""Words of a page from an OCR file next to its image, in ALTO or hOCR."""

from pathlib import Path

from ingest.ocr_import import alto, hocr
from ingest.ocr_import.external_words import Layout
from ingest.problems import LayoutTooLargeError

_MAX_BYTES = 64 << 20
_HOCR_MARK = b"ocr_page"
_HEAD_BYTES = 8192


def read(path: Path, name: str) -> Layout:
    """Return the words of a page; raise a LibraryError for a file that is invalid or too large."""
    if path.stat().st_size > _MAX_BYTES:
        raise LayoutTooLargeError(name)
    content = path.read_bytes()
    form = hocr if _HOCR_MARK in content[:_HEAD_BYTES] else alto
    return form.read(content, name)
