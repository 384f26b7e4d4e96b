"""Parsing of queries."""

import pytest

from search_index.query.parser import (
    And,
    Field,
    InField,
    Not,
    NoWords,
    Or,
    Quoted,
    Wildcard,
    Words,
    YearRange,
    parse,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("chợ Kỳ Lừa", Words("chợ Kỳ Lừa"), id="words"),
        pytest.param("là xã nào?", Words("là xã nào?"), id="a question mark at the end"),
        pytest.param(
            "cao tốc Hữu Nghị - Chi Lăng", Words("cao tốc Hữu Nghị - Chi Lăng"), id="dash"
        ),
        pytest.param('"chợ miền biên"', Quoted("chợ miền biên"), id="phrase"),
        pytest.param('"chợ biên"~3', Quoted("chợ biên", 2), id="proximity"),
        pytest.param("chợ HOẶC hội", Or((Words("chợ"), Words("hội"))), id="HOẶC"),
        pytest.param("chợ OR hội", Or((Words("chợ"), Words("hội"))), id="OR"),
        pytest.param(
            "chợ đêm HOẶC Kỳ Lừa OR hội",
            Or((Words("chợ đêm"), Words("Kỳ Lừa"), Words("hội"))),
            id="HOẶC between names of several words",
        ),
        pytest.param(
            "biên giới (cửa khẩu HOẶC chợ)",
            And((Words("biên giới"), Or((Words("cửa khẩu"), Words("chợ"))))),
            id="HOẶC in brackets",
        ),
        pytest.param("chợ KHÔNG hội", And((Words("chợ"), Not(Words("hội")))), id="KHÔNG"),
        pytest.param("chợ -hội", And((Words("chợ"), Not(Words("hội")))), id="a minus"),
        pytest.param(
            'chợ -"miền biên"',
            And((Words("chợ"), Not(Quoted("miền biên")))),
            id="minus phrase",
        ),
        pytest.param("chợ -Kỳ", And((Words("chợ"), Not(Words("Kỳ")))), id="a minus before a name"),
        pytest.param(
            "Hữu Nghị -Chi Lăng", Words("Hữu Nghị -Chi Lăng"), id="a dash between two names"
        ),
        pytest.param("-Trồng rừng", Words("-Trồng rừng"), id="the dash of a list"),
        pytest.param("149/KH -UBND", Words("149/KH -UBND"), id="a dash inside a number"),
        pytest.param("149/kh -ubnd", Words("149/kh -ubnd"), id="in small letters"),
        pytest.param("22 -8 -1886", Words("22 -8 -1886"), id="dashes of a date"),
        pytest.param("nơi:Kỳ Lừa", InField(Field.PLACE, Words("Kỳ Lừa")), id="a place of ours"),
        pytest.param(
            "nơi:ky cung lũ",
            And((InField(Field.PLACE, Words("ky cung")), Words("lũ"))),
            id="river",
        ),
        pytest.param(
            "nơi:Hà Nội xưa",
            And((InField(Field.PLACE, Words("Hà Nội")), Words("xưa"))),
            id="a place elsewhere",
        ),
        pytest.param("chợ VÀ hội", Words("chợ hội"), id="VÀ joins neighbours"),
        pytest.param("năm:1990..2000", YearRange(1990, 2000), id="years"),
        pytest.param("năm:1990..", YearRange(1990, None), id="from a year on"),
        pytest.param("nam:1886", YearRange(1886, 1886), id="one year, field without marks"),
        pytest.param("Lạng*", Wildcard("Lạng*"), id="wildcard"),
        pytest.param("nhan đề:lụt", InField(Field.TITLE, Words("lụt")), id="title"),
        pytest.param(
            'tác giả:"Ngô Thì Sĩ"', InField(Field.AUTHOR, Quoted("Ngô Thì Sĩ")), id="author"
        ),
        pytest.param("số:149/KH-UBND", InField(Field.NUMBER, Words("149/KH-UBND")), id="number"),
        pytest.param("năm:xưa", Words("xưa"), id="a year that is none"),
        pytest.param("???", NoWords(), id="marks alone"),
        pytest.param('"', NoWords(), id="a lone quote"),
        pytest.param("a\0b", Words("a b"), id="NUL"),
    ],
)
def test_queries_are_parsed(typed, expected):
    assert parse(typed) == expected
