"""What only the description says is on no page."""

import pytest

from library.catalogue.queries import item_record
from library.database import reading, work
from search_index.analysis import tidy, tokens
from search_index.matching import is_described_by, stands_in
from tests.makers import make_item


def _row(typed):
    return (tokens(tidy(typed)),)


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        pytest.param("ky lua", True, id="without marks"),
        pytest.param("phien ky", True, id="in any order"),
        pytest.param("ky lua sau", False, id="one word is missing"),
        pytest.param("hop", False, id="a part of a word"),
        pytest.param("諒", True, id="a Hán letter in a row of them"),
    ],
)
def test_all_words_must_stand_in_the_text(typed, stands):
    assert stands_in("Chợ KỲ LỪA, phiên họpmặt 諒山", _row(typed)) is stands


def test_one_word_in_the_description_is_enough_to_doubt(engine):
    with work(engine) as session:
        item_id = make_item(session, "Chợ Kỳ Lừa", number="149/KH-UBND").id
    with reading(engine) as session:
        item = item_record(session, item_id)
    assert is_described_by(item, _row("cho dem"))
    assert is_described_by(item, _row("149"))
    assert not is_described_by(item, _row("thanh nha Mac"))
