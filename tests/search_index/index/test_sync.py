"""Synchronisation of the index with the catalogue, through kills and rebuilds."""

import signal
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from library import extensions
from library.catalogue import cataloguing, index_queue
from library.catalogue.models import PageState
from library.database import reading, work
from library.errors import IndexDamagedError, IndexNotWrittenError
from search_index.documents import SearchRequest
from search_index.engine import engine_named
from search_index.index import generations, index_conditions, sync
from search_index.search_service import SearchService
from tests.makers import BY, make_item, make_page
from tests.search_index import exact_engine
from tests.search_index.makers import damage_file

_SELF_KILLING_SCRIPT = """
import os, signal, sys
from pathlib import Path
from library.database import open_database
from search_index.index import rebuild_index, sync
from search_index.engines import tantivy_engine
from tests.makers import make_settings

def killing(function):
    def call_and_kill(*args, **kwargs):
        result = function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        return result
    return call_and_kill

owner, name, task, home = sys.argv[1:]
places = {"writer": tantivy_engine._Writer, "index_queue": sync.index_queue,
          "rebuild_index": rebuild_index, "generations": rebuild_index.generations}
setattr(places[owner], name, killing(getattr(places[owner], name)))
settings = make_settings(Path(home))
getattr(sync, task)(settings, open_database(settings.database_url))
"""


def _run_and_kill(settings, owner: str, name: str, task: str) -> None:
    command = [sys.executable, "-c", _SELF_KILLING_SCRIPT, owner, name, task, str(settings.home)]
    process = subprocess.run(command, timeout=60, check=False, cwd=Path(__file__).parents[3])
    assert process.returncode == -signal.SIGKILL


def _total_hits(settings, engine, typed: str) -> int:
    service = SearchService(settings, engine)
    try:
        return service.search(SearchRequest(typed)).total
    finally:
        service.close()


def test_draining_empties_the_queue(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    with reading(engine) as session:
        assert index_queue.waiting(session) == []


def test_draining_twice_changes_nothing(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    assert (sync.drain(settings, engine), _total_hits(settings, engine, "lụt")) == (0, 1)


def test_a_queued_page_replaces_only_that_page(settings, engine):
    with work(engine) as session:
        item = make_item(session, "Sách", texts=["Trận lụt."])
    sync.drain(settings, engine)
    with work(engine) as session:
        stored = cataloguing.find_item(session, item.id)
        page = make_page(session, stored, "Hạn hán.")
        index_queue.mark(session, item.id, page.number)
    sync.drain(settings, engine)
    assert (_total_hits(settings, engine, '"hạn hán"'), _total_hits(settings, engine, "lụt")) == (
        1,
        1,
    )


def test_a_page_that_failed_leaves_the_index(settings, engine):
    with work(engine) as session:
        item = make_item(session, "Sách", texts=["Trận lụt.", "Hạn hán."])
    sync.drain(settings, engine)
    with work(engine) as session:
        stored = cataloguing.find_item(session, item.id)
        stored.pages[1].state = PageState.FAILED
        index_queue.mark(session, item.id, 2)
    sync.drain(settings, engine)
    assert _total_hits(settings, engine, '"hạn hán"') == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("owner", "name"),
    [
        pytest.param("writer", "put", id="before the commit"),
        pytest.param("writer", "save", id="between the commit and the settling"),
        pytest.param("index_queue", "remove", id="before the settling is kept"),
    ],
)
def test_a_killed_drain_is_repaired_by_the_next(settings, engine, owner, name):
    sync.drain(settings, engine)
    with work(engine) as session:
        make_item(session, "Trận lụt")
    _run_and_kill(settings, owner, name, "drain")
    sync.drain(settings, engine)
    assert _total_hits(settings, engine, "lụt") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("owner", "name"),
    [
        pytest.param("rebuild_index", "_begin", id="at the start"),
        pytest.param("writer", "put", id="before a commit"),
        pytest.param("writer", "save", id="after a commit"),
        pytest.param("generations", "make_live", id="after the swap"),
    ],
)
def test_a_killed_rebuild_is_repaired_by_the_next(settings, engine, owner, name):
    with work(engine) as session:
        make_item(session, "Trận lụt")
        make_item(session, "Lụt nữa")
    _run_and_kill(settings, owner, name, "rebuild")
    sync.rebuild(settings, engine)
    assert _total_hits(settings, engine, "lụt") == 2


@pytest.mark.slow
def test_changes_during_a_rebuild_are_not_lost(settings, engine):
    with work(engine) as session:
        first = make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _run_and_kill(settings, "rebuild_index", "_fill", "rebuild")
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, first.id), BY, "nhầm")
    sync.drain(settings, engine)
    sync.rebuild(settings, engine)
    assert _total_hits(settings, engine, "lụt") == 0


@pytest.mark.slow
def test_the_old_index_answers_until_the_new_one_is_complete(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _run_and_kill(settings, "rebuild_index", "_fill", "rebuild")
    assert _total_hits(settings, engine, "lụt") == 1


def test_an_index_of_another_engine_is_rebuilt(settings, engine, monkeypatch):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    entry = EntryPoint("exact", exact_engine.__name__, "diachi.engines")
    monkeypatch.setitem(extensions.entries("diachi.engines"), "exact", entry)
    other = replace(settings, engine="exact")
    sync.drain(other, engine)
    assert _total_hits(other, engine, "lụt") == 1


def test_old_generations_are_removed(settings, engine):
    for _ in range(3):
        sync.rebuild(settings, engine)
    assert [place.name for place in settings.index.glob("0*")] == ["0003"]


def test_check_repairs_differences(settings, engine):
    with work(engine) as session:
        item = make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _remove_from_index(settings, item.id)
    assert (sync.check(settings, engine), _total_hits(settings, engine, "lụt")) == (1, 1)


def test_check_leaves_a_sound_index_alone(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    assert sync.check(settings, engine) == 0


def test_a_damaged_index_is_reported_with_advice(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _damage_index(settings)
    with pytest.raises(IndexDamagedError, match="diachi index rebuild"):
        generations.live_generation(settings).open_reader(settings)
    assert not index_conditions.is_sound(settings)[0]
    sync.rebuild(settings, engine)
    assert _total_hits(settings, engine, "lụt") == 1


def test_a_damaged_index_found_by_a_reader_is_rebuilt_by_the_next_drain(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _damage_index(settings)
    assert _total_hits(settings, engine, "lụt") == 1  # by the title
    assert generations.readable_generation(settings) is None
    sync.drain(settings, engine)
    assert generations.readable_generation(settings) is not None


def test_a_damaged_index_found_by_a_drain_is_rebuilt_at_once(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _damage_index(settings)
    with work(engine) as session:
        make_item(session, "Lụt nữa")
    sync.drain(settings, engine)
    assert _total_hits(settings, engine, "lụt") == 2


@pytest.mark.slow
def test_an_unfinished_rebuild_that_is_damaged_begins_again(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    _run_and_kill(settings, "rebuild_index", "_fill", "rebuild")
    (settings.index / "0001" / "meta.json").write_bytes(b"\xff\xfe")
    sync.rebuild(settings, engine)
    assert _total_hits(settings, engine, "lụt") == 1


def test_a_rebuild_that_cannot_be_written_says_so(settings, engine):
    settings.index.parent.mkdir(parents=True, exist_ok=True)
    settings.index.write_text("")
    with pytest.raises(IndexNotWrittenError, match="diachi doctor"):
        sync.rebuild(settings, engine)


def test_a_check_finds_and_rebuilds_a_damaged_index(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    damage_file(next(settings.index.glob("*/*.pos")))
    sync.check(settings, engine)
    assert _total_hits(settings, engine, "lụt") == 1


def _damage_index(settings) -> None:
    (generations.live_generation(settings).place(settings) / "meta.json").write_bytes(b"\xff\xfe")


def _remove_from_index(settings, item_id: str) -> None:
    volume = generations.live_generation(settings)
    writer = engine_named(volume.engine).open_writer(volume.place(settings))
    writer.remove_item(item_id)
    writer.save()
    writer.close()
