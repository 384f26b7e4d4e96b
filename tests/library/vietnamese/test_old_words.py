"""Glossary of old and local words."""

import pytest

from library.vietnamese.old_words import KINDS, old_words, words_in


def _words(text, language="vi"):
    return [word.word for word in words_in(text, language)]


def test_every_word_is_explained_in_both_languages_with_its_source():
    assert {word.kind for word in old_words()} == set(KINDS)
    assert all(word.meaning and word.english and word.source for word in old_words())
    assert len({(word.word, word.kind) for word in old_words()}) == len(old_words())


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Viên Tri\nchâu và các LÝ TRƯỞNG", "vi", ["tri châu", "lý trưởng"]),
        ("tổng số mẫu, châu Âu, chính phủ", "vi", []),
        ("công sứ quán", "vi", ["công sứ"]),
        ("bất công sứt mẻ", "vi", []),
        ("má kin pja", "tyz", ["má", "pja"]),
        ("má và kha", "vi", []),
        ("鬼門關 南北關", "zh", ["鬼門關", "南北", "關"]),
        ("cong su", "vi", []),
    ],
)
def test_words_of_the_glossary_are_found_in_a_text(text, language, words):
    assert _words(text, language) == words


def test_a_page_shows_at_most_twelve_words():
    text = ", ".join(word.word for word in old_words())
    assert len(_words(text)) == 12
