"""Issues stand in their order, and what is missing between them is told."""

import pytest

from library.catalogue.description.serials import (
    Issue,
    issues_of,
    missing,
    neighbours,
    serials_in,
    years_of,
)
from library.catalogue.models import Access
from tests.makers import make_item

BAO, NAME = "bao-chi", "Báo Lạng Sơn"


@pytest.fixture
def issue(session):
    """Give a function that enters an issue of Báo Lạng Sơn."""

    def entered(number, date, **told):
        named = {"collection": BAO, "series": NAME, "number": number, "date": date, **told}
        return make_item(session, f"{NAME}, số {number}", **named)

    return entered


def _numbered(*numbers):
    return tuple(Issue(str(place), "", number, None) for place, number in enumerate(numbers))


def test_a_serial_tells_how_much_of_it_is_held(session, issue):
    issue("1", "1990-01-03")
    issue("52", "1991-12-30")
    (held,) = serials_in(session, BAO)
    assert (held.name, held.issues, held.first, held.last) == (NAME, 2, 1990, 1991)


def test_years_are_told_with_how_many_issues(session, issue):
    for number, date in (("1", "1990-01-03"), ("2", "1990-02-03"), ("3", "1991")):
        issue(number, date)
    assert years_of(session, BAO, NAME) == {1990: 2, 1991: 1}


def test_issues_of_one_day_stand_by_number_not_by_its_letters(session, issue):
    for number in ("10", "9"):
        issue(number, "1990-01-03")
    assert [one.number for one in issues_of(session, BAO, NAME, 1990)] == ["9", "10"]


def test_an_issue_knows_the_ones_beside_it(session, issue):
    first, middle, last = (issue(str(day), f"1990-01-0{day}") for day in (1, 2, 3))
    beside = neighbours(session, middle.id)
    assert (beside.before.id, beside.after.id) == (first.id, last.id)


def test_nothing_comes_before_the_first_issue(session, issue):
    first = issue("1", "1990-01-01")
    issue("2", "1990-01-02")
    assert neighbours(session, first.id).before is None


def test_what_is_in_no_series_has_no_neighbours(session):
    assert neighbours(session, make_item(session, date="1990").id) is None


@pytest.mark.parametrize("closed", [{"published": False}, {"access": Access.STAFF}])
def test_what_readers_may_not_know_of_is_passed_over(session, issue, closed):
    issue("1", "1990-01-01", **closed)
    assert neighbours(session, issue("2", "1990-01-02").id).before is None


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
def test_numbers_between_two_issues_are_missing(numbers, gaps):
    assert missing(_numbered(*numbers)) == gaps


def test_nothing_is_missing_where_each_month_begins_to_count_anew():
    assert missing(_numbered("1", "4", "1", "4")) == ()


def test_a_leap_to_another_way_of_counting_is_no_gap():
    assert missing(_numbered("12", "4001")) == ()
