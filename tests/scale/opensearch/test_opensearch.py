"""The index on a cluster: rebuilt beside the live one, partial answers, a cluster in trouble."""

import time
from dataclasses import replace

import pytest

from library.catalogue import cataloguing, index_queue
from library.database import reading, work
from library.errors import IndexNotAnsweringError, PartialResultsError
from scale.opensearch.cluster_index import ClusterIndex, cluster_of
from scale.opensearch.opensearch_cluster import Connection, connect
from search_index.clauses import ConstantScore, Layer, Term
from search_index.documents import Order, SearchRequest
from search_index.engine import engine_named
from search_index.index import generations, index_conditions, rebuild_index, sync
from search_index.index.writer import IndexUpdater
from search_index.search_service import SearchService
from tests.makers import BY, make_item
from tests.opensearch_cluster import needs_real_nodes
from tests.search_index.makers import page

pytestmark = pytest.mark.scale


def _total(settings, engine, typed, **where):
    service = SearchService(settings, engine)
    service.isolate()
    try:
        return service.search(SearchRequest(typed, **where)).total
    finally:
        service.close()


def _publish(engine, title="Trận lụt", **fields):
    with work(engine) as session:
        return make_item(session, title, **fields)


def _waiting(engine):
    with reading(engine) as session:
        return [row.item_id for row in index_queue.waiting(session)]


def test_changes_and_withdrawals_reach_the_cluster(shared, engine):
    item = _publish(engine, texts=["Nước lớn ở Kỳ Lừa.", "Trang hai."])
    assert sync.drain(shared, engine) > 0
    assert (_total(shared, engine, "Kỳ Lừa"), _waiting(engine)) == (1, [])
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, item.id), by=BY, reason="mất")
    sync.drain(shared, engine)
    assert _total(shared, engine, "Kỳ Lừa") == 0


def test_a_check_finds_nothing_to_repair_and_repairs_what_was_lost(shared, engine):
    item = _publish(engine, texts=["Nước lớn."])
    sync.drain(shared, engine)
    assert sync.check(shared, engine) == 0
    writer = generations.usable_generation(shared).open_writer(shared)
    writer.remove_item(item.id)
    writer.save()
    assert (sync.check(shared, engine), _total(shared, engine, "Nước lớn")) == (1, 1)


def test_a_change_during_a_rebuild_is_in_both_indexes(shared, engine, monkeypatch):
    first = _publish(engine, "Trận lụt")
    sync.drain(shared, engine)
    former = generations.live_generation(shared)
    fill = rebuild_index._fill

    def fill_and_change(*arguments):
        with work(engine) as session:  # another machine publishes and withdraws meanwhile
            make_item(session, "Chợ Kỳ Lừa")
            cataloguing.withdraw(session, cataloguing.find_item(session, first.id), BY, "mất")
        with former.set_aside_if_damaged(shared):
            sync.index_due(shared, engine, former.open_writer(shared))
        assert _total(shared, engine, "Kỳ Lừa") == 1
        return fill(*arguments)

    monkeypatch.setattr(rebuild_index, "_fill", fill_and_change)
    sync.rebuild(shared, engine)
    assert generations.live_generation(shared) != former
    assert not former.exists(shared)
    assert (_total(shared, engine, "Kỳ Lừa"), _total(shared, engine, "lụt")) == (1, 0)


def test_what_was_withdrawn_while_a_rebuild_wrote_it_is_removed(shared, engine, monkeypatch):
    item = _publish(engine, "Trận lụt")
    sync.drain(shared, engine)
    put_item = rebuild_index.put_item

    def put_item_late(database, writer, item_id, *further):
        with work(engine) as session:
            if item_id in rebuild_index.published_ids(session):
                number = put_item(database, writer, item_id, *further)  # read, and not yet sent
                cataloguing.withdraw(session, cataloguing.find_item(session, item.id), BY, "mất")
                return number
        return put_item(database, writer, item_id, *further)

    monkeypatch.setattr(rebuild_index, "put_item", put_item_late)
    rebuild_index.rebuild(shared, engine, sync.no_progress)
    reader = generations.usable_generation(shared).open_reader(shared)
    assert reader.pages() == {}


def test_an_older_page_never_replaces_a_newer_one(cluster):
    engine = engine_named("opensearch")
    place = ClusterIndex(cluster, f"{cluster.prefix}-1-0001")
    engine.create(place)
    for version, text, refused in ((20, "mới", ()), (10, "cũ", ("a",)), (20, "mới", ())):
        writer = engine.open_writer(place)
        writer.begin(version)
        writer.remove_item("a")
        writer.put([page("a", text)])
        assert writer.save() == frozenset(refused)
    assert engine.open_reader(place).pages() == {"a": {1}}


def test_a_busy_cluster_is_asked_again_until_it_takes_the_pages(shared, engine, trouble):
    troubled = replace(shared, opensearch_url=(trouble.url,))
    _publish(engine)
    trouble.statuses = [429, 429]
    sync.drain(troubled, engine)
    assert (_total(troubled, engine, "lụt"), trouble.statuses) == (1, [])


def test_changes_wait_in_the_queue_while_a_cluster_stays_busy_or_away(shared, engine, trouble):
    troubled = replace(shared, opensearch_url=(trouble.url,))
    sync.drain(shared, engine)
    item = _publish(engine)
    trouble.statuses = [503] * 4
    with IndexUpdater(troubled, engine) as updater:
        assert updater.keep_up() == 0
    assert set(_waiting(engine)) == {item.id}
    assert sync.drain(shared, engine) > 0


@pytest.mark.parametrize("failure", ["lose_a_shard", "end_searches_early"])
def test_a_reader_learns_that_a_part_is_missing(shared, engine, trouble, failure):
    troubled = replace(shared, opensearch_url=(trouble.url,))
    _publish(engine)
    sync.drain(shared, engine)
    service = SearchService(troubled, engine)
    for order in (Order.BEST, Order.NEWEST):
        assert not service.search(SearchRequest("lụt", order=order)).partial
    getattr(trouble, failure)()
    for order in (Order.BEST, Order.NEWEST):
        results = service.search(SearchRequest("lụt", order=order, facets=True))
        assert (results.partial, results.total) == (True, 1)
        with pytest.raises(PartialResultsError):
            results.require_all()


def test_nothing_takes_a_part_for_the_whole(shared, engine, trouble):
    troubled = replace(shared, opensearch_url=(trouble.url,))
    item = _publish(engine, texts=["Nước lớn."])
    sync.drain(shared, engine)
    trouble.lose_a_shard()
    service = SearchService(troubled, engine)
    assert service.pages_found("Nước lớn", item.id, SearchRequest("").audience) is None
    with pytest.raises(IndexNotAnsweringError):
        service.items_containing("lụt")
    with pytest.raises(IndexNotAnsweringError):
        sync.check(troubled, engine)


def test_titles_are_searched_at_once_while_no_node_answers(shared, engine, cluster):
    _publish(engine)
    away = replace(shared, opensearch_url=("http://127.0.0.1:9", "http://127.0.0.1:10"))
    service = SearchService(away, engine)
    results = service.search(SearchRequest("lụt"))
    assert (results.total, results.rebuilding, results.partial) == (1, True, False)
    passed, sentence = index_conditions.answers(away)
    assert (passed, "không trả lời" in sentence) == (False, True)


def test_a_frozen_node_keeps_no_reader_waiting_long(shared, engine, trouble, monkeypatch):
    _publish(engine)
    sync.drain(shared, engine)
    monkeypatch.setattr("scale.opensearch.opensearch_cluster.READ_SECONDS", 0.2)
    service = SearchService(replace(shared, opensearch_url=(trouble.url,)), engine)
    trouble.delay = 1.0
    assert service.search(SearchRequest("lụt")).rebuilding
    requests = trouble.requests
    assert service.search(SearchRequest("lụt")).rebuilding  # at once: nothing is asked for a while
    assert trouble.requests == requests


def test_the_doctor_names_the_cluster_and_its_state(shared, engine):
    _publish(engine)
    sync.drain(shared, engine)
    passed, sentence = index_conditions.answers(shared)
    assert passed
    assert sentence.startswith("opensearch: ")
    assert index_conditions.is_sound(shared) == (True, "còn nguyên")


def test_an_older_machine_does_not_rebuild_the_index_of_newer_ones(shared, engine, monkeypatch):
    _publish(engine)
    monkeypatch.setattr(generations, "SCHEMA_VERSION", generations.SCHEMA_VERSION + 1)
    sync.drain(shared, engine)
    newer = generations.live_generation(shared)
    monkeypatch.undo()
    with IndexUpdater(shared, engine) as updater:
        assert updater.keep_up() == 0
    monkeypatch.setattr(generations, "SCHEMA_VERSION", generations.SCHEMA_VERSION + 1)
    assert generations.live_generation(shared) == newer


def test_screens_follow_each_other_beyond_the_pages_of_one_answer(cluster, monkeypatch):
    monkeypatch.setattr("scale.opensearch.opensearch_reader.MAX_RESULTS", 500)
    engine = engine_named("opensearch")
    place = ClusterIndex(cluster, f"{cluster.prefix}-1-0001")
    engine.create(place)
    writer = engine.open_writer(place)
    writer.put(page(f"i{number:05}", "lụt", quality=0.0) for number in range(700))
    writer.save()
    reader = engine.open_reader(place)
    everything = ConstantScore(Term(Layer.FOLDED, "lut"), 1.0)
    items = [reader.find(everything, first=first, size=100).items for first in (450, 550)]
    ids = [item.item_id for screen in items for item in screen]
    assert (len(set(ids)), ids) == (200, [f"i{number:05}" for number in range(450, 650)])
    assert len(reader.items(everything)) == len(reader.pages()) == 700


@pytest.mark.parametrize(
    "typed", ["trận lụt", "trậm lụt", "traanj lutj", '"trậm lụt"', "gốmbáttràng"]
)
def test_a_search_needs_few_requests(shared, engine, trouble, typed):
    _publish(engine, texts=["Trận lụt lớn, gốm Bát Tràng."])
    sync.drain(shared, engine)
    service = SearchService(replace(shared, opensearch_url=(trouble.url,)), engine)
    service.search(SearchRequest("nước"))
    trouble.requests = 0
    service.search(SearchRequest(typed, facets=True))
    assert trouble.requests <= 20  # most of them look for what comes close


def test_a_cluster_upgraded_under_a_running_site_keeps_its_scores(cluster, monkeypatch):
    connection = Connection(cluster)
    numbers = iter(("2.19.6", "3.9.0"))
    monkeypatch.setattr("scale.opensearch.opensearch_cluster._UNIT_SECONDS", 0.0)
    monkeypatch.setattr(connection, "request", lambda *_: {"version": {"number": next(numbers)}})
    assert (connection.score_unit, connection.score_unit) == (1.0, 2.2)


@needs_real_nodes
def test_an_index_that_was_filled_is_merged_into_one_segment(shared, engine):
    for number in range(3):
        _publish(engine, f"Trận lụt {number}")
        sync.drain(shared, engine)
    connection = connect(cluster_of(shared))
    assert _most_segments(connection, shared.opensearch_prefix) > 1
    rebuild_index.rebuild(shared, engine, sync.no_progress)
    ends = time.monotonic() + 30
    while _most_segments(connection, shared.opensearch_prefix) > 1:
        assert time.monotonic() < ends
        time.sleep(0.1)


def _most_segments(connection, prefix):
    indexes = connection.request("GET", f"/{prefix}-live/_segments")["indices"].values()
    copies = [copy for index in indexes for shard in index["shards"].values() for copy in shard]
    return max(copy["num_search_segments"] for copy in copies)
