"""Corrected lines teach pairs and confused letters; locked ones only measure."""

from ingest.language.corrected_lines import CorrectedLine, lines_of_page
from ingest.language.learned_tables import edit_distance, learn, measure
from ingest.language.neighbours import find_corrections
from ingest.language.syllable_pairs import shipped_pairs
from tests.library.corrections.pages import set_lines


def _line(read: str, text: str, *, is_locked: bool = False) -> CorrectedLine:
    return CorrectedLine(tuple(read.split()), text, is_locked)


_TAUGHT = [
    _line("hang Tham Khuycn bên", "hang Thẩm Khuyên bên"),
    _line("quyct định", "quyết định"),
    _line("xóm Nà Lcnh cũ", "xóm Nà Lênh cũ"),
    _line("vicc làng", "việc làng"),
]


def test_letters_confused_in_several_words_are_learned_and_corrected():
    assert ("c", "ê") in learn([*_TAUGHT, *_TAUGHT]).confusions
    read = ["nhiệm", "vụ,", "có", "quycn", "hạn", "của"]
    assert find_corrections(read, shipped_pairs()) == {}
    lines = [_line("quycn hạn", "quyền hạn"), _line("chuycn môn", "chuyền môn")] * 2
    assert find_corrections(read, learn(lines).table()) == {3: "quyền"}


def test_nothing_is_learned_from_locked_lines():
    lesson = learn([_line(line.text, line.text, is_locked=True) for line in _TAUGHT])
    assert (lesson.lines, lesson.confusions, dict(lesson.pairs)) == (0, (), {})


def test_the_measure_counts_words_and_letters_of_locked_lines_alone():
    lines = [
        _line("việc tô chức thi", "việc tổ chức thi", is_locked=True),
        _line("hội tô chức thi", "hội tô chức thi", is_locked=True),
        _line("tô chức", "tổ chức"),
    ]
    empty = shipped_pairs().joined({})
    effect = measure(lines, empty, empty)
    assert (effect.lines, effect.right, effect.wrong) == (2, 1, 1)
    assert (effect.errors_before, effect.errors_after) == (1, 1)


def test_a_line_with_an_unsure_word_teaches_nothing():
    read = set_lines("Ủy ban câp tỉnh", confidence=0.97)
    words = tuple(word._replace(checked=word.text == "câp") for word in read)
    (line,) = lines_of_page(words, read, is_locked=False)
    assert (line.words, line.text) == (("Ủy", "ban", "câp", "tỉnh"), "Ủy ban câp tỉnh")
    unsure = (words[0]._replace(confidence=0.5), *words[1:])
    assert list(lines_of_page(unsure, read, is_locked=False)) == []


def test_the_distance_of_two_texts():
    assert edit_distance("tô chức", "tổ chưc") == 2
    assert edit_distance("", "abc") == edit_distance("abc", "") == 3
