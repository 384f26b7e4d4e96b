"""Conversion of the advanced search form into a query."""

import pytest

from search_index.query.form_query import AdvancedForm, compose_query
from search_index.query.parser import And, InField, Not, Or, Quoted, Words, YearRange, parse
from search_index.query.query_syntax import Field


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        pytest.param(AdvancedForm(), "", id="nothing"),
        pytest.param(AdvancedForm(words="chợ Kỳ Lừa"), "chợ Kỳ Lừa", id="words"),
        pytest.param(AdvancedForm(words="chợ NOT (hội"), "chợ not hội", id="operators are words"),
        pytest.param(AdvancedForm(phrase="lễ hội"), '"lễ hội"', id="phrase"),
        pytest.param(AdvancedForm(any_of="chợ hội"), "(chợ HOẶC hội)", id="any of"),
        pytest.param(
            AdvancedForm(any_of="Kỳ Lừa, hội"), '("Kỳ Lừa" HOẶC hội)', id="names by commas"
        ),
        pytest.param(AdvancedForm(words="chợ", none_of="đêm"), "chợ KHÔNG đêm", id="none of"),
        pytest.param(AdvancedForm(title="chợ phiên"), "nhan đề:(chợ phiên)", id="title"),
        pytest.param(AdvancedForm(number="149 / KH-UBND"), "số:149/KH-UBND", id="number"),
        pytest.param(AdvancedForm(first_year="1990"), "năm:1990..", id="from a year on"),
        pytest.param(AdvancedForm(first_year="xưa", last_year="x"), "", id="years that are none"),
        pytest.param(AdvancedForm(phrase='"'), "", id="marks alone"),
    ],
)
def test_a_form_becomes_a_typed_query(form, typed):
    assert compose_query(form) == typed


def test_all_fields_together_are_parsed():
    form = AdvancedForm(
        "chợ", "lễ hội", "a b", "x", "phiên", "Ngô", "5/NQ", "Kỳ Lừa", "1990", "2000"
    )
    assert parse(compose_query(form)) == And(
        (
            Words("chợ"),
            Quoted("lễ hội"),
            Or((Words("a"), Words("b"))),
            InField(Field.TITLE, Words("phiên")),
            InField(Field.AUTHOR, Words("Ngô")),
            InField(Field.NUMBER, Words("5/NQ")),
            InField(Field.PLACE, Words("Kỳ Lừa")),
            YearRange(1990, 2000),
            Not(Words("x")),
        )
    )
