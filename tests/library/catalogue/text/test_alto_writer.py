"""Tests of ALTO files, parsed back as XML."""

from xml.etree import ElementTree

import pytest

from library.catalogue.text.alto_writer import document
from library.catalogue.text.layout import layout_page
from library.catalogue.text.words import Word

_IN = {"a": "http://www.loc.gov/standards/alto/ns-v4#"}
_WORDS = (
    Word("Chợ", 100, 200, 80, 30, 0.914, 0, 0),
    Word('"Kỳ<&Lừa"', 190, 200, 80, 30, 1.0, 0, 0),
    Word("諒山𠄩", 100, 300, 60, 30, 0.5, 1, 1),
)


@pytest.fixture
def root():
    """Return the parsed ALTO file of a page of three words."""
    return ElementTree.fromstring(document(layout_page(7, 1000, 1400, _WORDS), "vi"))


def test_words_are_in_order_and_unchanged(root):
    assert [word.get("CONTENT") for word in root.iterfind(".//a:String", _IN)] == [
        "Chợ",
        '"Kỳ<&Lừa"',
        "諒山𠄩",
    ]


def test_a_word_has_its_box_and_confidence(root):
    assert root.find(".//a:String", _IN).attrib == {
        "CONTENT": "Chợ",
        "WC": "0.91",
        "HPOS": "100",
        "VPOS": "200",
        "WIDTH": "80",
        "HEIGHT": "30",
    }


def test_words_of_a_line_are_separated_by_spaces(root):
    line = root.find(".//a:TextLine", _IN)
    assert [part.tag.rpartition("}")[2] for part in line] == ["String", "SP", "String"]
    assert line.find("a:SP", _IN).get("WIDTH") == "10"


def test_lines_are_inside_their_blocks(root):
    assert [len(block) for block in root.iterfind(".//a:TextBlock", _IN)] == [1, 1]


def test_ids_are_unique(root):
    names = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(names) == len(set(names))


def test_the_page_has_its_size_number_and_language(root):
    page = root.find("a:Layout/a:Page", _IN)
    attributes = [page.get(name) for name in ("WIDTH", "HEIGHT", "PHYSICAL_IMG_NR", "LANG")]
    assert attributes == ["1000", "1400", "7", "vi"]


def test_characters_invalid_in_xml_are_replaced():
    word = Word("a\x00\x0bb\ud800", 0, 0, 9, 9, 1.0, 0, 0)
    root = ElementTree.fromstring(document(layout_page(1, 10, 10, (word,)), "vi"))
    assert root.find(".//a:String", _IN).get("CONTENT") == "a  b "


def test_a_page_without_words_gives_a_valid_file():
    root = ElementTree.fromstring(document(layout_page(1, 10, 10, ()), "vi"))
    assert len(root.find(".//a:PrintSpace", _IN)) == 0
