"""A real cluster in trouble: nodes killed, a full disk, an old snapshot; `make test-opensearch`."""

import os
import time
from contextlib import ExitStack
from dataclasses import replace
from uuid import uuid4

import pytest

from library.catalogue import index_queue
from library.database import reading, work
from search_index.documents import SearchRequest
from search_index.index import generations, index_conditions, sync
from search_index.index.writer import IndexUpdater
from search_index.search_service import SearchService
from tests.makers import make_item
from tests.opensearch_nodes import Nodes

_SECONDS = 180
"""Seconds for a cluster to do as is expected of it; twice, if a promoted shard stays stuck."""
_WHOLE = "wait_for_nodes=3&wait_for_status=yellow"
"""All primaries there: OpenSearch may leave a replica initializing for 15 minutes (seen)."""
_LONGEST_ANSWER_SECONDS = 9.0
_WATERMARK = "cluster.routing.allocation.disk.watermark"

pytestmark = [
    pytest.mark.scale,
    pytest.mark.skipif(
        not os.environ.get("OPENSEARCH_NODES"), reason="needs real nodes: make test-opensearch"
    ),
]


@pytest.fixture(scope="module")
def all_nodes(tmp_path_factory):
    """Start three nodes of their own, since some are killed."""
    with ExitStack() as stack:
        yield Nodes(tmp_path_factory.mktemp("nodes"), stack, "cluster.info.update.interval=10s")


@pytest.fixture
def nodes(all_nodes):
    """Return the nodes; killed ones are started again after the test."""
    yield all_nodes
    all_nodes.start_missing()
    all_nodes.wait_for(_WHOLE, _SECONDS)


@pytest.fixture
def shared(settings, nodes):
    """Return settings with the index on the nodes."""
    return replace(
        settings,
        engine="opensearch",
        opensearch_url=nodes.urls,
        opensearch_prefix=f"test-{uuid4().hex[:12]}",
        opensearch_shards=3,
    )


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr("scale.opensearch.cluster_generations._REPLACED_SECONDS", 0.0)
    monkeypatch.setattr("search_index.index.writer._CLUSTER_SECONDS", 0.5)


def _publish(engine, *numbers):
    with work(engine) as session:
        for number in numbers:
            make_item(session, f"Trận lụt {number}", texts=["Nước lớn.", "Kỳ Lừa."])


def _index_all(updater, engine, nodes):
    """Write all changes; do what docs/operate/opensearch.md advises for a stuck shard, once."""
    for restart in (nodes.restart_each, None):
        ends = time.monotonic() + _SECONDS
        while sync.anything_due(engine) and time.monotonic() < ends:
            updater.keep_up()
        if restart and sync.anything_due(engine):
            restart(_WHOLE)
    assert not sync.anything_due(engine)


def _search(settings, engine):
    """Return the results of a word that only pages have."""
    service = SearchService(settings, engine)
    try:
        return service.search(SearchRequest("Kỳ Lừa"))
    finally:
        service.close()


def test_nothing_acknowledged_is_lost_when_a_node_is_killed_while_it_writes(nodes, shared, engine):
    with IndexUpdater(shared, engine) as updater:
        for number in range(30):
            _publish(engine, number)
            updater.keep_up()
            if number == 10:
                nodes.kill(nodes.manager())
        _index_all(updater, engine, nodes)
    nodes.wait_for("wait_for_status=yellow", _SECONDS)
    results = _search(shared, engine)
    assert (results.total, results.partial, results.rebuilding) == (30, False, False)
    assert sync.check(shared, engine) == 0


def test_titles_answer_while_two_of_three_nodes_are_gone(nodes, shared, engine):
    _publish(engine, 1)
    sync.drain(shared, engine)
    nodes.kill(0)
    nodes.kill(1)
    started = time.monotonic()
    results = _search(shared, engine)  # what the last node holds until it notices, then titles
    assert results.total == 1 or results.partial or results.rebuilding
    assert time.monotonic() - started < _LONGEST_ANSWER_SECONDS
    _wait(lambda: _search(shared, engine).rebuilding)
    passed, sentence = index_conditions.answers(shared)
    assert (passed, "không trả lời" in sentence) == (False, True)
    with IndexUpdater(shared, engine) as updater:
        _publish(engine, 2)
        assert updater.keep_up() == 0
        nodes.start_missing()
        nodes.wait_for(_WHOLE, _SECONDS)
        _index_all(updater, engine, nodes)
    assert _search(shared, engine).total == 2


def test_an_index_put_back_from_an_old_snapshot_is_made_again(nodes, shared, engine):
    _publish(engine, 1)
    sync.drain(shared, engine)
    former = generations.live_generation(shared)
    nodes.make_snapshot(former.folder)
    _publish(engine, 2)
    sync.drain(shared, engine)
    nodes.restore_snapshot(former.folder)
    _wait(lambda: generations.live_generation(shared) is None)
    assert _search(shared, engine).rebuilding
    with IndexUpdater(shared, engine) as updater:
        updater.keep_up()
    assert _search(shared, engine).total == 2
    assert sync.check(shared, engine) == 0
    with reading(engine) as session:
        assert index_queue.waiting(session) == []


def test_changes_wait_while_a_disk_is_full_and_go_on_by_themselves(nodes, shared, engine):
    _publish(engine, 1)
    sync.drain(shared, engine)
    nodes.set({f"{_WATERMARK}.{stage}": "900tb" for stage in ("low", "high", "flood_stage")})
    _wait(lambda: not index_conditions.answers(shared)[0])
    assert "đĩa của một nút" in index_conditions.answers(shared)[1]
    with IndexUpdater(shared, engine) as updater:
        _publish(engine, 2)
        assert updater.keep_up() == 0
        assert _search(shared, engine).total == 1
        nodes.set({f"{_WATERMARK}.{stage}": None for stage in ("low", "high", "flood_stage")})
        _wait(lambda: index_conditions.answers(shared)[0])
        _index_all(updater, engine, nodes)
    assert _search(shared, engine).total == 2


def _wait(is_so):
    ends = time.monotonic() + _SECONDS
    while not is_so():
        assert time.monotonic() < ends, f"not within {_SECONDS} s"
        time.sleep(0.3)
