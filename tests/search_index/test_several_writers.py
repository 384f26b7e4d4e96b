"""Several machines write one index: nothing is lost, no older page replaces a newer one."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text

from library.catalogue import cataloguing, index_queue
from library.catalogue.models import Page, PageText
from library.database import reading, work
from search_index.documents import SearchRequest
from search_index.index import generations, rebuild_index, sync
from tests.makers import make_item
from tests.opensearch_cluster import on_cluster
from tests.search_index.makers import run

pytestmark = pytest.mark.scale
_on_postgresql = pytest.mark.postgresql("machines share its queue")

_MACHINE = """
import os, signal, sys, time
from pathlib import Path
from library.database import open_database
from search_index.index import sync
from scale.opensearch import opensearch_writer
from search_index.index.writer import IndexUpdater
from tests.makers import make_settings

home, dies_in, *chosen = sys.argv[1:]

def die(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)

if dies_in == "send":
    opensearch_writer.send = die
elif dies_in == "remove":
    sync.index_queue.remove = die
settings = make_settings(Path(home), **dict(pair.split("=", 1) for pair in chosen))
with IndexUpdater(settings, open_database(settings.database_url)) as updater:
    while True:
        updater.keep_up()
        time.sleep(0.02)
"""

_DISCONNECT_OTHERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def shared(settings, cluster):
    """Return settings with the index on the cluster."""
    return on_cluster(settings, cluster)


@pytest.fixture
def start_machine(shared, tmp_path):
    """Return a function that starts a pipeline machine, which may die at a given step."""
    started = []

    def start(name: str, dies_in: str = "") -> subprocess.Popen:
        chosen = {
            "database_url": shared.database_url,
            "engine": "opensearch",
            "opensearch_url": ",".join(shared.opensearch_url),
            "opensearch_prefix": shared.opensearch_prefix,
        }
        pairs = [f"{key}={value}" for key, value in chosen.items()]
        command = [sys.executable, "-c", _MACHINE, str(tmp_path / name), dies_in, *pairs]
        started.append(subprocess.Popen(command, cwd=Path(__file__).parents[2]))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def _waiting(engine):
    with reading(engine) as session:
        return index_queue.size(session)


def _wait_until_indexed(engine):
    ends = time.monotonic() + 60
    while _waiting(engine):
        assert time.monotonic() < ends
        time.sleep(0.05)


def _rewrite(session, item_id, texts):
    item = cataloguing.find_item(session, item_id)
    former = select(Page.id).where(Page.item_id == item_id)
    session.execute(delete(PageText).where(PageText.page_id.in_(former)))
    session.execute(delete(Page).where(Page.item_id == item_id))
    pages = tuple(cataloguing.TextPage(n, text) for n, text in enumerate(texts, start=1))
    cataloguing.write_pages(session, item, pages)


def _found(settings, typed):
    reader = generations.usable_generation(settings).open_reader(settings)
    return {item.item_id for item in run(reader, SearchRequest(typed)).result.items}


@_on_postgresql
@pytest.mark.parametrize("dies_in", ["send", "remove"])
def test_what_a_machine_had_taken_up_when_it_died_is_indexed_by_another(
    shared, engine, start_machine, dies_in
):
    sync.drain(shared, engine)
    with work(engine) as session:
        ids = {make_item(session, "Trận lụt").id for _ in range(5)}
    entries = _waiting(engine)
    assert start_machine("a", dies_in).wait(timeout=60) == -signal.SIGKILL
    assert _waiting(engine) == entries
    start_machine("b")
    _wait_until_indexed(engine)
    assert _found(shared, "trận lụt") == ids


@_on_postgresql
def test_machines_share_out_the_work_and_lose_nothing_while_some_are_killed(
    shared, engine, start_machine
):
    chance = random.Random(26)
    sync.drain(shared, engine)
    with work(engine) as session:
        ids = [make_item(session, f"Sách {n}", texts=["Trang."] * 3).id for n in range(40)]
    machines = [start_machine(f"m{number}") for number in range(3)]
    last = {}
    for revision in range(120):
        item_id = chance.choice(ids)
        with work(engine) as session:
            pages = chance.randrange(1, 6)
            last[item_id] = f"xbanx{revision}"
            _rewrite(session, item_id, [f"Bản {last[item_id]}."] * pages)
        if revision % 40 == 20:
            number = chance.randrange(3)
            os.kill(machines[number].pid, signal.SIGKILL)
            machines[number].wait()
            machines[number] = start_machine(f"m{number}")
    _wait_until_indexed(engine)
    for machine in machines:
        machine.kill()
    wanted = {item_id: {item_id} for item_id in last}
    assert {item_id: _found(shared, text) for item_id, text in last.items()} == wanted
    assert sync.check(shared, engine) == 0


def test_a_machine_that_read_before_a_change_writes_nothing_over_it(shared, engine, monkeypatch):
    # a machine that lost its lock, so that another one took up the same item
    monkeypatch.setattr(index_queue, "_lock_free_items", lambda _session, items: set(items))
    sync.drain(shared, engine)
    with work(engine) as session:
        item_id = make_item(session, "Sách", texts=["Cũ.", "Cũ.", "Cũ."]).id
    live = generations.usable_generation(shared)
    slow, quick = live.open_writer(shared), live.open_writer(shared)
    save = slow.save

    def save_late():
        with work(engine) as session:
            _rewrite(session, item_id, ["Mới."])
        sync.index_due(shared, engine, quick)
        return save()

    monkeypatch.setattr(slow, "save", save_late)
    sync.index_due(shared, engine, slow)
    sync.drain(shared, engine)
    assert (_found(shared, "cũ"), _found(shared, "mới")) == (set(), {item_id})


@_on_postgresql
def test_items_whose_locks_were_lost_are_queued_again(engine):
    with work(engine) as session:
        item_id = make_item(session, "Sách").id
    with index_queue.shared_out(engine) as rows:
        with engine.connect() as connection:
            connection.execute(text(_DISCONNECT_OTHERS))
        with work(engine) as session:
            index_queue.remove(session, [row.id for row in rows])
    with reading(engine) as session:
        assert [row.item_id for row in index_queue.waiting(session)] == [item_id]


@_on_postgresql
def test_an_item_is_taken_up_by_one_machine_at_a_time(engine):
    with work(engine) as session:
        ids = [make_item(session, "Sách").id for _ in range(3)]
    with index_queue.shared_out(engine) as rows, index_queue.shared_out(engine) as second_rows:
        assert ({row.item_id for row in rows}, second_rows) == (set(ids), [])


class _WaitsError(Exception):
    """Another machine rebuilds."""


@_on_postgresql
def test_one_machine_at_a_time_rebuilds(shared, engine, monkeypatch, tmp_path):
    other = replace(shared, home=tmp_path / "other")
    fill = rebuild_index._fill

    def refuse_to_wait():
        raise _WaitsError

    def fill_while_another_begins(*arguments):
        with pytest.raises(_WaitsError):
            rebuild_index.rebuild_if_needed(other, engine, sync.no_progress, refuse_to_wait)
        return fill(*arguments)

    monkeypatch.setattr(rebuild_index, "_fill", fill_while_another_begins)
    rebuild_index.rebuild(shared, engine, sync.no_progress)
    assert rebuild_index.has_usable_index(other)
