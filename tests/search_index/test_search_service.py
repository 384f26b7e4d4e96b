"""Search service, as used by the public site."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from library.catalogue import cataloguing
from library.catalogue.models import Access
from library.database import work
from library.settings import Settings
from search_index.documents import Order, SearchRequest
from search_index.index import sync
from search_index.search_service import SearchService
from tests.makers import BY, make_item


@pytest.fixture
def service(settings: Settings, engine: Engine) -> Iterator[SearchService]:
    """Return a service that is opened before anything is indexed."""
    opened = SearchService(settings, engine)
    yield opened
    opened.close()


def _titles(service: SearchService, typed: str, **where: object) -> list[str]:
    return [hit.item.title for hit in service.search(SearchRequest(typed, **where)).hits]


def test_a_missing_index_gives_an_empty_result(service):
    assert service.search(SearchRequest("lụt")).total == 0


def test_a_published_item_is_found_by_an_open_service(service, settings, engine):
    _titles(service, "lụt")
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    assert _titles(service, "lụt") == ["Trận lụt"]


def test_a_withdrawn_item_is_not_found(service, settings, engine):
    with work(engine) as session:
        item = make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, item.id), BY, "nhầm")
    sync.drain(settings, engine)
    assert _titles(service, "lụt") == []


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"published": False}, id="a draft"),
        pytest.param({"access": Access.STAFF}, id="an item for staff"),
    ],
)
def test_items_hidden_from_readers_are_not_indexed(service, settings, engine, fields):
    with work(engine) as session:
        make_item(session, "Trận lụt", **fields)
    sync.drain(settings, engine)
    assert _titles(service, "lụt") == []


def test_an_open_service_follows_a_rebuild(service, settings, engine):
    sync.drain(settings, engine)
    _titles(service, "lụt")
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.rebuild(settings, engine)
    assert _titles(service, "lụt") == ["Trận lụt"]


def test_an_item_is_found_by_its_description(service, settings, engine):
    with work(engine) as session:
        make_item(session, "Kế hoạch", number="149/KH-UBND", texts=["Về việc trồng rừng."])
    sync.drain(settings, engine)
    assert _titles(service, "kế hoạch 149/KH-UBND trồng rừng") == ["Kế hoạch"]


def test_the_snippet_marks_what_was_found(service, settings, engine):
    with work(engine) as session:
        make_item(session, "Báo", texts=["Năm ấy có trận lụt."])
    sync.drain(settings, engine)
    (hit,) = service.search(SearchRequest("tran lut")).hits
    assert hit.snippet == "Năm ấy có <mark>trận lụt</mark>."


def test_a_collection_can_be_searched_alone(service, settings, engine):
    with work(engine) as session:
        make_item(session, "Báo lụt", collection="bao-chi")
        make_item(session, "Sách lụt", collection="dia-chi")
    sync.drain(settings, engine)
    assert _titles(service, "lụt", collection="dia-chi") == ["Sách lụt"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.NEWEST, ["Đá lụt", "Ăn lụt", "Áo lụt"]),
        (Order.OLDEST, ["Ăn lụt", "Đá lụt", "Áo lụt"]),
        (Order.TITLE, ["Áo lụt", "Ăn lụt", "Đá lụt"]),
    ],
)
def test_hits_have_the_requested_order(service, settings, engine, order, expected):
    with work(engine) as session:
        make_item(session, "Đá lụt", date="2001-05-01")
        make_item(session, "Áo lụt")
        make_item(session, "Ăn lụt", date="1994")
    sync.drain(settings, engine)
    assert _titles(service, "lụt", order=order) == expected


def test_facets_are_returned_on_request(service, settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt", kind="Sách", date="1994")
    sync.drain(settings, engine)
    names = {facet.name for facet in service.search(SearchRequest("lụt", facets=True)).facets}
    assert names == {"collection", "kind", "decade", "language", "access"}


def test_scores_are_explained(service, settings, engine):
    with work(engine) as session:
        item = make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    why = service.explain(SearchRequest("trận lụt"))[item.id]
    assert any("nhan đề" in reason.because for reason in why)


def test_a_hit_leads_to_the_page_with_the_words_and_not_to_the_cover(service, settings, engine):
    texts = ("Bìa sách", f"Chợ Kỳ Lừa họp ngày phiên. {'Người đi chợ. ' * 40}", "Hết")
    with work(engine) as session:
        make_item(session, "Chợ Kỳ Lừa", texts=texts)
    sync.drain(settings, engine)
    assert [hit.page for hit in service.search(SearchRequest("ky lua")).hits] == [2]


def test_a_question_leads_to_the_page_where_its_words_stand_together(service, settings, engine):
    filler = "Chợ phiên họp đông vui bên bờ sông, thuyền bè qua lại. " * 25
    scattered = f"Sông Kỳ Cùng. {filler}Sông Kỳ Cùng. {filler}Đường dài. {filler}Kỳ Cùng, km."
    together = f"{filler}Sông Kỳ Cùng bắt nguồn ở Đình Lập, dài 243 km."
    with work(engine) as session:
        make_item(session, "Sông ngòi", texts=(scattered, together))
    sync.drain(settings, engine)
    (hit,) = service.search(SearchRequest("Sông Kỳ Cùng dài bao nhiêu km?")).hits
    assert hit.page == 2
    assert "dài</mark> 243 <mark>km</mark>" in hit.snippet
