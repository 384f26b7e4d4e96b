"""Suggestion service: suggestions follow the catalogue."""

from datetime import date

import pytest

from library.catalogue import cataloguing
from library.catalogue.models import Access
from library.database import work
from points.past_searches import remember
from search_index.spelling.suggestion_service import Kind, Suggestion, SuggestionService
from tests.makers import BY, make_item


@pytest.fixture
def service(engine):
    """Return a service that checks the catalogue at every query."""
    opened = SuggestionService(engine, every=0)
    yield opened
    opened.close()


def _fresh_suggestions(service, typed):
    service.catch_up()  # the pending renewal may have read the catalogue before the change
    service.suggest(typed)
    service.catch_up()
    return [suggestion.text for suggestion in service.suggest(typed)]


def test_an_item_is_suggested_by_title_number_and_names(service, engine):
    with work(engine) as session:
        make_item(session, "Quạt", number="7/QUẠT", creator="Quạt Nan; Quạt Mo")
    assert service.suggest("quat") == (
        Suggestion("Quạt Mo", Kind.NAME),
        Suggestion("Quạt Nan", Kind.NAME),
        Suggestion("Quạt", Kind.TITLE),
        Suggestion("7/QUẠT", Kind.NUMBER),
    )


def test_a_place_is_suggested_as_its_unit(service):
    assert service.suggest("xa chi lan")[0] == Suggestion("Xã Chi Lăng", Kind.PLACE)


def test_queries_of_three_days_are_suggested(service, engine):
    with work(engine) as session:
        for day in (1, 2, 3):
            remember(session, "chợ Kỳ Lừa", date(2026, 11, day), key="khóa")
    assert Suggestion("chợ kỳ lừa", Kind.SEARCH) in service.suggest("ky l")


def test_a_newly_published_item_is_suggested_soon(service, engine):
    assert _fresh_suggestions(service, "quat") == []
    with work(engine) as session:
        make_item(session, "Quạt")
    assert _fresh_suggestions(service, "quat") == ["Quạt"]


def test_a_withdrawn_item_is_soon_not_suggested(service, engine):
    with work(engine) as session:
        item = make_item(session, "Quạt")
    assert _fresh_suggestions(service, "quat") == ["Quạt"]
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, item.id), BY, "nhầm")
    assert _fresh_suggestions(service, "quat") == []


def test_items_hidden_from_readers_are_not_suggested(service, engine):
    with work(engine) as session:
        make_item(session, "Quạt", access=Access.STAFF)
        make_item(session, "Quạt nháp", published=False)
    assert service.suggest("quat") == ()


def test_suggestions_survive_a_failed_renewal(service, engine, caplog):
    service.suggest("chi lang")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE past_search")
    assert "Xã Chi Lăng" in _fresh_suggestions(service, "chi lang")
    assert "stay as they are" in caplog.text


def test_a_local_sight_is_suggested(service):
    assert service.suggest("nhi tha")[0] == Suggestion("Nhị Thanh", Kind.PLACE)
