"""ALTO 4 export of page text."""

from itertools import pairwise
from xml.etree.ElementTree import Element

from library import xml_io
from library.catalogue.text.layout import Block, Box, Line, PageLayout
from library.catalogue.text.words import Word
from library.xml_io import add

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def document(page: PageLayout, language: str) -> bytes:
    """Return one page as an ALTO file; equal words give equal bytes."""
    root = Element(
        "alto",
        {
            "xmlns": _NAMESPACE,
            "xmlns:xsi": _INSTANCE,
            "xsi:schemaLocation": f"{_NAMESPACE} {_SCHEMA}",
            "SCHEMAVERSION": "4.4",
        },
    )
    add(add(root, "Description"), "MeasurementUnit", "pixel")
    size = {"WIDTH": page.width, "HEIGHT": page.height}
    page_element = add(
        add(root, "Layout"),
        "Page",
        ID=f"page_{page.number}",
        PHYSICAL_IMG_NR=page.number,
        LANG=language,
        **size,
    )
    space = add(page_element, "PrintSpace", HPOS=0, VPOS=0, **size)
    for place, block in enumerate(page.blocks):
        _write_block(space, f"block_{page.number}_{place}", block)
    return xml_io.document(root)


def _write_block(space: Element, name: str, block: Block) -> None:
    element = add(space, "TextBlock", ID=name, **_place(block.box))
    for place, line in enumerate(block.lines):
        _write_line(element, f"{name}_{place}", line)


def _write_line(block: Element, name: str, line: Line) -> None:
    element = add(block, "TextLine", ID=name, **_place(line.box))
    _write_word(element, line.words[0])
    for last, word in pairwise(line.words):
        end = last.left + last.width
        add(element, "SP", HPOS=end, VPOS=last.top, WIDTH=max(0, word.left - end))
        _write_word(element, word)


def _write_word(line: Element, word: Word) -> None:
    box = Box.around((word,))
    by_hand = {"CS": "true"} if word.checked else {}
    add(line, "String", CONTENT=word.text, WC=f"{word.confidence:.2f}", **by_hand, **_place(box))


def _place(box: Box) -> dict[str, int]:
    return {"HPOS": box.left, "VPOS": box.top, "WIDTH": box.width, "HEIGHT": box.height}
