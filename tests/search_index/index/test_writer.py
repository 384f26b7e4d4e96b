"""Index updater: updates with an open writer, and locking."""

import threading

import pytest

from library import clock
from library.catalogue import index_queue
from library.database import reading, work
from library.errors import IndexDamagedError
from library.process.locks import holding, trying
from points.usage.models import PastSearch
from search_index.documents import SearchRequest
from search_index.index import generations, sync
from search_index.index.writer import IndexUpdater
from search_index.search_service import SearchService
from tests.makers import make_item
from tests.search_index.makers import damage_file


@pytest.fixture
def updater(settings, engine):
    """Return an index updater in an empty library."""
    with IndexUpdater(settings, engine) as updater:
        yield updater


def _total_hits(settings, engine, typed: str) -> int:
    service = SearchService(settings, engine)
    try:
        return service.search(SearchRequest(typed)).total
    finally:
        service.close()


def _publish(engine, title: str) -> None:
    with work(engine) as session:
        make_item(session, title)


def test_each_change_is_found_while_the_writer_stays_open(settings, engine, updater):
    totals = []
    for title in ("Trận lụt", "Lụt nữa"):
        _publish(engine, title)
        updater.keep_up()
        totals.append(_total_hits(settings, engine, "lụt"))
    assert totals == [1, 2]


def test_indexed_changes_leave_the_queue(engine, updater):
    _publish(engine, "Trận lụt")
    updater.keep_up()
    with reading(engine) as session:
        assert index_queue.waiting(session) == []


def test_a_command_does_not_wait_for_the_writer_without_pending_changes(settings, engine, updater):
    _publish(engine, "Trận lụt")
    updater.keep_up()
    assert sync.drain(settings, engine) == 0


def test_a_command_waits_only_until_the_updater_has_indexed_all(settings, engine, updater):
    _publish(engine, "Trận lụt")
    updater.keep_up()
    _publish(engine, "Lụt nữa")
    command = threading.Thread(target=sync.drain, args=(settings, engine))
    command.start()
    updater.keep_up()
    command.join(timeout=60)
    assert not command.is_alive()


def test_a_rebuild_gets_its_turn_while_changes_keep_coming(settings, engine, updater, monkeypatch):
    monkeypatch.setattr("search_index.index.writer._MAX_OPEN_SECONDS", -1.0)
    monkeypatch.setattr(sync, "anything_due", lambda _engine: True)
    monkeypatch.setattr(sync, "index_due", lambda *_: 1)
    assert updater.keep_up() == 1
    with trying(generations.lock(settings, "write")) as is_free:
        assert is_free


def test_others_write_after_the_updater_closes(settings, engine, updater):
    _publish(engine, "Trận lụt")
    updater.keep_up()
    updater.close()
    _publish(engine, "Lụt nữa")
    sync.drain(settings, engine)
    assert _total_hits(settings, engine, "lụt") == 2


def test_an_index_damaged_during_updates_is_rebuilt(settings, engine, updater):
    _publish(engine, "Trận lụt")
    updater.keep_up()
    updater.close()
    (generations.live_generation(settings).place(settings) / "meta.json").write_bytes(b"\xff\xfe")
    _publish(engine, "Lụt nữa")
    updater.keep_up()
    assert _total_hits(settings, engine, "lụt") == 2


@pytest.mark.parametrize("suffix", ["store", "term", "fast", "json"])
def test_a_damaged_index_is_rebuilt_without_any_change(settings, engine, updater, suffix):
    _publish(engine, "Trận lụt")
    updater.keep_up()
    updater.close()
    damaged = generations.live_generation(settings)
    damage_file(next(damaged.place(settings).glob(f"[!.]*.{suffix}")))
    updater.keep_up()
    assert generations.live_generation(settings) != damaged
    assert _total_hits(settings, engine, "lụt") == 1


def test_a_damage_marked_by_the_site_starts_the_rebuild(settings, engine, updater):
    updater.keep_up()
    damaged = generations.live_generation(settings)
    with pytest.raises(IndexDamagedError), damaged.set_aside_if_damaged(settings):
        raise IndexDamagedError
    updater.keep_up()
    assert generations.live_generation(settings) != damaged
    assert list(settings.index.glob("*.damaged")) == []


def test_damage_while_the_writer_is_open_is_repaired(settings, engine, updater):
    _publish(engine, "Trận lụt")
    updater.keep_up()
    _publish(engine, "Lụt nữa")
    damage_file(next(settings.index.glob("*/*.store")))
    updater.keep_up()
    assert _total_hits(settings, engine, "lụt") == 2


@pytest.mark.parametrize(
    ("task", "is_built"), [("rebuild", False), ("write", False), ("write", True)]
)
def test_it_gives_signs_of_life_while_another_process_holds_a_lock(
    settings, engine, task, is_built
):
    if is_built:
        sync.drain(settings, engine)
    _publish(engine, "Trận lụt")
    beats = threading.Semaphore(0)
    with IndexUpdater(settings, engine, beats.release) as updater:
        waiting = threading.Thread(target=updater.keep_up)
        with holding(generations.lock(settings, task)):
            waiting.start()
            is_alive = all(beats.acquire(timeout=30) for _ in range(3))
        waiting.join()
    assert is_alive
    assert _total_hits(settings, engine, "lụt") == 1


def test_it_gives_a_sign_of_life_before_each_portion_of_the_queue(settings, engine):
    beats = []
    with IndexUpdater(settings, engine, lambda: beats.append(1)) as updater:
        updater.keep_up()
        beats.clear()
        _publish(engine, "Trận lụt")
        updater.keep_up()
    assert beats == [1]


def test_it_gives_a_sign_of_life_before_each_past_search(settings, engine):
    sync.drain(settings, engine)
    with work(engine) as session:
        for text in ("trận lụt", "sổ kín"):
            session.add(PastSearch(digest=text, last_day=clock.today(), days=3, text=text))
    beats = []
    with IndexUpdater(settings, engine, lambda: beats.append(1)) as updater:
        updater.keep_up()
    assert beats == [1, 1]
