"""Tests of hOCR files, parsed as XML and as HTML."""

from xml.etree import ElementTree

import html5lib
import pytest

from library.catalogue.text.file_writer import document
from library.catalogue.text.layout import layout_page
from library.catalogue.text.words import Word

_IN = {"h": "http://www.w3.org/1999/xhtml"}
_PAGES = (
    layout_page(
        1,
        1000,
        1400,
        (Word("Chợ", 100, 200, 80, 30, 0.914, 0, 0), Word("<Kỳ>", 190, 200, 80, 30, 1.0, 0, 0)),
    ),
    layout_page(2, 500, 700, (Word("諒山", 10, 20, 60, 30, 0.5, 0, 0),)),
)


@pytest.fixture
def root():
    """Return the parsed hOCR file of two pages."""
    return ElementTree.fromstring("".join(document("Chợ & phố", "vi", _PAGES)))


def _all(root, name):
    return root.findall(f".//*[@class='{name}']")


def test_a_word_has_its_box_and_confidence(root):
    assert _all(root, "ocrx_word")[0].get("title") == "bbox 100 200 180 230; x_wconf 91"


def test_every_page_has_its_size_and_number(root):
    assert [page.get("title") for page in _all(root, "ocr_page")] == [
        "bbox 0 0 1000 1400; ppageno 0",
        "bbox 0 0 500 700; ppageno 1",
    ]


def test_words_of_a_line_are_separated_by_spaces(root):
    assert "".join(_all(root, "ocr_line")[0].itertext()) == "Chợ <Kỳ>"


def test_the_head_has_the_title(root):
    assert root.findtext("h:head/h:title", namespaces=_IN) == "Chợ & phố"


def test_an_html_parser_reads_the_words():
    tree = html5lib.parse("".join(document("Chợ", "vi", _PAGES)), namespaceHTMLElements=False)
    assert [word.text for word in tree.iterfind(".//*[@class='ocrx_word']")] == [
        "Chợ",
        "<Kỳ>",
        "諒山",
    ]
