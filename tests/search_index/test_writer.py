"""Keeps writing in the index beside its merges, and lets others write in between."""

import threading

import pytest

from library.catalogue import index_queue
from library.database import reading, work
from search_index import generations, sync
from search_index.documents import SearchRequest
from search_index.search_service import SearchService
from search_index.writer import Keeping
from tests.makers import make_item


@pytest.fixture
def keeping(settings, engine):
    """A hand at work in an empty library."""
    with Keeping(settings, engine) as keeping:
        yield keeping


def _found(settings, engine, typed: str) -> int:
    desk = SearchService(settings, engine)
    try:
        return desk.search(SearchRequest(typed)).total
    finally:
        desk.close()


def _publish(engine, title: str) -> None:
    with work(engine) as session:
        make_item(session, title)


def test_each_change_is_found_while_the_writer_stays_open(settings, engine, keeping):
    found = []
    for title in ("Trận lụt", "Lụt nữa"):
        _publish(engine, title)
        keeping.keep_up()
        found.append(_found(settings, engine, "lụt"))
    assert found == [1, 2]


def test_what_is_settled_is_not_due_any_more(engine, keeping):
    _publish(engine, "Trận lụt")
    keeping.keep_up()
    with reading(engine) as session:
        assert index_queue.waiting(session) == []


def test_a_command_does_not_wait_for_the_writer_when_all_is_settled(settings, engine, keeping):
    _publish(engine, "Trận lụt")
    keeping.keep_up()
    assert sync.drain(settings, engine) == 0


def test_a_command_waits_only_until_the_other_hand_has_settled_all(settings, engine, keeping):
    _publish(engine, "Trận lụt")
    keeping.keep_up()
    _publish(engine, "Lụt nữa")
    command = threading.Thread(target=sync.drain, args=(settings, engine))
    command.start()
    keeping.keep_up()
    command.join(timeout=20)
    assert not command.is_alive()


def test_when_it_lets_go_others_write(settings, engine, keeping):
    _publish(engine, "Trận lụt")
    keeping.keep_up()
    keeping.close()
    _publish(engine, "Lụt nữa")
    sync.drain(settings, engine)
    assert _found(settings, engine, "lụt") == 2


def test_an_index_that_is_spoilt_under_its_hands_is_made_again(settings, engine, keeping):
    _publish(engine, "Trận lụt")
    keeping.keep_up()
    keeping.close()
    (generations.live(settings).path(settings) / "meta.json").write_bytes(b"\xff\xfe")
    _publish(engine, "Lụt nữa")
    keeping.keep_up()
    assert _found(settings, engine, "lụt") == 2
