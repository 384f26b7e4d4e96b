"""Text of a page in rows of columns, with the places of its lines."""

import pytest

from app.public.reader.page_text import text_rows
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word

_WORD_WIDTH, _LINE_HEIGHT = 100, 20


def words_of(*blocks):
    """Return the words of blocks given as (x, y, lines)."""
    rows = [
        (x, y + 30 * at, number, line)
        for number, (x, y, block_lines) in enumerate(blocks)
        for at, line in enumerate(block_lines)
    ]
    return tuple(
        Word(text, x + _WORD_WIDTH * place, y, 90, _LINE_HEIGHT, 0.9, block, line_number)
        for line_number, (x, y, block, line) in enumerate(rows)
        for place, text in enumerate(line.split())
    )


def rows_of(words, text=None, find=None):
    """Return the text's rows as lists of columns of plain lines."""
    rows = text_rows(find, text or as_text(words), words, printed=True, usual="vi")
    return [
        [[str(line.html) for passage in column for line in passage.lines] for column in row]
        for row in rows
    ]


_HEAD = (
    (0, 0, ["UBND TỈNH", "Số: 11"]),
    (600, 0, ["CỘNG HÒA", "Độc lập"]),
    (100, 100, ["Về việc đi lại"]),
)


def test_the_two_columns_of_a_letterhead_stand_side_by_side():
    assert rows_of(words_of(*_HEAD)) == [
        [["UBND TỈNH", "Số: 11"], ["CỘNG HÒA", "Độc lập"]],
        [["Về việc đi lại"]],
    ]


def test_long_columns_are_read_one_after_the_other():
    columns = ((0, 0, ["một"] * 16), (600, 0, ["hai"] * 16))
    assert rows_of(words_of(*columns)) == [[["một"] * 16 + ["hai"] * 16]]


def test_a_hyphenated_word_belongs_to_the_line_where_it_begins():
    words = words_of((0, 0, ["tinh thần phấn-", "khởi của dân"]))
    (row,) = text_rows(None, as_text(words), words, printed=True, usual="vi")
    first, second = row[0][0].lines
    assert (str(first.html), str(second.html)) == ("tinh thần phấn-khởi", "của dân")
    assert (first.box.right, second.box.left) == (290, 100)


@pytest.mark.parametrize("words", [None, (), words_of((0, 0, ["chữ khác"]))])
def test_without_the_words_of_the_text_lines_have_no_places(words):
    ((column,),) = text_rows(None, "một\n\nhai", words, printed=False, usual="vi")
    assert [line.box for passage in column for line in passage.lines] == [None, None]


def test_a_page_without_text_has_no_rows():
    assert text_rows(None, "", (), printed=True, usual="vi") == ()


def test_words_of_the_query_are_marked_in_their_lines():
    rows = rows_of(words_of(*_HEAD), find=lambda words: (0,))
    assert rows[0][0][0] == "<mark>UBND</mark> TỈNH"
