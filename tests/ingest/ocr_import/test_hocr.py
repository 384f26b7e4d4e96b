"""Tests of hOCR, parsed as leniently as browsers parse HTML."""

from ingest.ocr_import import read_layout_file


def words(inside, page='title="bbox 0 0 1000 1400"'):
    """Return the words on an image of half the size."""
    content = f"<html><body><div class='ocr_page' {page}>{inside}</div></body></html>"
    return read_layout_file.read_hocr(content.encode(), "x.hocr").words_on_image(500, 700, 300)


def word(text, box="100 200 150 220"):
    """Return a word with its box."""
    return f"<span class='ocrx_word' title='bbox {box}; x_wconf 91'>{text}</span>"


def test_words_are_scaled_to_the_image():
    (result,) = words(f"<p class='ocr_par'><span class='ocr_line'>{word('Lạng')}</span></p>")
    assert (result.text, result.left, result.top, result.width, result.height) == (
        *("Lạng", 50, 100, 25, 10),
    )
    assert result.confidence == 0.91


def test_text_in_nested_elements_belongs_to_the_word():
    assert [w.text for w in words(word("<strong>Lạng</strong> <span>Sơn</span>"))] == ["Lạng Sơn"]


def test_blocks_and_lines_are_counted():
    line = f"<span class='ocr_line'>{word('x')}</span>"
    result = words(f"<div class='ocr_carea'>{line}{line}</div><div class='ocr_carea'>{line}</div>")
    assert [(w.block, w.line) for w in result] == [(0, 0), (0, 1), (1, 2)]


def test_a_word_without_a_box_is_omitted():
    assert words("<span class='ocrx_word'>x</span>") == ()


def test_unclosed_html_is_tolerated():
    assert len(words(f"<p><br>{word('a')}<td>{word('b')}")) == 2


def test_only_the_first_page_is_read():
    assert len(words(f"{word('a')}</div><div class='ocr_page'>{word('b')}")) == 1
