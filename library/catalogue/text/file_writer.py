"""Files of the words of a whole item: hOCR, or a ZIP of ALTO files.

Also a program that reads its job as JSON: a thick book takes seconds, and the site runs it as a
process of its own so that other readers do not wait.
"""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from library.catalogue.text import alto_writer, hocr_writer
from library.catalogue.text.layout import PageLayout, layout_page
from library.catalogue.text.words import unpack

HOCR, ALTO_ZIP = "hocr.html", "alto.zip"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Fixed timestamp: the same files give the same archive."""

_NICENESS = 10


def write(
    kind: str, title: str, language: str, pages: Iterable[PageLayout], target: BinaryIO
) -> None:
    """Write the file of this kind; equal words give equal bytes."""
    if kind == HOCR:
        for piece in hocr_writer.document(title, language, pages):
            target.write(piece.encode())
        return
    with ZipFile(target, "w") as archive:
        for page in pages:
            name = ZipInfo(f"{page.number:05}.alto.xml", _LONG_AGO)
            content = alto_writer.document(page, language)
            archive.writestr(name, content, compress_type=ZIP_DEFLATED)


def _run(
    kind: str, title: str, language: str, pages: list[tuple[int, int, int, str]], target: str
) -> None:
    layouts = (
        layout_page(number, width, height, unpack(Path(words).read_bytes()))
        for number, width, height, words in pages
    )
    with Path(target).open("wb") as file:
        write(kind, title, language, layouts, file)


if __name__ == "__main__":
    os.nice(_NICENESS)
    _run(sys.argv[1], **json.load(sys.stdin))
