"""Text of a page in rows of columns, with the places of its lines, and the roles of words."""

import pytest

from app.public.reader.page_text import text_rows
from library.catalogue.cataloguing import publish
from library.catalogue.models import PageKind
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word, pack, unpack
from library.database import work
from tests.app.scans import make_scan
from tests.makers import make_item

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
    rows = text_rows(find, text or as_text(words), words, joins=True, usual="vi")
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


def test_lines_of_a_narrow_column_run_on_and_those_of_a_verse_do_not():
    wide = (0, 0, ["một dòng rất dài của tít báo trên trang"])
    column = (
        0,
        100,
        ["một hai ba", "bốn năm sáu", "bảy tám chín", "mười một trăm", "nghìn vạn hết"],
    )
    verse = (0, 100, ["một hai", "ba", "bốn năm sáu", "bảy", "tám chín mười"])
    for block, expected in ((column, [False, True, True, True, True]), (verse, [False] * 5)):
        words = words_of(wide, block)
        rows = text_rows(None, as_text(words), words, joins=True, usual="vi")
        assert [line.runs_on for line in rows[-1][0][-1].lines] == expected


def _paragraphs_of(*blocks, joins=True):
    """Return the paragraphs of blocks as texts whose lines that do not run on are apart."""
    words = words_of(*blocks)
    rows = text_rows(None, as_text(words), words, joins=joins, usual="vi")
    return [
        "".join(f"{' ' if line.runs_on else chr(10)}{line.html}" for line in passage.lines).strip()
        for row in rows
        for column in row
        for passage in column
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["Dân đi chợ", "từ sáng tinh", "sương"], ["Dân đi chợ từ sáng tinh sương"], id="prose"
        ),
        pytest.param(
            ["Nay cho phép", "đi lại.", "Ai trái lệnh", "phải phạt."],
            ["Nay cho phép đi lại.", "Ai trái lệnh phải phạt."],
            id="a short last line",
        ),
        pytest.param(
            ["Nơi nhận ghi dưới", "đây:", "a) Ty Công an", "b) Ty Y tế;"],
            ["Nơi nhận ghi dưới đây:", "a) Ty Công an", "b) Ty Y tế;"],
            id="a list",
        ),
        pytest.param(
            ["Đồng Đăng có phố", "Có nàng Tô Thị", "Ai lên xứ Lạng", "Bõ công bác mẹ"],
            ["Đồng Đăng có phố\nCó nàng Tô Thị\nAi lên xứ Lạng\nBõ công bác mẹ"],
            id="a verse of even lines",
        ),
        pytest.param(
            ["ai lên xứ Lạng", "bõ công", "bác mẹ", "sinh thành ra em"],
            ["ai lên xứ Lạng\nbõ công\nbác mẹ\nsinh thành ra em"],
            id="a verse of long and short lines",
        ),
        pytest.param(["cáy", "slam", "tha", "khay tu"], ["cáy\nslam\ntha\nkhay tu"], id="words"),
        pytest.param(["Mấy năm đi", "chợ ngay."], ["Mấy năm đi chợ ngay."], id="a last word"),
    ],
)
def test_lines_of_a_block_are_joined_by_their_places(lines, expected):
    assert _paragraphs_of((0, 0, lines)) == expected


def test_rows_of_a_table_stay():
    cells = [
        Word(text, x, 30 * line, 90, _LINE_HEIGHT, 0.9, 0, line)
        for line, row in enumerate([("xã", "người", "hộ"), ("tổng", "nghìn", "trăm")])
        for text, x in zip(row, (0, 300, 600), strict=True)
    ]
    rows = text_rows(None, as_text(tuple(cells)), tuple(cells), joins=True, usual="vi")
    assert [line.runs_on for line in rows[0][0][0].lines] == [False, False]


def test_an_indented_line_begins_a_paragraph():
    words = words_of((0, 0, ["Dân đi chợ rồi.", "Nay ở lại đó", "mãi đến tối mịt"]))
    moved = tuple(word._replace(left=word.left + 50 * (word.line == 1)) for word in words)
    rows = text_rows(None, as_text(moved), moved, joins=True, usual="vi")
    flags = [line.runs_on for passage in rows[0][0] for line in passage.lines]
    assert flags == [False, False, True]


def test_a_paragraph_goes_on_in_the_next_column():
    first, second = (
        ["Dân đi chợ"] + ["từ các xã"] * 15,
        ["về nhà mỗi", "tối đến khi", "mặt trời lặn."],
    )
    (paragraph,) = _paragraphs_of((0, 0, first), (600, 0, second))
    assert paragraph.endswith("từ các xã về nhà mỗi tối đến khi mặt trời lặn.")


def test_the_lines_of_the_print_stay_where_they_are_wanted():
    lines = ["Dân đi chợ", "từ sáng tinh", "sương"]
    assert _paragraphs_of((0, 0, lines), joins=False) == ["\n".join(lines)]


def test_a_hyphenated_word_belongs_to_the_line_where_it_begins():
    words = words_of((0, 0, ["tinh thần phấn-", "khởi của dân"]))
    (row,) = text_rows(None, as_text(words), words, joins=True, usual="vi")
    first, second = row[0][0].lines
    assert (str(first.html), str(second.html)) == ("tinh thần phấn-khởi", "của dân")
    assert (first.box.right, second.box.left) == (290, 100)


@pytest.mark.parametrize("words", [None, (), words_of((0, 0, ["chữ khác"]))])
def test_without_the_words_of_the_text_lines_have_no_places(words):
    ((column,),) = text_rows(None, "một\n\nhai", words, joins=False, usual="vi")
    assert [line.box for passage in column for line in passage.lines] == [None, None]


def test_a_page_without_text_has_no_rows():
    assert text_rows(None, "", (), joins=True, usual="vi") == ()


def test_words_of_the_query_are_marked_in_their_lines():
    rows = rows_of(words_of(*_HEAD), find=lambda words: (0,))
    assert rows[0][0][0] == "<mark>UBND</mark> TỈNH"


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
    return text_rows(None, as_text(words), words, joins=True, usual="vi")


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


def test_a_word_of_the_glossary_keeps_the_cells_apart():
    ((column,),) = _rows(
        [("TT", "th#1.1.1"), ("Chức", "th#1.1.2")],
        [("1", "td#1.2.1"), ("tri phủ", "td#1.2.2")],
        [("2", "td#1.3.1"), ("tri", "td#1.3.2"), ("phủ", "td#1.3.3")],
    )
    cells = [[str(cell.line.html) for cell in row] for row in column[0].rows]
    assert cells[1][0] == "1"
    assert cells[1][1].startswith("<dfn title=") and cells[1][1].endswith("tri phủ</dfn>")
    assert cells[2] == ["2", "tri", "phủ"]


def _panel(browser, engine, settings, language="vi", page_kind=None, **description):
    """Return the text panel of an item's page on which nothing was read."""
    with work(engine) as session:
        item = make_item(session, "Cảnh núi", texts=(), published=False, **description)
        make_scan(session, settings, item, "")
        item.pages[0].kind = page_kind
        publish(session, item, "kiểm thử")
    browser.client.set_cookie("ngon-ngu", language)
    return browser.visit(f"/tai-lieu/{item.id}/trang/1").words


@pytest.mark.parametrize(
    "description",
    [
        pytest.param({"kind": "Ảnh"}, id="a kind of pictures"),
        pytest.param({"collection": "anh-ban-do", "kind": "Khác"}, id="a collection of pictures"),
        pytest.param({"kind": "Sách", "page_kind": PageKind.PLATE}, id="a plate in a book"),
    ],
)
def test_a_picture_without_words_says_so(browser, engine, settings, description):
    assert "Ảnh, không có văn bản." in _panel(browser, engine, settings, **description)


def test_a_page_of_print_without_words_is_no_picture(browser, engine, settings):
    assert "Trang này không có chữ." in _panel(browser, engine, settings, kind="Sách")


def test_the_english_page_says_so_in_english(browser, engine, settings):
    assert "A picture, without text." in _panel(browser, engine, settings, "en", kind="Ảnh")
