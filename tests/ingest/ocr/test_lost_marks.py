"""Pairs of syllables that would be a word with other marks are doubted."""

from ingest.ocr.lost_marks import find_pairs
from library.catalogue.text.words import Word


def _pairs(text: str) -> tuple[list[str], float]:
    words = tuple(Word(part, 0, 0, 10, 10, 0.9, 0, 0) for part in text.split())
    pairs = find_pairs(words)
    doubted = [f"{words[place].text} {words[place + 1].text}" for place in pairs.doubted]
    return doubted, pairs.doubted_share


def test_a_syllable_with_a_lost_tone_is_doubted_with_its_neighbour():
    assert _pairs("kế hoạch tô chức hội nghị")[0] == ["tô chức"]


def test_syllables_of_two_neighbouring_words_are_not_doubted():
    assert _pairs("hóa đơn điện tử") == ([], 0.0)


def test_the_share_of_doubted_pairs_counts_only_words():
    assert _pairs("kế hoạch tô chức 25 của")[1] == 0.5


def test_words_of_two_lines_are_no_pair():
    words = (Word("tô", 0, 0, 10, 10, 0.9, 0, 0), Word("chức", 0, 50, 10, 10, 0.9, 0, 1))
    assert find_pairs(words).doubted == ()
