"""Common searches are stored; rare ones and their readers are not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from points.past_searches import (
    common,
    common_version,
    missed,
    remember,
    remember_missed,
    shown_to_all,
)
from points.usage.models import PastSearch

_FIRST = date(2026, 11, 1)


def _ask(session, typed, days=3, first=_FIRST):
    for number in range(days):
        remember(session, typed, first + timedelta(days=number), key="khóa")
    session.flush()


def test_words_asked_on_three_days_are_common(session):
    _ask(session, "Chợ  Kỳ Lừa")
    assert common(session, 9) == ["chợ kỳ lừa"]


def test_words_of_two_days_are_not_stored(session):
    _ask(session, "chợ kỳ lừa", days=2)
    (row,) = session.scalars(select(PastSearch))
    assert (row.text, row.days) == (None, 2)
    assert "lừa" not in str(vars(row))


def test_a_hundred_times_a_day_is_one_day(session):
    for _ in range(100):
        remember(session, "chợ", _FIRST, key="khóa")
    assert common(session, 9) == []


def test_with_marks_and_without_is_one_question_shown_with_marks(session):
    _ask(session, "cho ky lua")
    _ask(session, "chợ Kỳ Lừa", days=1, first=date(2026, 11, 9))
    assert common(session, 9) == ["chợ kỳ lừa"]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("0912345678", id="a telephone number"),
        pytest.param("0912 345 678", id="with spaces"),
        pytest.param("cccd 020.190.000.123", id="an identity number with dots"),
        pytest.param("lan@example.vn", id="an address"),
        pytest.param("“chợ” AND -lúa", id="operators"),
        pytest.param("a", id="a letter"),
        pytest.param("chợ " * 30, id="a whole text"),
    ],
)
def test_possibly_personal_queries_are_not_stored(session, typed):
    _ask(session, typed)
    assert session.scalar(select(PastSearch)) is None


@pytest.mark.parametrize("typed", ["149/KH-UBND", "22/8/2017", "năm 1950 - 1954"])
def test_numbers_and_dates_are_remembered(session, typed):
    _ask(session, typed)
    assert common(session, 9) == [typed.lower()]


def test_the_most_frequent_query_comes_first(session):
    _ask(session, "ải chi lăng")
    _ask(session, "thành nhà mạc", days=4)
    assert common(session, 9) == ["thành nhà mạc", "ải chi lăng"]


def test_a_rare_question_is_forgotten_after_a_month(session):
    _ask(session, "chợ", days=1)
    _ask(session, "lúa", days=1, first=date(2026, 12, 5))
    assert len(list(session.scalars(select(PastSearch)))) == 1


def test_a_common_question_is_forgotten_after_a_year(session):
    _ask(session, "chợ")
    _ask(session, "lúa", days=1, first=date(2027, 12, 5))
    assert common(session, 9) == []


def test_a_newly_common_query_changes_the_version(session):
    previous = common_version(session)
    _ask(session, "chợ")
    assert common_version(session) != previous


@pytest.mark.parametrize(
    ("typed", "shown", "is_shown"),
    [
        pytest.param("ky lua", "Chợ Kỳ Lừa", True, id="without marks"),
        pytest.param("149/kh-ubnd", "Số 149/KH-UBND", True, id="a number"),
        pytest.param("lua ky", "Chợ Kỳ Lừa", False, id="in another order"),
        pytest.param("y lua", "Chợ Kỳ Lừa", False, id="within a word"),
    ],
)
def test_only_words_that_were_shown_can_be_repeated(typed, shown, is_shown):
    assert shown_to_all(typed, [shown]) is is_shown


def test_phrases_that_were_searched_for_in_vain_are_recognised_but_not_stored(session):
    remember_missed(session, "Chợ Mười ngày", _FIRST, "khóa")
    phrases = {"cho muoi", "muoi ngay", "ngay cho"}
    assert missed(session, phrases, "khóa") == {"cho muoi", "muoi ngay"}
    assert missed(session, phrases, "khóa khác") == frozenset()
    assert not [past for past in session.scalars(select(PastSearch)) if past.text]


def test_a_missed_query_with_a_personal_number_is_not_recorded(session):
    remember_missed(session, "căn cước 012 345 678 901", _FIRST, "khóa")
    assert session.scalar(select(PastSearch)) is None
