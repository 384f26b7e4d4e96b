"""Writes the words of pages as hOCR: a web page that says where each word stands."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape, quoteattr

from library.catalogue.text.layout import Box, LaidPage, Line
from library.catalogue.text.words import Word
from library.xml_io import add, allowed

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


def document(title: str, language: str, pages: Iterable[LaidPage]) -> Iterator[str]:
    """Give an hOCR file piece by piece, so that a thick book takes no more memory than a leaf."""
    yield _HEAD.format(language=quoteattr(language), title=escape(allowed(title)))
    for page in pages:
        yield tostring(_page(page), encoding="unicode") + "\n"
    yield _TAIL


def _page(page: LaidPage) -> Element:
    where = f"bbox 0 0 {page.width} {page.height}; ppageno {page.number - 1}"
    told = {"class": "ocr_page", "id": f"page_{page.number}", "title": where}
    written = Element("div", told)
    for block in page.blocks:
        area = add(written, "div", class_="ocr_carea", title=_box(block.box))
        for line in block.lines:
            _write_line(area, line)
    return written


def _write_line(area: Element, line: Line) -> None:
    written = add(area, "span", class_="ocr_line", title=_box(line.box))
    for word in line.words:
        _write_word(written, word)
    written[-1].tail = None
    written.tail = "\n"


def _write_word(line: Element, word: Word) -> None:
    sure = f"{_box(Box.around((word,)))}; x_wconf {round(word.confidence * 100)}"
    add(line, "span", word.text, class_="ocrx_word", title=sure).tail = " "


def _box(box: Box) -> str:
    return f"bbox {box.left} {box.top} {box.right} {box.bottom}"
