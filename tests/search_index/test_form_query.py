"""What a form asks for is worded as it would be typed."""

import pytest

from search_index.form_query import Wish, worded
from search_index.parser import Both, Either, Field, InField, Quoted, Span, Unless, Words, parse


@pytest.mark.parametrize(
    ("wish", "typed"),
    [
        pytest.param(Wish(), "", id="nothing"),
        pytest.param(Wish(words="chợ Kỳ Lừa"), "chợ Kỳ Lừa", id="words"),
        pytest.param(Wish(words="chợ NOT (hội"), "chợ not hội", id="operators are words"),
        pytest.param(Wish(phrase="lễ hội"), '"lễ hội"', id="phrase"),
        pytest.param(Wish(any_of="chợ hội"), "(chợ HOẶC hội)", id="any of"),
        pytest.param(Wish(any_of="Kỳ Lừa, hội"), '("Kỳ Lừa" HOẶC hội)', id="names by commas"),
        pytest.param(Wish(words="chợ", none_of="đêm"), "chợ KHÔNG đêm", id="none of"),
        pytest.param(Wish(title="chợ phiên"), "nhan đề:(chợ phiên)", id="title"),
        pytest.param(Wish(number="149 / KH-UBND"), "số:149/KH-UBND", id="number"),
        pytest.param(Wish(first_year="1990"), "năm:1990..", id="from a year on"),
        pytest.param(Wish(first_year="xưa", last_year="x"), "", id="years that are none"),
        pytest.param(Wish(phrase='"'), "", id="marks alone"),
    ],
)
def test_is_worded_as_typed(wish, typed):
    assert worded(wish) == typed


def test_everything_together_is_understood():
    wish = Wish("chợ", "lễ hội", "a b", "x", "phiên", "Ngô", "5/NQ", "Kỳ Lừa", "1990", "2000")
    assert parse(worded(wish)) == Both(
        (
            Words("chợ"),
            Quoted("lễ hội"),
            Either((Words("a"), Words("b"))),
            InField(Field.TITLE, Words("phiên")),
            InField(Field.AUTHOR, Words("Ngô")),
            InField(Field.NUMBER, Words("5/NQ")),
            InField(Field.PLACE, Words("Kỳ Lừa")),
            Span(1990, 2000),
            Unless(Words("x")),
        )
    )
