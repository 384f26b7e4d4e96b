"""Files of the words of a whole item: hOCR, or a ZIP of ALTO files.

Also a program that reads its job as JSON: a thick book takes seconds, and the site runs it as a
process of its own so that other readers do not wait.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from library.catalogue.text import alto_writer
from library.catalogue.text.layout import Box, Line, PageLayout, layout_page
from library.catalogue.text.words import Word, unpack
from library.xml_io import add, xml_safe

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang={language} lang={language}>
<head>
<title>{title}</title>
<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
<meta name="ocr-system" content="diachi"/>
<meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_line ocrx_word"/>
</head>
<body>
"""
_TAIL = "</body>\n</html>\n"


def document(title: str, language: str, pages: Iterable[PageLayout]) -> Iterator[str]:
    """Yield an hOCR file page by page, so that memory use does not grow with the book."""
    yield _HEAD.format(language=quoteattr(language), title=escape(xml_safe(title)))
    for page in pages:
        yield tostring(_page(page), encoding="unicode") + "\n"
    yield _TAIL


def _page(page: PageLayout) -> Element:
    bbox = f"bbox 0 0 {page.width} {page.height}; ppageno {page.number - 1}"
    attributes = {"class": "ocr_page", "id": f"page_{page.number}", "title": bbox}
    element = Element("div", attributes)
    for block in page.blocks:
        area = add(element, "div", class_="ocr_carea", title=_box(block.box))
        for line in block.lines:
            _write_line(area, line)
    return element


def _write_line(area: Element, line: Line) -> None:
    element = add(area, "span", class_="ocr_line", title=_box(line.box))
    for word in line.words:
        _write_word(element, word)
    element[-1].tail = None
    element.tail = "\n"


def _write_word(line: Element, word: Word) -> None:
    title = f"{_box(Box.around((word,)))}; x_wconf {round(word.confidence * 100)}"
    add(line, "span", word.text, class_="ocrx_word", title=title).tail = " "


def _box(box: Box) -> str:
    return f"bbox {box.left} {box.top} {box.right} {box.bottom}"


HOCR, ALTO_ZIP = "hocr.html", "alto.zip"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Fixed timestamp: the same files give the same archive."""

_NICENESS = 10


def write(
    kind: str, title: str, language: str, pages: Iterable[PageLayout], target: BinaryIO
) -> None:
    """Write the file of this kind; equal words give equal bytes."""
    if kind == HOCR:
        for piece in document(title, language, pages):
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
