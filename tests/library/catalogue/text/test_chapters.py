"""Tables of contents, printed or proposed from headings."""

import pytest

from library.catalogue.models import PageKind
from library.catalogue.text.chapters import PageOfText, contents_of, contents_of_item, missing_pages
from library.catalogue.text.contents_list import read_typed_contents
from tests.makers import make_item

_DECREE = (
    "QUY CHẾ\nChương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi điều chỉnh\nQuy chế này theo\n"
    "Điều 9. của Luật Thư viện.\nĐiều 2. Đối tượng áp dụng"
)


def _pages(*texts, kind=None):
    return [PageOfText(number, None, kind, text) for number, text in enumerate(texts, 1)]


def _titles(contents):
    return [(chapter.title, chapter.page, chapter.level) for chapter in contents.chapters]


def test_headings_of_a_decree_are_proposed_and_references_are_none():
    contents = contents_of(_pages(_DECREE, "Chương II: TỔ CHỨC\nĐiều 3: Trách nhiệm;"))
    assert contents.is_proposed
    assert _titles(contents) == [
        ("Chương I. QUY ĐỊNH CHUNG", 1, 2),
        ("Điều 1. Phạm vi điều chỉnh", 1, 4),
        ("Điều 2. Đối tượng áp dụng", 1, 4),
        ("Chương II. TỔ CHỨC", 2, 2),
        ("Điều 3. Trách nhiệm", 2, 4),
    ]


def test_sections_with_roman_numbers_go_up_by_one():
    plan = "I. MỤC ĐÍCH\nII. NỘI DUNG\nV. THƯỜNG VỤ\nIII. TỔ CHỨC THỰC HIỆN\nI. Ngô Thì Sĩ"
    assert [title for title, *_ in _titles(contents_of(_pages(plan, "")))] == [
        "I. MỤC ĐÍCH",
        "II. NỘI DUNG",
        "III. TỔ CHỨC THỰC HIỆN",
    ]


def test_a_printed_page_of_contents_goes_first():
    printed = PageOfText(
        1, None, PageKind.CONTENTS, "Đất nước ... 2\nCon người ... 3\nLễ hội ... 3"
    )
    contents = contents_of([printed, *_pages("", _DECREE, _DECREE)[1:]])
    assert not contents.is_proposed
    assert _titles(contents)[0] == ("Đất nước", 2, 1)


def test_two_headings_are_no_table_of_contents():
    assert contents_of(_pages("Điều 1. Một", "Điều 2. Hai")).chapters == ()


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("Chương 1. Núi sông … 5", ("Chương 1. Núi sông", "5", 1)),
        ("Chương 1. Núi sông ........ 5.", ("Chương 1. Núi sông", "5", 1)),
        ("  Năm 1940\t12b", ("Năm 1940", "12b", 2)),
        ("\t\tLời nói đầu - iv", ("Lời nói đầu", "iv", 3)),
    ],
)
def test_a_typed_line_is_a_title_a_page_and_a_level(line, entry):
    (typed,) = read_typed_contents(f"\n{line}\r\n")
    assert (typed.title, typed.page, typed.level) == entry


@pytest.mark.parametrize("line", ["Núi sông", "… 5", "5", "Núi5", "x" * 400 + " 5", "a 1\n" * 501])
def test_a_typed_line_without_title_or_page_is_refused(line):
    with pytest.raises(ValueError, match="nhiều nhất"):
        read_typed_contents(line)


def test_typed_contents_stand_before_the_proposed_ones(session):
    item = make_item(session, texts=(_DECREE, "Chương II: TỔ CHỨC"))
    assert contents_of_item(session, item.id).is_proposed
    item.other_fields = {"contents": "Quy định … 1\n  Tổ chức … 2\nPhụ lục … 9"}
    assert _titles(contents_of_item(session, item.id)) == [("Quy định", 1, 1), ("Tổ chức", 2, 2)]
    assert missing_pages(session, item.id, item.other_fields["contents"]) == ("9",)


def test_typed_contents_that_are_no_list_are_ignored(session):
    item = make_item(session, texts=(_DECREE, "Chương II: TỔ CHỨC"))
    item.other_fields = {"contents": "Quy định, tổ chức"}
    assert contents_of_item(session, item.id).is_proposed
