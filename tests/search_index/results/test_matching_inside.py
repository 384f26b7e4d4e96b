"""Matches in the text and in the description of an item."""

import pytest

from library.catalogue.queries import item_record
from library.database import reading, work
from search_index.analysis import normalise, tokens
from search_index.query.interpretation import Phrases
from search_index.results.matching import contains_phrase, description_matches
from tests.makers import make_item


def _phrases(typed):
    return Phrases((), (tokens(normalise(typed)),))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("ky lua", True, id="without marks"),
        pytest.param("phien ky", True, id="in any order"),
        pytest.param("ky lua sau", False, id="one word is missing"),
        pytest.param("hop", False, id="a part of a word"),
        pytest.param("諒", True, id="a Hán letter in a row of them"),
    ],
)
def test_all_words_must_occur_in_the_text(typed, expected):
    assert contains_phrase("Chợ KỲ LỪA, phiên họpmặt 諒山", _phrases(typed)) is expected


def test_one_word_in_the_description_matches(engine):
    with work(engine) as session:
        item_id = make_item(session, "Chợ Kỳ Lừa", number="149/KH-UBND").id
    with reading(engine) as session:
        item = item_record(session, item_id)
    assert description_matches(item, _phrases("cho dem"))
    assert description_matches(item, _phrases("149"))
    assert not description_matches(item, _phrases("thanh nha Mac"))
