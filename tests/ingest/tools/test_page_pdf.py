"""Tests of page PDFs: other PDF readers find the words, their positions and the picture."""

from io import BytesIO

import numpy
import pikepdf
import pypdfium2
import pytest

from ingest.record import PagePlace, PageRecord
from ingest.stages.imprint import print_image
from ingest.tools import page_pdf, pdf_text
from library.catalogue.text.layout import lines
from library.catalogue.text.words import Word

_SIZE, _DPI = (1000, 1400), 200
_WORDS = (
    Word("Chợ", 100, 200, 80, 30, 0.9, 0, 0),
    Word("Kỳ", 190, 202, 50, 28, 0.9, 0, 0),
    Word("Lừa,", 243, 200, 75, 30, 0.9, 0, 0),
    Word("諒山𠄩", 100, 300, 90, 30, 0.9, 1, 1),
    Word("2", 880, 90, 17, 26, 0.9, 2, 2),
    Word("–", 100, 400, 20, 5, 0.9, 3, 3),
    Word("phiên", 121, 395, 90, 30, 0.9, 3, 3),
)


def _paper():
    page = numpy.full((_SIZE[1], _SIZE[0], 3), 255, numpy.uint8)
    page[200:230, 100:180] = 0
    page[1000:1100, 600:700] = (180, 20, 30)
    return page


def _typed():
    page = numpy.full((_SIZE[1], _SIZE[0]), 250, numpy.uint8)
    for top in range(200, 1200, 40):
        page[top : top + 20, 100:900:9] = 20
    return page


def _photograph():
    return numpy.random.default_rng(1).integers(0, 256, (140, 100, 3), numpy.uint8).repeat(10, 0)


def _page_pdf(words=_WORDS, page=None, dpi=_DPI):
    page = _paper() if page is None else page
    record = PageRecord(1, PagePlace("", None, 0), ("vie",), dpi=dpi, width=1000, height=1400)
    clean = page if page.ndim == 2 else page[..., 1].copy()
    return page_pdf.make_page_pdf(print_image(record, page, clean), lines(words), _SIZE, dpi)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Return the path of a page PDF of a printed page."""
    path = tmp_path_factory.mktemp("leaf") / "a.pdf"
    path.write_bytes(_page_pdf())
    return path


@pytest.fixture(scope="module")
def drawn(file):
    """Return the rendered page PDF in its original resolution."""
    with pypdfium2.PdfDocument(file) as document:
        return document[0].render(scale=_DPI / 72, rev_byteorder=True).to_numpy().copy()


def test_the_text_layer_contains_exactly_the_words(file):
    words = pdf_text.layer_words(file, 0, _DPI)
    assert [word.text for word in words] == [word.text for word in _WORDS]


def test_each_word_is_over_its_own_image(file):
    for word, pdf_word in zip(_WORDS, pdf_text.layer_words(file, 0, _DPI), strict=True):
        assert abs(pdf_word.left - word.left) <= 1
        assert -5 <= pdf_word.left + pdf_word.width - word.left - word.width <= 1


def test_overlapping_words_stay_separate(tmp_path):
    words = (
        Word("phương", 100, 200, 120, 30, 0.9, 0, 0),
        Word("án", 205, 205, 30, 25, 0.9, 0, 0),
    )
    (tmp_path / "a.pdf").write_bytes(_page_pdf(words))
    first, second = pdf_text.layer_words(tmp_path / "a.pdf", 0, _DPI)
    assert second.left - first.left - first.width >= 3


def test_lines_keep_their_position_and_height(file):
    for word, pdf_word in zip(_WORDS[:4], pdf_text.layer_words(file, 0, _DPI), strict=False):
        assert abs(pdf_word.top - word.top) <= 2
        assert abs(pdf_word.height - word.height) <= 4


def test_a_vertical_line_is_read_downwards(tmp_path):
    words = (Word("諒山", 500, 100, 40, 90, 0.9, 0, 0), Word("城圖", 500, 200, 40, 90, 0.9, 0, 0))
    (tmp_path / "a.pdf").write_bytes(_page_pdf(words))
    pdf_words = pdf_text.layer_words(tmp_path / "a.pdf", 0, _DPI)
    assert "".join(word.text for word in pdf_words) == "諒山城圖"
    assert min(word.top for word in pdf_words) == pytest.approx(100, abs=2)
    assert max(word.top + word.height for word in pdf_words) == pytest.approx(290, abs=2)


def test_the_text_is_invisible(drawn):
    assert (drawn[302:328, 102:188] == 255).all()


def test_ink_keeps_its_position_and_colour(drawn):
    assert drawn[215, 140].max() < 30
    red, green, blue = drawn[1050, 650].astype(int)
    assert red > green + 100
    assert red > blue + 100


@pytest.mark.parametrize("page", [_photograph(), _photograph()[..., 0], _paper()])
def test_photographs_and_colours_are_stored_as_jpeg(page):
    assert _filter(page) == pikepdf.Name.DCTDecode


def test_a_grey_page_of_black_on_white_is_stored_in_two_tones_and_looks_the_same():
    assert _filter(_typed()) == pikepdf.Name.CCITTFaxDecode
    with pypdfium2.PdfDocument(_page_pdf(page=_typed())) as document:
        drawn = document[0].render(scale=_DPI / 72).to_numpy()
    assert drawn[60:190].min() == 255
    assert drawn[200:220, 100:900].mean() == pytest.approx(_typed()[200:220, 100:900].mean(), abs=9)


def test_a_grey_page_with_a_photograph_or_on_grey_paper_keeps_its_tones():
    illustrated, yellowed = _typed(), _typed()
    illustrated[300:500, 300:500] = numpy.linspace(40, 220, 200)
    yellowed[yellowed == 250] = 200
    assert _filter(illustrated) == _filter(yellowed) == pikepdf.Name.DCTDecode


def _filter(page):
    with pikepdf.open(BytesIO(_page_pdf(page=page))) as document:
        (image,) = document.pages[0].get_images().values()
        return image.Filter


def test_toned_paper_keeps_its_colour(tmp_path):
    page = _paper()
    page[page[..., 1] == 255] = (222, 205, 168)
    (tmp_path / "a.pdf").write_bytes(_page_pdf(page=page))
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        drawn = document[0].render(scale=1, rev_byteorder=True).to_numpy()
    assert drawn[5, 5, :3].astype(int) == pytest.approx((222, 205, 168), abs=3)


def test_the_page_is_as_large_as_on_paper(file):
    with pypdfium2.PdfDocument(file) as document:
        assert document[0].get_size() == pytest.approx((360, 504))


def test_no_page_is_larger_than_the_pdf_limit():
    with pikepdf.open(BytesIO(_page_pdf(dpi=5))) as document:
        assert max(document.pages[0].mediabox) == 14_400


def test_a_page_without_words_has_a_page_pdf_too():
    with pypdfium2.PdfDocument(_page_pdf(words=())) as document:
        assert document[0].get_textpage().count_chars() == 0


def test_the_same_page_makes_the_same_bytes():
    assert _page_pdf() == _page_pdf()


@pytest.fixture(scope="module")
def opened(file):
    """Yield the page PDF, opened with pikepdf."""
    with pikepdf.open(file) as document:
        yield document


def test_a_page_pdf_has_valid_syntax(opened):
    assert opened.check_pdf_syntax() == []


def test_it_is_declared_as_pdf_a(opened):
    with opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "2U"
    assert opened.Root.OutputIntents[0].DestOutputProfile.N == 3


def test_its_font_is_embedded_with_a_unicode_mapping(opened):
    font = opened.pages[0].Resources.Font.F
    assert font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()[:4] == b"\0\1\0\0"
    letters = set("".join(word.text for word in _WORDS)) | {" "}
    table = font.ToUnicode.read_bytes().decode()
    assert all(f"<{letter.encode('utf-16-be').hex()}>" in table for letter in letters)
