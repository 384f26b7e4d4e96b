"""Asks the desk as the reading room does."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from library.catalogue import cataloguing
from library.catalogue.models import Access
from library.database import work
from library.settings import Settings
from search_index import sync
from search_index.documents import Order, SearchRequest
from search_index.search_service import SearchService
from tests.makers import BY, make_item


@pytest.fixture
def desk(settings: Settings, engine: Engine) -> Iterator[SearchService]:
    """Give a desk that is open before anything is indexed."""
    opened = SearchService(settings, engine)
    yield opened
    opened.close()


def _titles(desk: SearchService, typed: str, **where: object) -> list[str]:
    return [hit.title for hit in desk.search(SearchRequest(typed, **where)).hits]


def test_no_index_yet_is_an_empty_answer(desk):
    assert desk.search(SearchRequest("lụt")).total == 0


def test_a_published_item_is_found_by_an_open_desk(desk, settings, engine):
    _titles(desk, "lụt")
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    assert _titles(desk, "lụt") == ["Trận lụt"]


def test_a_withdrawn_item_is_gone(desk, settings, engine):
    with work(engine) as session:
        item = make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, item.id), BY, "nhầm")
    sync.drain(settings, engine)
    assert _titles(desk, "lụt") == []


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"published": False}, id="a draft"),
        pytest.param({"access": Access.STAFF}, id="an item for staff"),
    ],
)
def test_what_readers_may_not_know_is_not_indexed(desk, settings, engine, told):
    with work(engine) as session:
        make_item(session, "Trận lụt", **told)
    sync.drain(settings, engine)
    assert _titles(desk, "lụt") == []


def test_an_open_desk_follows_a_rebuild(desk, settings, engine):
    sync.drain(settings, engine)
    _titles(desk, "lụt")
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.rebuild(settings, engine)
    assert _titles(desk, "lụt") == ["Trận lụt"]


def test_an_item_is_found_by_its_description(desk, settings, engine):
    with work(engine) as session:
        make_item(session, "Kế hoạch", number="149/KH-UBND", texts=["Về việc trồng rừng."])
    sync.drain(settings, engine)
    assert _titles(desk, "kế hoạch 149/KH-UBND trồng rừng") == ["Kế hoạch"]


def test_the_snippet_marks_what_was_found(desk, settings, engine):
    with work(engine) as session:
        make_item(session, "Báo", texts=["Năm ấy có trận lụt."])
    sync.drain(settings, engine)
    (hit,) = desk.search(SearchRequest("tran lut")).hits
    assert hit.snippet == "Năm ấy có <mark>trận lụt</mark>."


def test_a_collection_can_be_searched_alone(desk, settings, engine):
    with work(engine) as session:
        make_item(session, "Báo lụt", collection="bao-chi")
        make_item(session, "Sách lụt", collection="dia-chi")
    sync.drain(settings, engine)
    assert _titles(desk, "lụt", collection="dia-chi") == ["Sách lụt"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.NEWEST, ["Đá lụt", "Ăn lụt", "Áo lụt"]),
        (Order.OLDEST, ["Ăn lụt", "Đá lụt", "Áo lụt"]),
        (Order.TITLE, ["Áo lụt", "Ăn lụt", "Đá lụt"]),
    ],
)
def test_answers_stand_in_the_order_asked_for(desk, settings, engine, order, expected):
    with work(engine) as session:
        make_item(session, "Đá lụt", date="2001-05-01")
        make_item(session, "Áo lụt")
        make_item(session, "Ăn lụt", date="1994")
    sync.drain(settings, engine)
    assert _titles(desk, "lụt", order=order) == expected


def test_facets_come_when_asked_for(desk, settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt", kind="Sách", date="1994")
    sync.drain(settings, engine)
    names = {facet.name for facet in desk.search(SearchRequest("lụt", facets=True)).facets}
    assert names == {"collection", "kind", "decade", "language", "access"}


def test_says_why_an_item_stands_where_it_stands(desk, settings, engine):
    with work(engine) as session:
        item = make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    why = desk.explain(SearchRequest("trận lụt"))[item.id]
    assert any("nhan đề" in reason.because for reason in why)


def test_an_answer_leads_to_the_page_on_which_the_words_stand_and_not_to_the_cover(
    desk, settings, engine
):
    texts = ("Bìa sách", f"Chợ Kỳ Lừa họp ngày phiên. {'Người đi chợ. ' * 40}", "Hết")
    with work(engine) as session:
        make_item(session, "Chợ Kỳ Lừa", texts=texts)
    sync.drain(settings, engine)
    assert [hit.page for hit in desk.search(SearchRequest("ky lua")).hits] == [2]
