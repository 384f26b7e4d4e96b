"""Calendars of newspapers."""

import pytest

NAME = "Báo Lạng Sơn"
ADDRESS = "/suu-tap/bao-chi/lich?bao=B%C3%A1o+L%E1%BA%A1ng+S%C6%A1n"


@pytest.fixture
def issue(holdings):
    """Return a function that creates an issue of Báo Lạng Sơn."""

    def entered(number, date):
        title = f"{NAME}, số {number}"
        return holdings(title, collection="bao-chi", series=NAME, number=number, date=date)

    return entered


def test_a_collection_leads_to_the_calendar_of_its_newspaper(browser, issue):
    issue("1", "1990-01-03")
    assert browser.visit("/suu-tap/bao-chi").has_link_to(ADDRESS)


def test_a_day_with_an_issue_leads_to_it(browser, issue):
    item = issue("1", "1990-01-03")
    assert browser.visit(ADDRESS).has_link_to(f"/tai-lieu/{item.id}")


def test_the_newest_year_is_shown_first(browser, issue):
    issue("1", "1990-01-03")
    issue("52", "1991-12-30")
    assert "Năm 1991" in browser.visit(ADDRESS).says("h2")


def test_an_earlier_year_is_a_link_away(browser, issue):
    issue("1", "1990-01-03")
    issue("52", "1991-12-30")
    assert "Năm 1990" in browser.visit(f"{ADDRESS}&nam=1990").says("h2")


def test_missing_issues_are_listed(browser, issue):
    for number, date in (("1", "1990-01-03"), ("5", "1990-02-03")):
        issue(number, date)
    assert "chưa có số: 2–4" in browser.visit(ADDRESS).words


@pytest.mark.parametrize("date", ["1990-01", "1990", None])
def test_an_issue_whose_day_is_not_known_is_listed_too(browser, issue, date):
    item = issue("1", date)
    assert browser.visit(ADDRESS).has_link_to(f"/tai-lieu/{item.id}")


def test_an_issue_leads_to_the_next_one(browser, issue):
    first, second = issue("1", "1990-01-03"), issue("2", "1990-01-10")
    assert browser.visit(f"/tai-lieu/{first.id}").has_link_to(f"/tai-lieu/{second.id}")


def test_an_unknown_newspaper_is_not_found(browser):
    browser.visit("/suu-tap/bao-chi/lich?bao=kh%C3%B4ng", status=404)


def test_a_collection_without_newspapers_shows_a_message(browser):
    assert "chưa có báo" in browser.visit("/suu-tap/van-ban/lich").words
