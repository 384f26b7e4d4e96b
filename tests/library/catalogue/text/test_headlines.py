"""Headlines of newspaper pages, and the letter sizes by which they are found."""

import pytest

from library.catalogue.text.articles import articles_of
from library.catalogue.text.headlines import headlines, letter_size, printed_rows
from library.catalogue.text.words import Word

_HEIGHT = 1400
_TEXT = ["Chữ của bài đứng", "đầy cả hàng trong", "cột báo đến hết."]


def _high(word, size):
    """Return the height of a word printed in this letter size."""
    measured = letter_size([Word(word, 0, 0, 0, 1000, 0.9, 0, 0)])
    return round(1000 * size / measured) if measured else size


def _lines(x, y, size, texts):
    return [
        Word(
            word,
            x + 3 * size * place,
            y + 30 * at,
            3 * size - 4,
            _high(word, size),
            0.9,
            0,
            at,
        )
        for at, text in enumerate(texts)
        for place, word in enumerate(text.split())
    ]


def _page(*blocks):
    """Return the words of blocks given as (left, top, letter size, lines)."""
    words, line = [], 0
    for block, (x, y, size, texts) in enumerate(blocks):
        for word in _lines(x, y, size, texts):
            words.append(word._replace(block=block, line=line + word.line))
        line += len(texts)
    return tuple(words)


def _titles(*blocks):
    return [headline.text for headline in headlines(printed_rows(_page(*blocks)), _HEIGHT)]


@pytest.mark.parametrize(
    ("text", "height"), [("nem", 20), ("chợ", 35), ("ĐẤT", 39), ("1940", 28), ("giếng", 41)]
)
def test_letters_of_any_shape_tell_the_same_size(text, height):
    assert letter_size([Word(text, 0, 0, 60, height, 0.9, 0, 0)]) == pytest.approx(40, rel=0.05)


@pytest.mark.parametrize(
    ("above", "title"),
    [
        pytest.param((50, 140, 20, ["Phóng sự"]), "Đường lên biên giới", id="kicker"),
        pytest.param((50, 80, 70, ["TIN TỨC"]), "Đường lên biên giới", id="section"),
        pytest.param((50, 10, 110, ["XỨ LẠNG"]), "Đường lên biên giới", id="name of the paper"),
    ],
)
def test_what_stands_above_a_headline_is_none(above, title):
    text = (50, 230, 16, _TEXT)
    assert _titles(above, (50, 170, 34, [title]), text, (500, 170, 16, _TEXT * 3)) == [title]


def test_a_sentence_below_a_headline_is_a_deck():
    deck = (50, 210, 24, ["Mùa xuân này cả bản có đường mới."])
    rows = ((50, 170, 40, ["Đường lên biên giới"]), deck, (50, 260, 16, _TEXT * 3))
    assert _titles(*rows) == ["Đường lên biên giới"]


def test_a_short_bold_line_apart_above_a_paragraph_is_a_headline():
    text = [(50, 100, 16, _TEXT), (50, 230, 16, ["Phiên chợ Kỳ Lừa"])]
    indented = [(74, 262, 16, _TEXT[:1]), (50, 292, 16, [f"{row} chữ" for row in _TEXT])]
    assert _titles(*text, *indented) == ["Phiên chợ Kỳ Lừa"]


def test_a_column_belongs_to_the_headline_above_it_whatever_is_read_first():
    market, road = (50, 100, 40, ["Chợ Kỳ Lừa"]), (500, 100, 40, ["Đường lên biên giới"])
    words = _page(market, road, (50, 160, 16, _TEXT * 2), (500, 160, 16, ["Đường mới"] * 6))
    titles = {article.title: article.paragraphs for article in articles_of(words, 1000, _HEIGHT)}
    assert titles["Đường lên biên giới"] == ("Đường mới " * 5 + "Đường mới",)
