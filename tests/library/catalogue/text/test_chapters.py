"""Tables of contents, printed or proposed from headings."""

from library.catalogue.models import PageKind
from library.catalogue.text.chapters import PageOfText, contents_of

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
