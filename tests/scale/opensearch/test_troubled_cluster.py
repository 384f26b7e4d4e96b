"""A cluster that takes no changes, comes back from a snapshot, loses a shard or is slow."""

from dataclasses import replace
from importlib import import_module

import pytest

from library.catalogue import index_queue
from library.database import reading, work
from library.errors import ClusterDiskFullError
from search_index.clauses import Layer
from search_index.documents import SearchRequest
from search_index.index import generations, index_conditions, sync
from search_index.index.writer import IndexUpdater
from search_index.results.partial_answers import accepting_partial_answers
from search_index.search_service import SearchService
from tests.makers import make_item

pytestmark = pytest.mark.scale


def _publish(engine):
    with work(engine) as session:
        return make_item(session, "Trận lụt")


def test_changes_wait_in_the_queue_while_a_cluster_takes_none(shared, engine, trouble):
    sync.drain(shared, engine)
    item = _publish(engine)
    trouble.change = lambda path, answer: _blocked(answer) if "_bulk" in path else answer
    with IndexUpdater(replace(shared, opensearch_url=(trouble.url,)), engine) as updater:
        assert updater.keep_up() == 0
    with reading(engine) as session:
        assert {row.item_id for row in index_queue.waiting(session)} == {item.id}


def _blocked(answer):
    result = {"status": 403, "error": {"type": "cluster_block_exception"}}
    return {**answer, "items": [{"index": result} for _ in answer["items"]]}


def test_a_refused_new_index_names_the_full_disk():
    refusal = import_module("opensearchpy").AuthorizationException(
        403, "index_create_block_exception", {}
    )
    our_error = import_module("scale.opensearch.opensearch_cluster")._our_error
    assert type(our_error(refusal)) is ClusterDiskFullError


def test_an_index_put_back_from_a_snapshot_is_made_again(shared, engine, trouble):
    def restore(_path, answer):
        if isinstance(row := answer.get(former.folder), dict) and "settings" in row:
            row["settings"]["index"]["uuid"] = "another"
        return answer

    troubled = replace(shared, opensearch_url=(trouble.url,))
    _publish(engine)
    sync.drain(shared, engine)
    former = generations.live_generation(shared)
    trouble.change = restore
    assert SearchService(troubled, engine).search(SearchRequest("lụt")).rebuilding
    passed, sentence = index_conditions.answers(troubled)
    assert (passed, "bản chụp" in sentence) == (False, True)
    with IndexUpdater(troubled, engine) as updater:
        updater.keep_up()
    assert generations.live_generation(shared) not in (None, former)
    assert not former.exists(shared)
    assert SearchService(shared, engine).search(SearchRequest("lụt")).total == 1


def test_counts_of_a_lost_shard_are_not_kept(shared, engine, trouble):
    troubled = replace(shared, opensearch_url=(trouble.url,))
    _publish(engine)
    sync.drain(shared, engine)
    reader = generations.usable_generation(troubled).open_reader(troubled)
    trouble.lose_a_shard()
    for _ in range(2):
        trouble.requests = 0
        with accepting_partial_answers() as partial_answers:
            reader.pages_with(Layer.FOLDED, "lut", SearchRequest("").audience)
        assert (partial_answers.any_seen, trouble.requests > 0) == (True, True)


def test_the_requests_of_a_search_share_its_time(shared, engine, trouble, monkeypatch):
    _publish(engine)
    sync.drain(shared, engine)
    service = SearchService(replace(shared, opensearch_url=(trouble.url,)), engine)
    monkeypatch.setattr("search_index.results.partial_answers.SEARCH_SECONDS", 0.5)
    trouble.delay = 0.2  # each request is answered in time
    trouble.requests = 0
    assert service.search(SearchRequest("lụt", facets=True)).rebuilding
    assert trouble.requests <= 3
