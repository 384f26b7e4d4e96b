"""Highlighting of query words, without injected markup."""

from functools import partial

from app.public.reader.highlight import find_boxes, highlight_text
from library.catalogue.text.words import Word


def find(typed, words):
    """Return the positions of words equal to the query."""
    return tuple(place for place, word in enumerate(words) if word.text == typed)


def test_marks_each_word_found():
    assert (
        highlight_text(partial(find, "chợ"), "chợ và chợ") == "<mark>chợ</mark> và <mark>chợ</mark>"
    )


def test_keeps_spaces_and_lines_as_they_are():
    assert (
        highlight_text(partial(find, "chợ"), "  một\tchợ\n hai") == "  một\t<mark>chợ</mark>\n hai"
    )


def test_escapes_what_is_marked_and_what_is_not():
    assert (
        highlight_text(partial(find, "<b>"), "<b> & <i>")
        == "<mark>&lt;b&gt;</mark> &amp; &lt;i&gt;"
    )


def test_marks_nothing_when_nothing_was_typed():
    assert highlight_text(None, "chợ") == "chợ"


def test_gives_the_places_of_the_words_found():
    words = (Word("chợ", 1, 2, 3, 4, 0.9, 0, 0), Word("đêm", 5, 6, 7, 8, 0.9, 0, 0))
    assert find_boxes(partial(find, "đêm"), words) == (words[1],)


def test_the_first_of_each_word_of_the_glossary_has_its_meaning():
    text = "Lý trưởng & lý trưởng\nTri\nchâu"
    title = "người đứng đầu một xã thời Nguyễn và thời Pháp"
    assert highlight_text(None, text, "vi") == (
        f'<dfn title="{title}">Lý trưởng</dfn> &amp; lý trưởng\nTri\nchâu'
    )


def test_a_word_that_was_searched_is_marked_and_not_explained():
    marked = highlight_text(partial(find, "trưởng,"), "lý trưởng, tri châu", "vi")
    assert marked.startswith("lý <mark>trưởng,</mark> <dfn")
