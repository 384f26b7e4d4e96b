"""Highlighting of query words, without injected markup."""

from functools import partial

from app.public.reader.highlight import doubtful_figures, find_boxes, highlight_text
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


def test_a_figure_read_unsurely_is_marked_and_one_that_a_person_confirmed_is_not():
    words = [Word(text, 0, 0, 9, 9, 0.5, 0, 0) for text in ("có", "19", "huyện", "1964")]
    words[3] = words[3]._replace(checked=True)
    text = "có 19 huyện 1964"
    places = doubtful_figures(text, tuple(words))
    assert places == (range(3, 5),)
    assert highlight_text(None, text, doubts=places) == (
        'có <span class="doubtful-figure">19</span> huyện 1964'
    )
    assert doubtful_figures("có 10 huyện 1964", tuple(words)) == ()


def test_a_doubtful_figure_that_is_searched_for_is_marked_for_both():
    html = highlight_text(partial(find, "19"), "19 huyện", doubts=(range(2),))
    assert html == '<mark class="doubtful-figure">19</mark> huyện'
