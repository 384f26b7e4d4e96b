"""Whole questions find passages by meaning; nobody finds what they may not."""

import re

import pytest

from library.catalogue import cataloguing
from library.catalogue.access.rights import Audience
from library.catalogue.models import Access
from library.database import work
from search_index.documents import AskedByMeaning, Order, SearchRequest
from search_index.index import sync
from search_index.meaning.place import vectors_path
from search_index.search_service import SearchService
from tests.makers import BY, make_item
from tests.search_index.meaning.made_vectors import build, made_passages

_QUESTION = "Dòng sông nào ở vùng này chảy ngược lên phía bắc?"
_RIVER = "Sông này chảy ngược lên phía Trung Quốc, khác mọi dòng sông của vùng."
_OTHER = "Chợ phiên họp năm ngày một lần, bán gà, vịt, rau và vải chàm."


@pytest.fixture
def ask(settings, engine):
    """Return a function that indexes everything, and asks a question."""
    service = SearchService(settings, engine, made_passages(settings))

    def asked(typed: str = _QUESTION, **fields):
        sync.drain(settings, engine)
        build(settings, engine)
        return service.search(SearchRequest(typed, **fields))

    yield asked
    service.close()


@pytest.fixture
def enter(engine):
    """Return a function that publishes an item about the river, or about something else."""

    def entered(title: str = "Sông", text: str = _RIVER, **fields):
        with work(engine) as session:
            return make_item(session, title, texts=(_OTHER, text), **fields)

    return entered


def _titles(results) -> list[str]:
    return [hit.item.title for hit in results.in_order]


def test_a_passage_is_found_by_meaning_and_shown(ask, enter):
    enter("Chợ", _OTHER)
    enter()
    results = ask()
    first = results.in_order[0]
    assert (first.item.title, first.page, first.by_meaning) == ("Sông", 2, True)
    assert re.sub("</?mark>", "", first.snippet) == _RIVER
    assert "<mark>" in first.snippet
    assert results.meaning is AskedByMeaning.ASKED


def test_what_is_found_by_meaning_is_not_counted(ask, enter):
    enter()
    results = ask()
    assert (results.total, results.hits, len(results.near)) == (0, (), 1)


def test_an_item_with_all_words_stays_a_counted_hit(ask, enter):
    enter("Đủ chữ", f"Hỏi: {_QUESTION}")
    results = ask()
    assert (results.total, [hit.by_meaning for hit in results.hits]) == (1, [False])


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        pytest.param("sông chảy ngược", {}, id="keywords"),
        pytest.param("dong song nao o vung nay chay nguoc len phia bac", {}, id="no marks"),
        pytest.param(_QUESTION, {"screen": 2}, id="the second screen"),
        pytest.param(_QUESTION, {"order": Order.NEWEST}, id="another order"),
        pytest.param(_QUESTION, {"near": False}, id="only what is counted"),
    ],
)
def test_other_searches_are_left_alone(ask, enter, typed, fields):
    enter()
    results = ask(typed, **fields)
    assert results.meaning is AskedByMeaning.NOT_A_QUESTION
    assert not any(hit.by_meaning for hit in results.in_order)


def test_it_can_be_declined(ask, enter):
    enter()
    results = ask(meaning=False)
    assert results.meaning is AskedByMeaning.DECLINED
    assert not any(hit.by_meaning for hit in results.in_order)


@pytest.mark.parametrize(
    ("closed", "audience", "is_found"),
    [
        ({"access": Access.LIBRARY}, Audience.ANYONE, False),
        ({"access": Access.LIBRARY}, Audience.AT_LIBRARY, True),
        ({"access": Access.LIBRARY}, Audience.STAFF, True),
        ({"access": Access.STAFF}, Audience.STAFF, False),
        ({"opens": "2999-01-31"}, Audience.AT_LIBRARY, False),
        ({"opens": "2999-01-31"}, Audience.STAFF, True),
        ({"published": False}, Audience.STAFF, False),
    ],
)
def test_only_those_who_may_search_a_text_find_it(ask, enter, closed, audience, is_found):
    enter("Ngỏ", _OTHER)
    enter("Kín", **closed)
    hits = [hit for hit in ask(audience=audience).in_order if hit.by_meaning]
    assert ("Kín" in [hit.item.title for hit in hits]) is is_found
    assert any("khác" in hit.snippet for hit in hits) is is_found


def test_an_item_closed_since_its_vectors_were_made_is_not_found(ask, enter, engine, settings):
    item = enter()
    assert _titles(ask()) == ["Sông"]
    service = SearchService(settings, engine, made_passages(settings))
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, item.id), BY, "nhầm")
    assert not any(hit.by_meaning for hit in service.search(SearchRequest(_QUESTION)).in_order)
    service.close()


def test_filters_apply(ask, enter):
    enter("Sông của báo", collection="bao")
    enter("Sông của sách", collection="sach")
    assert _titles(ask(collection="sach")) == ["Sông của sách"]


@pytest.mark.slow
def test_a_filter_reaches_items_far_from_the_question(ask, enter):
    for number in range(110):
        enter(f"Sông {number}", collection="bao")
    enter("Xa", "Dòng thơ này viết ở phía nam, nói về con đò.", collection="sach")
    assert _titles(ask(collection="sach")) == ["Xa"]


def test_a_passage_is_escaped(ask, enter):
    enter(text=f"<b>{_RIVER}</b>")
    (hit,) = ask().in_order
    assert hit.snippet.startswith("&lt;b&gt;")


def test_a_damaged_file_leaves_the_search_by_words(ask, enter, settings, engine):
    enter()
    ask()
    vectors_path(settings).write_bytes(b"?" * 5000)
    service = SearchService(settings, engine, made_passages(settings))
    assert service.search(SearchRequest(_QUESTION)).meaning is AskedByMeaning.NOT_A_QUESTION
    service.close()


def test_without_the_extra_a_question_is_asked_by_words(settings, engine, enter):
    enter()
    sync.drain(settings, engine)
    service = SearchService(settings, engine)
    assert service.search(SearchRequest(_QUESTION)).meaning is AskedByMeaning.NOT_A_QUESTION
    service.close()
