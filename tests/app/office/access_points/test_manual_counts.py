"""Staff write down what they counted by hand."""

from datetime import timedelta

import pytest

from library import clock
from library.database import reading, work
from library.points import inventory
from library.points.managers import entrust
from library.points.opening_hours import HANOI
from library.points.plan_149 import enter_plan
from library.staff.permissions import Role
from library.usage import manual_counts
from tests.app.browser import Browser
from tests.makers import BY, make_staff

_PAGE = "/can-bo/dem-tay"


@pytest.fixture
def today():
    """Give the day it is at the points."""
    return clock.now().astimezone(HANOI).date()


@pytest.fixture
def librarian(app, engine, today):
    """Give the browser of someone who keeps Lộc Bình."""
    with work(engine) as session:
        enter_plan(session, BY)
        member = make_staff(session, "lan", Role.POINT_LIBRARIAN)
        point = inventory.on(session, "loc-binh", today)
        entrust(session, point.id, frozenset({member.id}))
    return Browser(app).sign_in(member)


@pytest.fixture
def kept(engine, today):
    """Give a function that returns what is kept of Lộc Bình."""

    def found():
        with reading(engine) as session:
            point = inventory.on(session, "loc-binh", today)
            return manual_counts.counted(session, point.id, today - timedelta(days=9), today)

    return found


def _told(day, visits="", uses=""):
    return {"diem": "loc-binh", "ngay": day.isoformat(), "den": visits, "dung": uses}


def test_a_day_is_written_down_and_shown(librarian, kept, today):
    page = librarian.send(_PAGE, _PAGE, _told(today, "12", "3"))
    assert "đến: 12 · dùng máy: 3" in page.words
    assert [(day.visits, day.uses) for day in kept()] == [(12, 3)]


def test_nought_is_a_count_and_nothing_is_none(librarian, kept, today):
    librarian.send(_PAGE, _PAGE, _told(today, "0"))
    assert [(day.visits, day.uses) for day in kept()] == [(0, None)]


def test_of_two_counts_of_a_day_the_later_is_used(librarian, kept, today):
    for visits in ("12", "21"):
        librarian.send(_PAGE, _PAGE, _told(today, visits))
    assert [day.visits for day in kept()] == [21]


@pytest.mark.parametrize("typed", ["-1", "10000", "1,5", "năm", "²"])
def test_what_is_no_count_is_refused_in_words(librarian, kept, today, typed):
    page = librarian.send(_PAGE, _PAGE, _told(today, typed), status=400)
    assert "không phải số đếm" in page.words
    assert kept() == ()


def test_an_empty_sheet_is_refused_in_words(librarian, today):
    assert "Chưa có số nào" in librarian.send(_PAGE, _PAGE, _told(today), status=400).words


def test_a_day_to_come_is_refused_in_words(librarian, today):
    tomorrow = _told(today + timedelta(days=1), "5")
    assert "chưa đến" in librarian.send(_PAGE, _PAGE, tomorrow, status=400).words


def test_an_unknown_point_is_refused_in_words(librarian, today):
    elsewhere = {**_told(today, "5"), "diem": "khong-co"}
    assert "Không có điểm" in librarian.send(_PAGE, _PAGE, elsewhere, status=404).words


def test_anothers_point_is_not_counted_at(librarian, today):
    elsewhere = {**_told(today, "5"), "diem": "bac-son"}
    assert "bac-son" not in librarian.visit(_PAGE).html
    librarian.send(_PAGE, _PAGE, elsewhere, status=403)
