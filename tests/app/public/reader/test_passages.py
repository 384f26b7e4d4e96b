"""Text of born-digital documents with their headings, lists and tables."""

from app.public.reader.page_text import text_rows
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word, pack, unpack


def _words(*lines):
    """Return words of lines given as (text, role) parts; each line is a block."""
    return tuple(
        Word(text, 100 * at, 50 * number, 90, 20, 1.0, number, number, role=role)
        for number, line in enumerate(lines)
        for at, (text, role) in enumerate(
            (text, role) for texts, role in line for text in texts.split()
        )
    )


def _rows(*lines):
    words = _words(*lines)
    return text_rows(None, as_text(words), words, printed=True, usual="vi")


def test_headings_paragraphs_and_lists_are_those_of_the_document():
    ((column,),) = _rows(
        [("Báo cáo", "h1#1")],
        [("Một đoạn dài", "p#2")],
        [("đi tiếp", "p#2")],
        [("rồi hết", "p#2")],
        [("\uf0b7 Việc", "li#3")],
    )
    shown = [(part.tag, [str(line.html) for line in part.lines]) for part in column]
    assert shown == [
        ("h3", ["Báo cáo"]),
        ("p", ["Một đoạn dài", "đi tiếp", "rồi hết"]),
        ("li", ["• Việc"]),
    ]
    assert [line.runs_on for line in column[1].lines] == [False, True, False]


def test_a_table_has_its_rows_and_columns():
    ((column,),) = _rows(
        [("TT", "th#1.1.1"), ("Tên xã", "th#1.1.2")],
        [("1", "td#1.2.1"), ("Bắc", "td#1.2.2")],
        [("Sơn", "td#1.2.2")],
        [("95", "td#1.3.2")],
    )
    cells = [
        [(cell.tag, cell.column, str(cell.line.html)) for cell in row] for row in column[0].rows
    ]
    assert cells == [
        [("th", 1, "TT"), ("th", 2, "Tên xã")],
        [("td", 1, "1"), ("td", 2, "Bắc\nSơn")],
        [("td", 2, "95")],
    ]


def test_a_table_that_only_places_text_side_by_side_is_shown_as_columns():
    (row,) = _rows([("UBND TỈNH", "td#1.1.1"), ("CỘNG HÒA", "td#1.1.2")])
    assert [str(column[0].lines[0].html) for column in row] == ["UBND TỈNH", "CỘNG HÒA"]


def test_roles_are_stored_and_words_without_them_are_stored_as_before():
    plain, with_role = _words([("chữ", "")]), _words([("chữ", "p#1")])
    assert unpack(pack(with_role)) == with_role
    assert len(pack(plain)) < len(pack(with_role))
