"""Tests of splitting texts without pages into pages."""

from library.catalogue.text.paginate import PAGE_LETTERS, cut

_PARAGRAPH = "Thành nhà Mạc nằm ở phường Tam Thanh. " * 10 + "\n"


def test_a_short_text_is_one_page():
    assert [page.text for page in cut("Một trang.\n")] == ["Một trang."]


def test_form_feeds_end_pages():
    assert [(page.number, page.text) for page in cut("một\fhai\f")] == [(1, "một"), (2, "hai")]


def test_a_long_text_is_cut_at_paragraphs():
    pages = cut(_PARAGRAPH * 30)
    assert all(page.text.endswith("Thanh. ") for page in pages)


def test_nothing_is_lost_between_pages():
    text = _PARAGRAPH * 30
    together = "".join(page.text for page in cut(text))
    assert together.replace("\n", "") == text.replace("\n", "")


def test_a_text_without_paragraphs_is_cut_between_words():
    pages = cut("chữ " * 2000)
    assert all(page.text.startswith("chữ") for page in pages)


def test_a_text_without_spaces_is_cut_by_length():
    assert max(len(page.text) for page in cut("字" * 20_000)) <= PAGE_LETTERS * 1.5


def test_white_space_gives_no_page():
    assert cut("\f\n \f") == ()
