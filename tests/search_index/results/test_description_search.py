"""Search by descriptions, which answers while no index can."""

import re

import pytest

from library.catalogue.access.rights import Audience
from library.database import work
from search_index.documents import Order, SearchRequest
from search_index.index import generations, sync
from search_index.search_service import SearchService
from tests.makers import make_item, make_moment


@pytest.fixture
def service(settings, engine):
    """Return a service in a library without an index."""
    opened = SearchService(settings, engine)
    yield opened
    opened.close()


@pytest.fixture
def catalogue(engine):
    """Enter items that are easily confused."""
    with work(engine) as session:
        make_item(session, "Lụt và trận bão", collection="bao-chi", date="1996", kind="Báo")
        make_item(session, "Trận lụt ở Đức Thọ", date="1886", creator="Nguyễn Văn An")
        make_item(session, "Chợ Kỳ Lừa", number="149/KH-UBND", issuing_body="Uỷ ban tỉnh")
        make_item(session, "Trận lụt mật", published=False)


def _titles(service: SearchService, typed: str, **where: object) -> list[str]:
    return [hit.item.title for hit in service.search(SearchRequest(typed, **where)).hits]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        pytest.param("tran lut", ["Trận lụt ở Đức Thọ", "Lụt và trận bão"], id="words in a row"),
        pytest.param("duc tho", ["Trận lụt ở Đức Thọ"], id="without marks"),
        pytest.param("nguyen van an", ["Trận lụt ở Đức Thọ"], id="creator"),
        pytest.param("uy ban", ["Chợ Kỳ Lừa"], id="issuing body"),
        pytest.param("149/KH", ["Chợ Kỳ Lừa"], id="number"),
        pytest.param("nhan đề:lụt -bão", ["Trận lụt ở Đức Thọ", "Lụt và trận bão"], id="operators"),
        pytest.param("lụ", [], id="part of a word"),
        pytest.param("năm:1886", [], id="nothing to compare with descriptions"),
    ],
)
def test_a_query_finds_descriptions(service, catalogue, typed, titles):
    found_titles = _titles(service, typed)
    assert sorted(found_titles) == sorted(titles)
    assert found_titles[:1] == titles[:1]


@pytest.mark.parametrize(
    "where",
    [{"collection": "bao-chi"}, {"decade": 1990}, {"kind": "Báo"}],
    ids=["collection", "decade", "kind"],
)
def test_filters_apply(service, catalogue, where):
    assert _titles(service, "", **where) == ["Lụt và trận bão"]


def test_hits_have_the_requested_order(service, catalogue):
    assert _titles(service, "lut", order=Order.OLDEST)[0] == "Trận lụt ở Đức Thọ"


def test_screens_follow_each_other(service, engine):
    with work(engine) as session:
        for number in range(5):
            make_item(session, f"Lụt {number}").published = make_moment(
                f"2026-01-0{number + 1} 08:00"
            )
    titles = [_titles(service, "lut", screen=screen, size=2) for screen in (1, 2, 3, 4)]
    assert titles == [["Lụt 4", "Lụt 3"], ["Lụt 2", "Lụt 1"], ["Lụt 0"], []]


def test_the_answer_says_that_the_index_is_being_rebuilt(service, catalogue):
    assert service.search(SearchRequest("lut")).rebuilding


def test_facets_are_counted(service, catalogue):
    facets = service.search(SearchRequest("lut", facets=True)).facets
    counts = {facet.name: {value.value: value.items for value in facet.values} for facet in facets}
    assert counts["collection"] == {"bao-chi": 1, "dia-chi": 1}
    assert counts["decade"] == {"1990": 1, "1880": 1}


def test_a_change_of_the_catalogue_is_seen(service, engine, catalogue):
    assert len(_titles(service, "lut")) == 2
    with work(engine) as session:
        make_item(session, "Lụt mới")
    assert len(_titles(service, "lut")) == 3


def test_pages_of_an_item_have_no_answer(service, catalogue):
    assert service.pages_found("lụt", "x", Audience.ANYONE) is None


def test_after_an_upgrade_the_old_index_answers_until_the_new_one_is_whole(
    service, settings, engine, monkeypatch
):
    with work(engine) as session:
        make_item(session, "Sách", texts=["Trận lụt lớn."])
    sync.drain(settings, engine)
    monkeypatch.setattr(generations, "SCHEMA_VERSION", generations.SCHEMA_VERSION + 1)
    assert not service.search(SearchRequest("trận lụt")).rebuilding
    assert _titles(service, "trận lụt") == ["Sách"]
    sync.drain(settings, engine)
    assert generations.live_generation(settings).folder == "0002"
    assert _titles(service, "trận lụt") == ["Sách"]


def test_older_code_does_not_read_the_index_of_newer_code(service, settings, engine, monkeypatch):
    with work(engine) as session:
        make_item(session, "Sách", texts=["Trận lụt lớn."])
    sync.drain(settings, engine)
    monkeypatch.setattr(generations, "SCHEMA_VERSION", generations.SCHEMA_VERSION - 1)
    assert service.search(SearchRequest("trận lụt")).rebuilding
    assert _titles(service, "sách") == ["Sách"]


def test_an_old_index_that_cannot_be_read_gives_way_to_descriptions(
    service, settings, engine, catalogue, monkeypatch
):
    sync.drain(settings, engine)
    monkeypatch.setattr(generations, "SCHEMA_VERSION", generations.SCHEMA_VERSION + 1)
    next(settings.index.glob("*/*.term")).unlink()
    assert service.search(SearchRequest("lụt")).rebuilding


def test_an_index_that_does_not_hide_closed_text_gives_way_to_descriptions(
    service, settings, engine, catalogue
):
    sync.drain(settings, engine)
    place = settings.index / "live.json"
    place.write_text(re.sub(r'"version": \d+', '"version": 10', place.read_text()))
    assert service.search(SearchRequest("lụt")).rebuilding
