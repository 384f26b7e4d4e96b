"""The difference of two texts is shown with some context."""

import pytest

from library.bulk.change_reports import Difference, difference


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        pytest.param("", "mới", Difference("", "", "mới", ""), id="from nothing"),
        pytest.param("cũ", "", Difference("", "cũ", "", ""), id="to nothing"),
        pytest.param(
            "Chợ Kỳ Lừa xưa",
            "Chợ Kì Lừa xưa",
            Difference("Chợ ", "Kỳ", "Kì", " Lừa xưa"),
            id="word",
        ),
        pytest.param("một hai", "một", Difference("một", " hai", "", ""), id="the end"),
        pytest.param("aa a", "aa a a", Difference("aa a", "", " a", ""), id="repeated"),
    ],
)
def test_whole_words_are_shown(old, new, shown):
    assert difference(old, new) == shown


def test_long_texts_are_shortened():
    shown = difference("a " * 500 + "x", "a " * 500 + "y")
    assert len(shown.before) == 41
