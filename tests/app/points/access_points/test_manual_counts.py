"""Manual counts of visitors, uses and printed pages, entered by staff."""

from datetime import timedelta

import pytest

from library import clock
from library.database import reading, work
from points.access_points import inventory
from points.access_points.managers import set_managers
from points.access_points.opening_hours import HANOI
from points.access_points.plan_149 import enter_plan
from points.usage import manual_counts
from tests.app.browser import Browser
from tests.makers import BY, make_staff

_PAGE = "/can-bo/dem-tay"


@pytest.fixture
def today():
    """Return the current date at the points."""
    return clock.now().astimezone(HANOI).date()


@pytest.fixture
def librarian(app, engine, today):
    """Return the browser of the manager of Lộc Bình."""
    with work(engine) as session:
        enter_plan(session, BY)
        member = make_staff(session, "lan", "point-librarian")
        point = inventory.point_on(session, "loc-binh", today)
        set_managers(session, point.id, frozenset({member.id}))
    return Browser(app).sign_in(member)


@pytest.fixture
def stored_counts(engine, today):
    """Return a function that reads the stored counts of Lộc Bình."""

    def found():
        with reading(engine) as session:
            point = inventory.point_on(session, "loc-binh", today)
            return manual_counts.counted_days(session, point.id, today - timedelta(days=9), today)

    return found


def _fields(day, visits="", uses="", prints=""):
    counts = {"den": visits, "dung": uses, "in": prints}
    return {"diem": "loc-binh", "ngay": day.isoformat(), **counts}


def test_the_counts_of_a_day_are_saved_and_shown(librarian, stored_counts, today):
    page = librarian.send(_PAGE, _PAGE, _fields(today, "12", "3", "40"))
    assert "đến: 12 · dùng máy: 3 · trang in: 40" in page.words
    assert [(day.visits, day.uses, day.prints) for day in stored_counts()] == [(12, 3, 40)]


def test_zero_is_a_count_and_an_empty_field_is_not(librarian, stored_counts, today):
    librarian.send(_PAGE, _PAGE, _fields(today, "0"))
    assert [(day.visits, day.uses) for day in stored_counts()] == [(0, None)]


def test_the_later_of_two_counts_of_a_day_is_used(librarian, stored_counts, today):
    for visits in ("12", "21"):
        librarian.send(_PAGE, _PAGE, _fields(today, visits))
    assert [day.visits for day in stored_counts()] == [21]


@pytest.mark.parametrize("typed", ["-1", "10000", "1,5", "năm", "²"])
def test_an_invalid_count_shows_an_error_message(librarian, stored_counts, today, typed):
    page = librarian.send(_PAGE, _PAGE, _fields(today, typed), status=400)
    assert "không phải số đếm" in page.words
    assert stored_counts() == ()


def test_an_empty_form_shows_an_error_message(librarian, today):
    assert "Chưa có số nào" in librarian.send(_PAGE, _PAGE, _fields(today), status=400).words


def test_a_future_day_shows_an_error_message(librarian, today):
    tomorrow = _fields(today + timedelta(days=1), "5")
    assert "chưa đến" in librarian.send(_PAGE, _PAGE, tomorrow, status=400).words


def test_an_unknown_point_shows_an_error_message(librarian, today):
    elsewhere = {**_fields(today, "5"), "diem": "khong-co"}
    assert "Không có điểm" in librarian.send(_PAGE, _PAGE, elsewhere, status=404).words


def test_counts_of_another_managers_point_are_refused(librarian, today):
    elsewhere = {**_fields(today, "5"), "diem": "bac-son"}
    assert "bac-son" not in librarian.visit(_PAGE).html
    librarian.send(_PAGE, _PAGE, elsewhere, status=403)
