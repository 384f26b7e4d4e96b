"""Accepted changes of units reach the pages that name them, in the background."""

import pytest
from sqlalchemy import func, select

from library.catalogue import index_queue
from library.catalogue.access.rights import Audience
from library.catalogue.text.words import Word
from library.database import reading, work
from library.places import place_changes
from library.places.edition import load_once
from library.places.models import PlaceChange, PlaceDoubt, RecordKind
from library.places.place_records import id_of, stored_fields
from search_index.documents import SearchRequest
from search_index.index import sync
from search_index.results.run_query import findable_items
from search_index.search_service import LiveReader, SearchService
from tests.makers import make_item

_UNIT = "x-hong-phong--van-lang"
_TEXT = "Uỷ ban xã Lũng Mới, huyện Văn Lãng, tỉnh Lạng Sơn họp."


def _accept(engine, key, fields) -> None:
    with work(engine) as session:
        change = place_changes.propose(session, key, fields, by="a", reason="có nguồn")
        place_changes.accept(session, change.id, by="b")


def _variant(text: str):
    fields = {"unit": _UNIT, "text": text, "kind": "tên khác", "sources": "S1", "certainty": "B"}
    return (RecordKind.VARIANT, id_of(RecordKind.VARIANT, fields)), fields


def _found(settings, engine, typed: str) -> list[str]:
    service = SearchService(settings, engine)
    try:
        return [hit.item_id for hit in service.search(SearchRequest(typed)).hits]
    finally:
        service.close()


def _not_spread(engine) -> int:
    with reading(engine) as session:
        rows = select(func.count()).select_from(PlaceChange).where(PlaceChange.spread.is_(None))
        return session.scalar(rows)


@pytest.fixture
def item(settings, engine):
    """Index an item that names a unit under a name that nobody knows yet, and another item."""
    load_once(engine)
    with work(engine) as session:
        make_item(session, "Việc khác", texts=["Chợ họp phiên đông."])
        item_id = make_item(session, "Biên bản", date="1975", texts=["Bìa", _TEXT, "Hết"]).id
    sync.drain(settings, engine)
    return item_id


def test_a_new_name_of_a_unit_finds_the_pages_that_have_it_and_an_undo_does_not(
    settings, engine, item
):
    query = f'nơi:"{_UNIT}"'
    assert _found(settings, engine, query) == []
    key, fields = _variant("Lũng Mới")
    _accept(engine, key, fields)
    assert sync.queue_changed_places(settings, engine) == 1
    with reading(engine) as session:
        queued = [(row.item_id, row.page_number) for row in index_queue.waiting(session)]
    assert queued == [(item, 2)]
    sync.drain(settings, engine)
    assert _found(settings, engine, query) == [item]
    _accept(engine, key, None)
    sync.drain(settings, engine)
    assert _found(settings, engine, query) == []
    assert _not_spread(engine) == 0


def test_all_that_waits_is_indexed_with_the_changed_units_however_much_it_is(
    settings, engine, item
):
    waiting = {(f"t{number}", number) for number in range(1001)}
    with work(engine) as session:
        for item_id, page in (*waiting, *waiting):
            index_queue.requeue(session, item_id, page)
        newest = index_queue.newest(session)
    key, fields = _variant("Lũng Mới")
    _accept(engine, key, fields)
    sync.queue_changed_places(settings, engine)
    with reading(engine) as session:
        rows = index_queue.waiting(session, 9999)
    again = [(row.item_id, row.page_number) for row in rows]
    assert all(row.id > newest for row in rows)
    assert set(again) == waiting | {(item, 2)}
    assert len(again) < len(waiting) * 2


def test_a_note_of_a_unit_queues_no_page(settings, engine, item):
    _accept(engine, *_variant("Lũng Mới"))
    sync.drain(settings, engine)
    key = RecordKind.ERA, f"{_UNIT}.0"
    with reading(engine) as session:
        fields = stored_fields(session, key)
    _accept(engine, key, {**fields, "note": "chú thích mới"})
    assert sync.queue_changed_places(settings, engine) == 0
    assert _not_spread(engine) == 0


def test_a_rebuilt_index_has_all_changes_accepted_before(settings, engine, item):
    _accept(engine, *_variant("Lũng Mới"))
    sync.rebuild(settings, engine)
    assert (_not_spread(engine), sync.queue_changed_places(settings, engine)) == (0, 0)
    assert _found(settings, engine, f'nơi:"{_UNIT}"') == [item]


def test_names_that_pages_leave_open_are_kept_and_forgotten_with_the_item(settings, engine):
    with work(engine) as session:
        item = make_item(session, "Họp", date="1990", texts=["Xã Chi Lăng, tỉnh Lạng Sơn, họp."])
    sync.drain(settings, engine)
    with work(engine) as session:
        rows = session.execute(select(PlaceDoubt.item_id, PlaceDoubt.name)).all()
        index_queue.requeue(session, item.id)
    assert rows == [(item.id, "xã Chi Lăng")]
    sync.drain(settings, engine)
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(PlaceDoubt)) == 1


def test_a_name_without_letters_queues_no_page_of_others(settings, engine, item):
    key, fields = _variant("—")
    _accept(engine, key, fields)
    assert sync.queue_changed_places(settings, engine) == 0


def test_every_way_of_asking_follows_the_units_as_they_were_edited(settings, engine):
    text = "Uỷ ban xã Hồng Phong, huyện Văn Lãng, tỉnh Lạng Sơn họp."
    load_once(engine)
    with work(engine) as session:
        item = make_item(session, "Biên bản", date="1975", texts=[text]).id
    sync.drain(settings, engine)
    _accept(engine, *_variant("Lũng Mới"))
    query = 'nơi:"Lũng Mới"'
    service = SearchService(settings, engine)
    assert service.items_containing(query) == {item}
    assert set(service.explain(SearchRequest(query))) == {item}
    words = tuple(Word(written, 0, 0, 1, 1, 1.0, 0, 0) for written in ("xã", "Hồng", "Phong"))
    marked = service.word_matcher("Lũng Mới", Audience.ANYONE)(words)
    service.close()
    assert marked == (1, 2)
    filtered = SearchRequest("", place="Lũng Mới")
    assert LiveReader(settings, engine).ask(findable_items, filtered) == {item}
