"""What is offered to one who is typing."""

import unicodedata

import pytest

from search_index.autocomplete import MOST, Kind, PhraseBook, Suggestion


def _book(*titles, **others):
    kinds = [(Kind(kind), text) for kind, texts in others.items() for text in texts]
    phrases = [*kinds, *((Kind.TITLE, title) for title in titles)]
    return PhraseBook(Suggestion(text, kind) for kind, text in phrases)


def _texts(book, typed):
    return [suggestion.text for suggestion in book.suggest(typed)]


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
    assert _texts(_book("Thành nhà Mạc", "Chợ Kỳ Lừa"), typed) == ["Chợ Kỳ Lừa"]


@pytest.mark.parametrize("typed", ["149", "149/kh", "149 KH UBND", "kh-ub"])
def test_a_document_number_is_found_in_pieces(typed):
    assert _texts(_book(number=["149/KH-UBND"]), typed) == ["149/KH-UBND"]


@pytest.mark.parametrize("typed", ["", " ", "???", "\0", '"', "zzz", "ợ chợ", "🐃", "a " * 999])
def test_whatever_is_typed_is_no_error(typed):
    assert _texts(_book("Chợ Kỳ Lừa"), typed) == []


def test_what_was_typed_with_marks_comes_first():
    assert _texts(_book("Lang y", "Làng quê", "Lạng Sơn"), "lạng")[0] == "Lạng Sơn"


def test_the_beginning_of_a_phrase_comes_before_its_middle():
    assert _texts(_book("Hội chợ xuân", "Chợ Kỳ Lừa"), "chợ")[0] == "Chợ Kỳ Lừa"


def test_the_kind_of_a_place_counts_little():
    assert _texts(_book(place=["Xã Vân An", "Xã An Sơn"]), "an")[0] == "Xã An Sơn"


def test_neighbours_come_before_scattered_words():
    assert _texts(_book("Kỳ thi và lúa", "Phiên chợ Kỳ Lừa"), "ky lu")[0] == "Phiên chợ Kỳ Lừa"


def test_likelier_phrases_come_first():
    assert _texts(_book("Chợ Kỳ Lừa", "Chợ Bình Gia"), "cho") == ["Chợ Kỳ Lừa", "Chợ Bình Gia"]


def test_old_and_new_tone_placement_are_one():
    assert _texts(_book("Hòa ước", "Hoa hồi"), "hoà")[0] == "Hòa ước"


def test_no_more_are_offered_than_can_be_looked_over():
    assert len(_texts(_book(*(f"Chợ {number}" for number in range(99))), "cho")) == MOST


def test_many_of_one_kind_leave_room_for_titles():
    book = _book("Chợ quê", search=[f"chợ {number}" for number in range(9)])
    assert "Chợ quê" in _texts(book, "cho")


def test_a_phrase_that_is_two_things_is_offered_once():
    assert _texts(_book("Chợ Kỳ Lừa", search=["chợ kỳ lừa"]), "cho") == ["chợ kỳ lừa"]
