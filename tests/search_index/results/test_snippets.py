"""Snippets of texts."""

import html5lib
import pytest

from search_index.results.snippets import snippet
from tests.search_index.makers import phrases

LONG = "Câu đầu nói chuyện khác. " * 20 + "Trận lụt năm Tuất rất lớn. " + "Câu sau cũng thế. " * 20


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        pytest.param("Trận lụt lớn", "lụt", "Trận <mark>lụt</mark> lớn", id="one word"),
        pytest.param("Trận lụt lớn", "tran lut", "<mark>Trận lụt</mark> lớn", id="a name is one"),
        pytest.param("Lặt rau, trận lụt", "lụt", "Lặt rau, trận <mark>lụt</mark>", id="with marks"),
        pytest.param("a < b & lụt", "lụt", "a &lt; b &amp; <mark>lụt</mark>", id="escaped"),
        pytest.param(
            "Bắc Sơn, Lạng Sơn", "lạng sơn", "Bắc Sơn, <mark>Lạng Sơn</mark>", id="beside"
        ),
        pytest.param("Khong co gi", "lụt", "Khong co gi", id="nothing to mark"),
        pytest.param("", "lụt", "", id="no text"),
        pytest.param("Lu\u0323t to", "lụt", "<mark>Lụt</mark> to", id="NFD"),
    ],
)
def test_a_snippet_marks_the_query_words(text, typed, expected):
    assert snippet(text, phrases(typed)) == expected


def test_a_snippet_starts_and_ends_with_a_sentence():
    cut = snippet(LONG, phrases("trận lụt"))
    assert cut.startswith("… Câu đầu")
    assert cut.endswith(". …")


def test_a_snippet_is_a_few_lines_long():
    assert len(snippet(LONG, phrases("trận lụt"))) < 330


@pytest.mark.parametrize("typed", ["<b>", "&", "lt", "mark", "<mark>lụt</mark>", "&lt;", "amp"])
def test_a_snippet_is_valid_html(typed):
    text = "a <b>đậm</b> & <mark>lụt</mark> &lt; <script>alert(1)</script> &amp;"
    cut = snippet(text, phrases(typed))
    shown = html5lib.parseFragment(cut, namespaceHTMLElements=False)
    assert "".join(shown.itertext()) == text
