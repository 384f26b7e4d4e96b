"""Tests of ALTO files as they occur in practice."""

import pytest

from ingest.ocr_import import read_layout_file
from library.errors import LibraryError

V2 = 'xmlns="http://www.loc.gov/standards/alto/ns-v2#"'
V4 = 'xmlns:a="http://www.loc.gov/standards/alto/ns-v4#"'


def make(inside, page="", unit="pixel", namespace=V2):
    """Return an ALTO file with the given content of its page."""
    return (
        f"<alto {namespace}><Description><MeasurementUnit>{unit}</MeasurementUnit></Description>"
        f"<Layout><Page {page}><PrintSpace>{inside}</PrintSpace></Page></Layout></alto>"
    ).encode()


def line(*strings):
    """Return a block of one line."""
    return f"<TextBlock><TextLine>{''.join(strings)}</TextLine></TextBlock>"


def string(text, box=(100, 200, 50, 20), sure="0.9"):
    """Return a word with its box."""
    places = zip(("HPOS", "VPOS", "WIDTH", "HEIGHT"), box, strict=True)
    attributes = " ".join(f'{name}="{number}"' for name, number in places)
    return f'<String CONTENT="{text}" {attributes} WC="{sure}"/>'


def words(content, width=1000, height=1400, dpi=254):
    """Return the words in the pixels of a page image."""
    return read_layout_file.read_alto(content, "x.xml").words_on_image(width, height, dpi)


def boxes(content, **options):
    """Return the boxes of the words."""
    return [(word.left, word.top, word.width, word.height) for word in words(content, **options)]


def test_a_word_has_its_box_and_its_confidence():
    (word,) = words(make(line(string("Lạng"))))
    assert (word.text, word.left, word.top, word.width, word.height) == ("Lạng", 100, 200, 50, 20)
    assert word.confidence == 0.9


def test_boxes_are_scaled_to_a_smaller_image():
    content = make(line(string("Lạng")), 'WIDTH="2000" HEIGHT="2800"')
    assert boxes(content) == [(50, 100, 25, 10)]


@pytest.mark.parametrize(("unit", "dpi", "x"), [("mm10", 508, 200), ("inch1200", 600, 50)])
def test_other_units_are_converted_to_pixels(unit, dpi, x):
    assert boxes(make(line(string("x")), unit=unit), dpi=dpi)[0][0] == x


def test_a_page_size_in_another_unit_than_its_words_is_ignored():
    content = make(line(string("x", (900, 1300, 50, 20))), 'WIDTH="210" HEIGHT="297"')
    assert boxes(content) == [(900, 1300, 50, 20)]


def test_blocks_and_lines_are_counted_in_reading_order():
    content = make(
        "<ComposedBlock>"
        + line(string("một"), string("hai"))
        + "<TextBlock><TextLine>"
        + string("ba")
        + "</TextLine><TextLine>"
        + string("bốn")
        + "</TextLine></TextBlock></ComposedBlock>"
    )
    assert [(word.block, word.line) for word in words(content)] == [(0, 0), (0, 0), (1, 1), (1, 2)]


def test_a_hyphen_at_the_end_of_a_line_belongs_to_its_word():
    assert words(make(line(string("Lạng"), '<HYP CONTENT="&#173;"/>')))[0].text == "Lạng-"


@pytest.mark.parametrize("namespace", ["", V4.replace(":a", ""), 'xmlns="http://x/ns"'])
def test_any_namespace_is_accepted(namespace):
    assert len(words(make(line(string("x")), namespace=namespace))) == 1


def test_namespace_prefixes_are_accepted():
    word = '<a:String CONTENT="x" HPOS="1" VPOS="1" WIDTH="2" HEIGHT="2"/>'
    content = f"<a:alto {V4}><a:TextLine>{word}</a:TextLine></a:alto>"
    assert len(words(content.encode())) == 1


def test_a_word_without_a_box_has_that_of_its_line():
    content = make(
        '<TextLine HPOS="10" VPOS="20" WIDTH="300" HEIGHT="30"><String CONTENT="x"/></TextLine>'
    )
    assert boxes(content) == [(10, 20, 300, 30)]


def test_fractional_and_invalid_numbers_are_tolerated():
    content = make(
        line(
            string("phần", (10.4, 20.6, 5, 5)),
            string("ngoài", (5000, 20, 5, 5)),
            string("lạ", ("NaN", "x", "", -1)),
        )
    )
    assert boxes(content)[0] == (10, 21, 5, 5)
    assert [word.text for word in words(content)] == ["phần"]


def test_missing_confidences_are_not_invented():
    content = make(line('<String CONTENT="x" HPOS="1" VPOS="1" WIDTH="2" HEIGHT="2"/>'))
    assert not read_layout_file.read_alto(content, "x.xml").has_confidences
    assert words(content)[0].confidence == 1.0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<alto><Layout>", id="broken off"),
        pytest.param(b"", id="empty"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY b "ha">]><alto>&b;</alto>', id="entities"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><alto/>', id="files"),
        pytest.param(
            b'<?xml version="1.0" encoding="x-strange"?><alto/>', id="an unknown encoding"
        ),
    ],
)
def test_invalid_files_raise_a_readable_error(content):
    with pytest.raises(LibraryError, match=r"“x\.xml”"):
        read_layout_file.read_alto(content, "x.xml")
