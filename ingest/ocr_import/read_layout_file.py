"""Opens what lies beside an image and tells its words, whichever form it has."""

from pathlib import Path

from ingest.ocr_import import alto, hocr
from ingest.ocr_import.external_words import Layout
from ingest.problems import LayoutTooLargeError

_LARGEST = 64 << 20
_HTML = b"ocr_page"
_BEGINNING = 8192


def read(path: Path, name: str) -> Layout:
    """Return the words of a page; raise a LibraryError in words."""
    if path.stat().st_size > _LARGEST:
        raise LayoutTooLargeError(name)
    content = path.read_bytes()
    form = hocr if _HTML in content[:_BEGINNING] else alto
    return form.read(content, name)
