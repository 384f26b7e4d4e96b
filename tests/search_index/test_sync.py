"""Keeps an index true to its catalogue, through kills and rebuilds."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from library.catalogue import cataloguing, index_queue
from library.catalogue.models import PageState
from library.database import reading, work
from library.errors import IndexDamagedError
from search_index import generations, sync
from search_index.documents import SearchRequest
from search_index.engine import engine_named
from search_index.search_service import SearchService
from tests.makers import BY, make_item, make_page, make_settings

_KILLED_AT = """
import os, signal, sys
from pathlib import Path
from library.database import open_database
from search_index import rebuild_index, sync
from search_index.engines import tantivy_engine
from tests.makers import make_settings

def killing(act):
    def act_and_die(*told, **named):
        result = act(*told, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return result
    return act_and_die

owner, name, task, home = sys.argv[1:]
places = {"writer": tantivy_engine._Writer, "index_queue": sync.index_queue,
          "rebuild_index": rebuild_index, "generations": rebuild_index.generations}
setattr(places[owner], name, killing(getattr(places[owner], name)))
settings = make_settings(Path(home))
getattr(sync, task)(settings, open_database(settings.database_url))
"""


def _killed(settings, owner: str, name: str, task: str) -> None:
    command = [sys.executable, "-c", _KILLED_AT, owner, name, task, str(settings.home)]
    done = subprocess.run(command, timeout=60, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL


def _found(settings, engine, typed: str) -> int:
    desk = SearchService(settings, engine)
    try:
        return desk.search(SearchRequest(typed)).total
    finally:
        desk.close()


def test_draining_settles_what_was_due(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    with reading(engine) as session:
        assert index_queue.waiting(session) == []


def test_draining_twice_changes_nothing(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    assert (sync.drain(settings, engine), _found(settings, engine, "lụt")) == (0, 1)


def test_a_page_mark_replaces_just_that_page(settings, engine):
    with work(engine) as session:
        item = make_item(session, "Sách", texts=["Trận lụt."])
    sync.drain(settings, engine)
    with work(engine) as session:
        kept = cataloguing.find_item(session, item.id)
        page = make_page(session, kept, "Hạn hán.")
        index_queue.mark(session, item.id, page.number)
    sync.drain(settings, engine)
    assert (_found(settings, engine, '"hạn hán"'), _found(settings, engine, "lụt")) == (1, 1)


def test_a_page_that_failed_leaves_the_index(settings, engine):
    with work(engine) as session:
        item = make_item(session, "Sách", texts=["Trận lụt.", "Hạn hán."])
    sync.drain(settings, engine)
    with work(engine) as session:
        kept = cataloguing.find_item(session, item.id)
        kept.pages[1].state = PageState.FAILED
        index_queue.mark(session, item.id, 2)
    sync.drain(settings, engine)
    assert _found(settings, engine, '"hạn hán"') == 0


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        pytest.param("writer", "put", id="before the commit"),
        pytest.param("writer", "save", id="between the commit and the settling"),
        pytest.param("index_queue", "settle", id="before the settling is kept"),
    ],
)
def test_a_drain_killed_anywhere_is_made_good_by_the_next(settings, engine, owner, name):
    sync.drain(settings, engine)
    with work(engine) as session:
        make_item(session, "Trận lụt")
    _killed(settings, owner, name, "drain")
    sync.drain(settings, engine)
    assert _found(settings, engine, "lụt") == 1


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        pytest.param("rebuild_index", "_begin", id="at the start"),
        pytest.param("writer", "put", id="before a commit"),
        pytest.param("writer", "save", id="after a commit"),
        pytest.param("generations", "make_live", id="after the swap"),
    ],
)
def test_a_rebuild_killed_anywhere_is_made_good_by_the_next(settings, engine, owner, name):
    with work(engine) as session:
        make_item(session, "Trận lụt")
        make_item(session, "Lụt nữa")
    _killed(settings, owner, name, "rebuild")
    sync.rebuild(settings, engine)
    assert _found(settings, engine, "lụt") == 2


def test_what_changes_during_a_rebuild_is_not_lost(settings, engine):
    with work(engine) as session:
        first = make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _killed(settings, "rebuild_index", "_fill", "rebuild")
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, first.id), BY, "nhầm")
    sync.drain(settings, engine)
    sync.rebuild(settings, engine)
    assert _found(settings, engine, "lụt") == 0


def test_the_old_index_answers_until_the_new_one_is_whole(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _killed(settings, "rebuild_index", "_fill", "rebuild")
    assert _found(settings, engine, "lụt") == 1


def test_an_index_of_another_engine_is_made_again(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    other = make_settings(settings.home, engine="whoosh")
    sync.drain(other, engine)
    assert _found(other, engine, "lụt") == 1


def test_old_indexes_are_cleared_away(settings, engine):
    for _ in range(3):
        sync.rebuild(settings, engine)
    assert [place.name for place in settings.index.glob("0*")] == ["0003"]


def test_check_mends_what_went_astray(settings, engine):
    with work(engine) as session:
        item = make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _remove_behind_its_back(settings, item.id)
    assert (sync.check(settings, engine), _found(settings, engine, "lụt")) == (1, 1)


def test_check_leaves_a_sound_index_alone(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    assert sync.check(settings, engine) == 0


def test_the_doctor_asks_for_no_index_of_an_empty_library(settings, engine):
    (seen,) = sync.checks(settings)
    assert seen.ok


def test_the_doctor_says_when_there_is_no_index(settings, engine):
    with work(engine) as session:
        make_item(session)
    (seen,) = sync.checks(settings)
    assert (seen.ok, "diachi index rebuild" in seen.advice) == (False, True)


def test_the_doctor_is_content_with_an_index(settings, engine):
    sync.drain(settings, engine)
    assert next(iter(sync.checks(settings))).ok


def test_spoilt_files_of_an_index_are_said_with_what_to_do(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _spoil(settings)
    with pytest.raises(IndexDamagedError, match="diachi index rebuild"):
        _found(settings, engine, "lụt")
    assert not next(iter(sync.checks(settings))).ok
    sync.rebuild(settings, engine)
    assert _found(settings, engine, "lụt") == 1


def test_a_spoilt_index_that_a_reader_found_is_made_again_by_the_next_drain(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _spoil(settings)
    with pytest.raises(IndexDamagedError):
        _found(settings, engine, "lụt")
    sync.drain(settings, engine)
    assert _found(settings, engine, "lụt") == 1


def test_a_spoilt_index_that_a_drain_finds_is_made_again_at_once(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)
    _spoil(settings)
    with work(engine) as session:
        make_item(session, "Lụt nữa")
    sync.drain(settings, engine)
    assert _found(settings, engine, "lụt") == 2


def _spoil(settings) -> None:
    (generations.live(settings).path(settings) / "meta.json").write_bytes(b"\xff\xfe")


def _remove_behind_its_back(settings, item_id: str) -> None:
    volume = generations.live(settings)
    writer = engine_named(volume.engine).open_writer(volume.path(settings))
    writer.remove_item(item_id)
    writer.save()
    writer.close()
