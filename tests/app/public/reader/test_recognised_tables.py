"""Tables in the text of recognised pages."""

import pytest

from app.public.reader.page_text import text_rows
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word


def _block(block, top, *rows, at=(100, 400, 800)):
    """Return the words of a block whose rows have texts at these places."""
    return tuple(
        Word(word, x + 45 * place, top + 30 * row, 40, 20, 1.0, block, 100 * block + row)
        for row, texts in enumerate(rows)
        for x, text in zip(at, texts, strict=False)
        for place, word in enumerate(text.split())
    )


def _tables(words):
    rows = text_rows(None, as_text(words), words, joins=True, usual="vi")
    return [
        [[str(cell.line.html) for cell in row] for row in passage.rows]
        for columns in rows
        for column in columns
        for passage in column
        if passage.cells
    ]


def test_a_recognised_block_with_words_in_columns_is_a_table():
    table = (("Tên cũ", "Tên mới"), ("Điềm He", "Văn Quan"), ("Ôn Châu", "Chi Lăng"), ("", "cũ"))
    words = (*_block(0, 0, ("Bảng kê",)), *_block(1, 60, *table), *_block(2, 300, ("Hết bảng",)))
    assert _tables(words) == [
        [["Tên cũ", "Tên mới"], ["Điềm He", "Văn Quan"], ["Ôn Châu", "Chi Lăng\ncũ"]]
    ]
    rows = text_rows(None, as_text(words), words, joins=True, usual="vi")
    assert [str(row[0][0].lines[0].html) for row in rows] == ["Bảng kê", "Tên cũ", "Hết bảng"]


def test_blocks_of_one_table_are_joined_and_columns_of_prose_are_not():
    words = (
        *_block(0, 0, *(("Tên cũ", "Tên mới"),) * 2),
        *_block(1, 100, *(("Ôn Châu", "Chi Lăng"),) * 3),
    )
    assert [len(table) for table in _tables(words)] == [5]
    prose = (("Một đoạn văn dài",),) * 6
    assert _tables((*_block(0, 0, *prose), *_block(1, 0, *prose, at=(500,)))) == []


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((("Một đoạn văn", ""),) * 4, id="prose"),
        pytest.param((("Trái", "phải"),) * 2, id="two rows"),
        pytest.param((("Trái", "phải"), *((("chữ " * 20).strip(), ""),) * 3), id="one gap"),
    ],
)
def test_other_blocks_are_no_tables(rows):
    assert _tables(_block(0, 0, *rows)) == []
