"""The desk offers what stands in the catalogue now."""

from datetime import date

import pytest

from library.catalogue import cataloguing
from library.catalogue.models import Access
from library.database import work
from library.usage.past_searches import remember
from search_index.autocomplete import Kind, Suggestion
from search_index.suggestion_service import SuggestionDesk
from tests.makers import BY, make_item


@pytest.fixture
def desk(engine):
    """Give a desk that looks at the catalogue at every question."""
    opened = SuggestionDesk(engine, every=0)
    yield opened
    opened.close()


def _now(desk, typed):
    desk.catch_up()  # what the last question set going may have looked before the change
    desk.suggest(typed)
    desk.catch_up()
    return [suggestion.text for suggestion in desk.suggest(typed)]


def test_an_item_is_offered_by_title_number_and_names(desk, engine):
    with work(engine) as session:
        make_item(session, "Quạt", number="7/QUẠT", creator="Quạt Nan; Quạt Mo")
    assert desk.suggest("quat") == (
        Suggestion("Quạt Mo", Kind.NAME),
        Suggestion("Quạt Nan", Kind.NAME),
        Suggestion("Quạt", Kind.TITLE),
        Suggestion("7/QUẠT", Kind.NUMBER),
    )


def test_a_place_is_offered_as_its_unit(desk):
    assert desk.suggest("xa chi lan")[0] == Suggestion("Xã Chi Lăng", Kind.PLACE)


def test_words_asked_for_on_three_days_are_offered(desk, engine):
    with work(engine) as session:
        for day in (1, 2, 3):
            remember(session, "chợ Kỳ Lừa", date(2026, 11, day), key="khóa")
    assert Suggestion("chợ kỳ lừa", Kind.SEARCH) in desk.suggest("ky l")


def test_a_newly_published_item_is_offered_soon(desk, engine):
    assert _now(desk, "quat") == []
    with work(engine) as session:
        make_item(session, "Quạt")
    assert _now(desk, "quat") == ["Quạt"]


def test_a_withdrawn_item_is_soon_offered_no_more(desk, engine):
    with work(engine) as session:
        item = make_item(session, "Quạt")
    assert _now(desk, "quat") == ["Quạt"]
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, item.id), BY, "nhầm")
    assert _now(desk, "quat") == []


def test_what_readers_may_not_know_is_not_offered(desk, engine):
    with work(engine) as session:
        make_item(session, "Quạt", access=Access.STAFF)
        make_item(session, "Quạt nháp", published=False)
    assert desk.suggest("quat") == ()


def test_a_book_that_cannot_be_made_again_stays_as_it_is(desk, engine, caplog):
    desk.suggest("chi lang")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE past_search")
    assert "Xã Chi Lăng" in _now(desk, "chi lang")
    assert "stay as they are" in caplog.text


def test_a_sight_of_the_province_is_offered(desk):
    assert desk.suggest("nhi tha")[0] == Suggestion("Nhị Thanh", Kind.PLACE)
