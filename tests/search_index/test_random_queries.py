"""Any text is a query: ten thousand random ones never fail."""

import pytest

from library.catalogue.access.rights import Audience
from scale.opensearch.cluster_index import ClusterIndex
from search_index.documents import Order, SearchRequest
from search_index.engine import engine_named
from search_index.results.matching import match_positions
from search_index.results.run_query import interpret_query
from tests.search_index import exact_engine
from tests.search_index.makers import PLACES, SAMPLE_PAGES, Index, run
from tests.search_index.query_fragments import random_queries

pytestmark = pytest.mark.slow
_QUERIES = 5_000
_ORDERS = tuple(Order)


def test_random_queries_never_fail(tmp_path):
    index = Index(engine_named("tantivy"), tmp_path / "index")
    index.put(*SAMPLE_PAGES)
    reader = index.engine.open_reader(index.folder)
    for number, typed in enumerate(random_queries(_QUERIES, seed=21)):
        request = SearchRequest(
            typed,
            item="lut" if number % 5 == 0 else None,
            order=_ORDERS[number % len(_ORDERS)],
            facets=True,
            screen=number % 3,
            audience=Audience.ANYONE,
        )
        answer = run(reader, request)
        reader.counts(answer.clause)
        reader.items(answer.clause)
    reader.close()


def test_the_exact_engine_takes_any_text_too(tmp_path):
    index = Index(exact_engine, tmp_path / "index")
    index.put(*SAMPLE_PAGES)
    reader = index.engine.open_reader(index.folder)
    for typed in random_queries(1_000, seed=22):
        run(reader, SearchRequest(typed))
    reader.close()


def test_the_words_of_any_query_can_be_marked():
    words = [("chợ", "cho", "x"), ("lụt", "lut", "y")]
    for typed in random_queries(_QUERIES, seed=23):
        match_positions(words, interpret_query(typed, lambda _layer, _text: 1, PLACES)[1].phrases)


@pytest.mark.scale
def test_opensearch_takes_any_text_too(cluster):
    place = ClusterIndex(cluster, f"{cluster.prefix}-1-0001")
    index = Index(engine_named("opensearch"), place)
    index.put(*SAMPLE_PAGES)
    reader = index.engine.open_reader(place)
    for typed in random_queries(300, seed=24):
        answer = run(reader, SearchRequest(typed))
        reader.counts(answer.clause)
