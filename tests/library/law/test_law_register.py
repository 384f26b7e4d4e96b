"""The register of law names what is in force on a day, and reports what is not."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from library.law import law_register


def test_holders_of_a_role_neither_overlap_nor_leave_a_gap():
    for key, holders in law_register.rows().items():
        for row, following in pairwise(holders):
            assert row.until + timedelta(days=1) == following.since, key
            assert row.until < date.max, key


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 2, 28), "Sở Thông tin và Truyền thông"),
        (date(2025, 3, 1), "Sở Khoa học và Công nghệ"),
    ],
)
def test_a_role_has_the_name_of_the_day(day, name):
    assert law_register.fill("{information-department} {owner}", day) == f"{name} {{owner}}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Vụ Thư viện", "nay là Cục Văn hóa cơ sở, Gia đình và Thư viện"),
        ("UBND huyện Lộc Bình", "có hiệu lực đến 30/06/2025"),
        ("COUNTER 5", "nay là COUNTER 5.1"),
        ("Nghị định 999/2030/NĐ-CP", "không có trong sổ pháp luật"),
        ("TCVN 9999", "không có trong sổ pháp luật"),
    ],
)
def test_a_name_that_is_not_in_force_is_reported(text, sentence):
    (wrong,) = law_register.wrong_citations(text, date(2026, 1, 1))
    assert sentence in wrong.sentence


def test_a_plan_from_before_a_reform_shows_the_bodies_of_today():
    bodies = "UBND các huyện; Sở Thông tin và Truyền thông; Viettel Lạng Sơn"
    assert law_register.renew(bodies, date(2025, 3, 1)) == (
        "UBND các huyện; Sở Khoa học và Công nghệ; Viettel Lạng Sơn"
    )


@pytest.mark.parametrize("text", ["COUNTER 5.1", "TCVN 12843:2019 (ISO 2789:2013)", "UBND xã"])
def test_a_name_in_force_is_not_reported(text):
    assert law_register.wrong_citations(text, date(2026, 1, 1)) == ()


def test_an_act_is_not_cited_before_it_begins():
    (wrong,) = law_register.wrong_citations("Luật 91/2025/QH15", date(2025, 12, 31))
    assert "Nghị định 13/2023/NĐ-CP" in wrong.sentence
