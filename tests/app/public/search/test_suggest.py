"""Suggestions for the search box, and recording of queries."""

from datetime import timedelta

import pytest

from library import clock
from library.catalogue.models import Access
from library.database import reading, work
from points.past_searches import common, remember
from points.usage.models import PastSearch
from tests.makers import make_item


@pytest.fixture
def holdings(engine, index):
    """Return a function that creates an item and indexes it."""

    def enter(*args, **described):
        with work(engine) as session:
            make_item(session, *args, **described)
        index()

    return enter


@pytest.fixture
def noted(app, engine):
    """Return a function that counts the recorded queries."""

    def count():
        app.extensions["services"].usage_writer.catch_up()
        with reading(engine) as session:
            return session.query(PastSearch).count()

    return count


@pytest.fixture
def common_now(browser, engine, noted):
    """Return a function that visits a page on a query's third day, and reads the common ones."""

    def visit(query, page):
        with work(engine) as session:
            for days in (2, 1):
                day = clock.now().date() - timedelta(days=days)
                remember(session, query, day, browser.app.secret_key)
        browser.visit(page)
        noted()
        with reading(engine) as session:
            return common(session, 9)

    return visit


def test_a_title_is_offered_by_its_beginning(browser, holdings):
    holdings("Quạt Mo")
    assert browser.fetch("/goi-y?q=quat+m").json == [{"text": "Quạt Mo", "kind": "title"}]


def test_letters_are_sent_as_they_are(browser, holdings):
    holdings("Quạt Mo")
    assert "Quạt Mo" in browser.fetch("/goi-y?q=quat").text


def test_suggestions_may_be_kept_a_minute_by_anyone(browser):
    answer = browser.fetch("/goi-y?q=chi")
    assert answer.headers["Cache-Control"] == "public, max-age=30"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("typed", ["", "%00", "???", "a" * 5000, "<script>", "🐃"])
def test_any_input_is_answered(browser, typed):
    assert browser.fetch(f"/goi-y?q={typed}").json == []


def test_a_title_for_staff_is_not_suggested(office, holdings):
    holdings("Quạt Mo", access=Access.STAFF)
    assert office.fetch("/goi-y?q=quat").json == []


def test_a_question_that_was_answered_is_noted(browser, holdings, noted):
    holdings(texts=["Chợ Kỳ Lừa họp năm ngày một phiên."])
    browser.visit("/tra-cuu?q=ky+lua")
    assert noted() == 1


def test_a_question_on_its_third_day_is_common(holdings, common_now):
    holdings(texts=["Chợ Kỳ Lừa họp năm ngày một phiên."])
    assert common_now("ky lua", "/tra-cuu?q=Kỳ+Lừa") == ["kỳ lừa"]


@pytest.mark.parametrize(
    ("typed", "screen"),
    [
        pytest.param("zzz", 1, id="nothing is found"),
        pytest.param("ky lua xau xa", 1, id="not all of it is found"),
        pytest.param("ky lua", 2, id="the next screen"),
    ],
)
def test_queries_without_public_hits_are_not_suggested(
    browser, holdings, common_now, typed, screen
):
    holdings(texts=["Chợ Kỳ Lừa họp năm ngày một phiên."])
    assert common_now(typed, f"/tra-cuu?q={typed}&trang={screen}") == []


def test_words_only_for_the_library_are_not_suggested(browser, holdings, common_now):
    holdings("Gia phả", texts=["Điều kín trong họ"], access=Access.LIBRARY)
    assert common_now("dieu kin", "/tra-cuu?q=dieu+kin") == []


def test_robots_are_not_noted(browser, holdings, noted):
    holdings("Chợ Kỳ Lừa")
    browser.fetch("/tra-cuu?q=ky+lua", headers={"User-Agent": "Googlebot/2.1"})
    assert noted() == 0


def test_staff_are_not_noted(staff, holdings, noted):
    holdings("Chợ Kỳ Lừa")
    staff("cataloguer").visit("/tra-cuu?q=ky+lua")
    assert noted() == 0


def test_robots_are_asked_not_to_look_for_suggestions(browser):
    assert "Disallow: /goi-y" in browser.fetch("/robots.txt").text
