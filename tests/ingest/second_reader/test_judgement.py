"""Rules by which a second reading replaces a word."""

import pytest

from ingest.second_reader.readings import Reading
from ingest.second_reader.reread_page import agree, better_text, may_be_replaced
from library.catalogue.text.words import Word
from tests.ingest.second_reader.painted_pages import spell


def _judge(own: str, other: str, confidence: float, probability: float) -> str | None:
    word = Word(own, 0, 0, 10, 10, confidence, 0, 0)
    return better_text(word, Reading(spell(other, probability)))


@pytest.mark.parametrize(
    ("own", "other", "confidence", "probability", "text"),
    [
        pytest.param("thông", "thống", 0.9, 0.91, "thống", id="a mark is added"),
        pytest.param("thông", "thống", 0.9, 0.89, None, id="not surely enough"),
        pytest.param("thì", "thi", 0.8, 0.98, None, id="taking marks away needs more"),
        pytest.param("chỉ", "chi", 0.8, 1.0, None, id="however sure, without evidence"),
        pytest.param("Tấn", "Tân", 0.5, 1.0, None, id="a name may have any marks"),
        pytest.param("CHÁNH", "CHANH", 0.92, 0.995, None, id="unless ours was hardly in doubt"),
        pytest.param("triển", "triễn", 0.86, 0.94, None, id="another tone needs more"),
        pytest.param("hòa", "hoà", 0.5, 1.0, None, id="the same word in newer spelling"),
        pytest.param("(câp,", "cấp;", 0.9, 0.95, "(cấp,", id="our punctuation stays"),
        pytest.param("sỐ", "số", 0.7, 0.995, "số", id="capital inside a word"),
        pytest.param("số", "SỐ", 0.7, 1.0, None, id="the size of a word alone says little"),
        pytest.param("Xuât", "xuẩt", 0.5, 1.0, None, id="nor are its marks sure then"),
        pytest.param("Nehị", "Nghị", 0.9, 0.85, "Nghị", id="ours is no possible syllable"),
        pytest.param("Nehị", "Ngxị", 0.9, 0.95, None, id="neither is theirs"),
        pytest.param("gia", "gian", 0.7, 0.995, "gian", id="a letter was lost"),
        pytest.param("gia", "gian", 0.85, 0.995, None, id="but ours is fairly sure"),
        pytest.param("nhà", "trường", 0.3, 1.0, None, id="quite another word"),
        pytest.param("(⁄€);", "(b/c);", 0.4, 0.995, "(b/c);", id="signs that nobody prints"),
        pytest.param("2024", "2021", 0.6, 1.0, None, id="figures in the body stay"),
        pytest.param("-", "một", 0.3, 1.0, None, id="a dash stays"),
    ],
)
def test_a_word_is_replaced_only_by_these_rules(own, other, confidence, probability, text):
    assert _judge(own, other, confidence, probability) == text


@pytest.mark.parametrize(
    ("line", "other", "text"),
    [
        pytest.param("định chỉ tiết", "chi", "chi", id="only without the mark a compound"),
        pytest.param("NHÂN DÂN TỈNH", "DAN", None, id="a compound loses no mark"),
        pytest.param("VIỆT DÂN CHỦ", "DAN", None, id="nor a compound with the next word"),
        pytest.param("ông Tấn nói", "Tân", None, id="neither is a compound"),
        pytest.param("NHÂN DÂN TỈNH", "DẦN", None, id="marks of a compound stay"),
        pytest.param("sở tô chức", "tổ", "tổ", id="a mark that makes a compound is added"),
        pytest.param("ông câp tỉnh", "cấp", "cấp", id="adding marks needs no compound"),
        pytest.param("nhân dâm tỉnh", "dam", None, id="no rule takes marks away"),
    ],
)
def test_marks_are_taken_away_only_with_evidence_beside(line, other, text):
    previous, own, following = line.split()
    word = Word(own, 0, 0, 10, 10, 0.7, 0, 0)
    assert better_text(word, Reading(spell(other)), previous, following) == text


def test_readers_agree_apart_from_punctuation():
    word = Word("tỉnh;", 0, 0, 10, 10, 0.97, 0, 0)
    assert agree(word, Reading(spell("tỉnh:")))
    assert not agree(word, Reading(spell("tinh;")))


@pytest.mark.parametrize(
    ("line", "other", "text"),
    [
        pytest.param("tổ|chức|việc", "chứng", None, id="another word"),
        pytest.param("việc|tổ|chức", "tố", None, id="a text knows ours beside it"),
        pytest.param("Thị|Vân|Anh", "Vấn", None, id="a name that nobody knows"),
        pytest.param("Quảng|Ngai|có", "Ngãi", "Ngãi", id="a known place"),
        pytest.param("bà|Nguyên|Thị", "Nguyễn", "Nguyễn", id="a name far better known"),
    ],
)
def test_a_large_text_guards_marks_and_names(line, other, text):
    previous, own, following = line.split("|")
    word = Word(own, 0, 0, 10, 10, 0.85, 0, 0)
    reading = Reading(spell(other, 0.98))
    assert better_text(word, reading, previous, following) == text


@pytest.mark.parametrize(
    ("line", "confidence", "may_be"),
    [
        pytest.param("ông câp tỉnh", 0.92, True, id="marks may be added to no compound"),
        pytest.param("sở tô chức", 0.92, True, id="or make a compound"),
        pytest.param("định chỉ tiết", 0.85, True, id="or be taken away for one"),
        pytest.param("ban nhân dân", 0.85, False, id="no other marks make this compound"),
        pytest.param("ban nhân dân", 0.75, True, id="a letter of a doubtful word may be wrong"),
        pytest.param("ban nhâm dân", 0.92, True, id="a possible word that makes no compound"),
        pytest.param("ban nhxn dân", 0.92, True, id="an impossible word"),
        pytest.param("ban nHân dân", 0.92, True, id="a capital inside"),
        pytest.param("ban 1ân dân", 0.92, True, id="a figure inside"),
        pytest.param("ban ⁄€ dân", 0.92, True, id="signs that nobody prints"),
        pytest.param("năm 2024 của", 0.5, False, id="figures in the body"),
        pytest.param("xã - huyện", 0.5, False, id="a dash"),
        pytest.param("bà Tấn Đạt", 0.85, False, id="names of persons"),
    ],
)
def test_only_words_that_some_reading_could_replace_are_read(line, confidence, may_be):
    previous, own, following = line.split()
    word = Word(own, 0, 0, 10, 10, confidence, 0, 0)
    assert may_be_replaced(word, previous, following) is may_be
