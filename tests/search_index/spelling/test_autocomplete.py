"""Suggestions while typing."""

import unicodedata

import pytest

from search_index.spelling.suggestion_service import (
    MAX_SUGGESTIONS,
    Kind,
    Suggestion,
    SuggestionIndex,
)


def _index(*titles, **texts_by_kind):
    kinds = [(Kind(kind), text) for kind, texts in texts_by_kind.items() for text in texts]
    phrases = [*kinds, *((Kind.TITLE, title) for title in titles)]
    return SuggestionIndex(Suggestion(text, kind) for kind, text in phrases)


def _texts(index, typed):
    return [suggestion.text for suggestion in index.suggest(typed)]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Chợ Kỳ", id="as it is written"),
        pytest.param("cho k", id="without marks"),
        pytest.param("CHỢ", id="in capitals"),
        pytest.param("lừ", id="the beginning of the last word"),
        pytest.param("chợ ky", id="marks on one word only"),
        pytest.param("lua cho", id="in another order"),
        pytest.param(unicodedata.normalize("NFD", "chợ kỳ"), id="decomposed"),
        pytest.param("chowj kyf", id="in Telex keys"),
        pytest.param("cho75 ky2", id="in VNI keys"),
    ],
)
def test_a_phrase_is_found_by_the_beginning_of_its_words(typed):
    assert _texts(_index("Thành nhà Mạc", "Chợ Kỳ Lừa"), typed) == ["Chợ Kỳ Lừa"]


@pytest.mark.parametrize("typed", ["149", "149/kh", "149 KH UBND", "kh-ub"])
def test_a_document_number_is_found_in_pieces(typed):
    assert _texts(_index(number=["149/KH-UBND"]), typed) == ["149/KH-UBND"]


@pytest.mark.parametrize("typed", ["", " ", "???", "\0", '"', "zzz", "ợ chợ", "🐃", "a " * 999])
def test_any_input_is_valid(typed):
    assert _texts(_index("Chợ Kỳ Lừa"), typed) == []


def test_matching_marks_come_first():
    assert _texts(_index("Lang y", "Làng quê", "Lạng Sơn"), "lạng")[0] == "Lạng Sơn"


def test_the_beginning_of_a_phrase_comes_before_its_middle():
    assert _texts(_index("Hội chợ xuân", "Chợ Kỳ Lừa"), "chợ")[0] == "Chợ Kỳ Lừa"


def test_the_kind_of_a_place_counts_little():
    assert _texts(_index(place=["Xã Vân An", "Xã An Sơn"]), "an")[0] == "Xã An Sơn"


def test_neighbours_come_before_scattered_words():
    assert _texts(_index("Kỳ thi và lúa", "Phiên chợ Kỳ Lừa"), "ky lu")[0] == "Phiên chợ Kỳ Lừa"


def test_likelier_phrases_come_first():
    assert _texts(_index("Chợ Kỳ Lừa", "Chợ Bình Gia"), "cho") == ["Chợ Kỳ Lừa", "Chợ Bình Gia"]


def test_old_and_new_tone_placement_are_one():
    assert _texts(_index("Hòa ước", "Hoa hồi"), "hoà")[0] == "Hòa ước"


def test_the_number_of_suggestions_is_limited():
    assert len(_texts(_index(*(f"Chợ {number}" for number in range(99))), "cho")) == MAX_SUGGESTIONS


def test_many_of_one_kind_leave_room_for_titles():
    index = _index("Chợ quê", search=[f"chợ {number}" for number in range(9)])
    assert "Chợ quê" in _texts(index, "cho")


def test_a_phrase_of_two_kinds_is_suggested_once():
    assert _texts(_index("Chợ Kỳ Lừa", search=["chợ kỳ lừa"]), "cho") == ["chợ kỳ lừa"]
