"""hOCR export of page text: HTML with the bounding box of each word."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape, quoteattr

from library.catalogue.text.layout import Box, Line, PageLayout
from library.catalogue.text.words import Word
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
