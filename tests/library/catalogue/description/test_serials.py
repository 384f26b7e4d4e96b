"""Issues are listed in order, and missing numbers between them are reported."""

import pytest

from library.catalogue.description.serials import (
    Issue,
    issues_of,
    missing_numbers,
    neighbours,
    serials_in,
    years_of,
)
from library.catalogue.models import Access
from tests.makers import make_item

_COLLECTION, _SERIES = "bao-chi", "Báo Lạng Sơn"


@pytest.fixture
def enter_issue(session):
    """Return a function that enters an issue of Báo Lạng Sơn."""

    def enter(number, date, **fields):
        columns = {
            "collection": _COLLECTION,
            "series": _SERIES,
            "number": number,
            "date": date,
            **fields,
        }
        return make_item(session, f"{_SERIES}, số {number}", **columns)

    return enter


def _numbered(*numbers):
    return tuple(Issue(str(position), "", number, None) for position, number in enumerate(numbers))


def test_a_serial_is_listed_with_its_issue_count_and_years(session, enter_issue):
    enter_issue("1", "1990-01-03")
    enter_issue("52", "1991-12-30")
    (serial,) = serials_in(session, _COLLECTION)
    assert (serial.name, serial.issues, serial.first, serial.last) == (_SERIES, 2, 1990, 1991)


def test_issues_are_counted_by_year(session, enter_issue):
    for number, date in (("1", "1990-01-03"), ("2", "1990-02-03"), ("3", "1991")):
        enter_issue(number, date)
    assert years_of(session, _COLLECTION, _SERIES) == {1990: 2, 1991: 1}


def test_issues_of_the_same_day_are_sorted_by_numeric_value(session, enter_issue):
    for number in ("10", "9"):
        enter_issue(number, "1990-01-03")
    assert [issue.number for issue in issues_of(session, _COLLECTION, _SERIES, 1990)] == ["9", "10"]


def test_an_issue_has_a_previous_and_a_next_issue(session, enter_issue):
    first, middle, last = (enter_issue(str(day), f"1990-01-0{day}") for day in (1, 2, 3))
    adjacent = neighbours(session, middle.id)
    assert (adjacent.before.id, adjacent.after.id) == (first.id, last.id)


def test_the_first_issue_has_no_previous_issue(session, enter_issue):
    first = enter_issue("1", "1990-01-01")
    enter_issue("2", "1990-01-02")
    assert neighbours(session, first.id).before is None


def test_an_item_outside_a_series_has_no_neighbours(session):
    assert neighbours(session, make_item(session, date="1990").id) is None


@pytest.mark.parametrize("fields", [{"published": False}, {"access": Access.STAFF}])
def test_issues_hidden_from_readers_are_skipped(session, enter_issue, fields):
    enter_issue("1", "1990-01-01", **fields)
    assert neighbours(session, enter_issue("2", "1990-01-02").id).before is None


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [
        (("1", "2", "5"), ((3, 4),)),
        (("1", "3", "4", "6"), ((2, 2), (5, 5))),
        (("45 + 46", "47"), ()),
        (("12-15", "16", "20"), ((17, 19),)),
        (("1", "2", None), ()),
        (("Xuân", "1"), ()),
    ],
)
def test_gaps_between_issue_numbers_are_reported(numbers, gaps):
    assert missing_numbers(_numbered(*numbers)) == gaps


def test_numbering_that_restarts_has_no_gaps():
    assert missing_numbers(_numbered("1", "4", "1", "4")) == ()


def test_a_change_of_numbering_is_no_gap():
    assert missing_numbers(_numbered("12", "4001")) == ()
