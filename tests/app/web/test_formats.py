"""Formats of numbers, sizes and dates."""

import pytest

from app.web import formats
from tests.makers import make_moment


@pytest.fixture(autouse=True)
def _in_a_request(app):
    with app.test_request_context("/"):
        yield


@pytest.fixture
def english(app):
    """Set the language of the reader to English."""
    with app.test_request_context("/", headers={"Cookie": "ngon-ngu=en"}):
        yield


@pytest.mark.parametrize(
    ("date", "expected"),
    [("2017-08-22", "22/8/2017"), ("2017-08", "8/2017"), ("1886", "1886"), (None, "")],
)
def test_an_incomplete_date_is_formatted(date, expected):
    assert formats.day(date) == expected


def test_english_dates_cannot_be_misread(english):
    assert formats.day("2017-08-02") == "2 August 2017"


def test_thousands_are_separated_by_points():
    assert formats.number(12345) == "12.345"


def test_thousands_are_separated_by_commas_in_english(english):
    assert formats.number(12345) == "12,345"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(640, "640 byte"), (12_345, "12 KB"), (3_400_000, "3,4 MB"), (5_000_000_000, "5 GB")],
)
def test_sizes_are_short(count, expected):
    assert formats.size(count) == expected


def test_times_are_in_hanoi_time():
    assert formats.moment(make_moment("2026-11-24 20:30")) == "03:30 25/11/2026"


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "", None, "ftp://x"])
def test_only_web_addresses_become_links(text):
    assert not formats.is_web_address(text)
