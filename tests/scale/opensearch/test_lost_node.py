"""A real cluster of three nodes loses one: `make test-opensearch` starts it and runs this test."""

import os
import signal
import time
from importlib import import_module

import pytest

from library.errors import IndexNotAnsweringError
from scale.opensearch.cluster_index import ClusterIndex
from search_index.clauses import Layer, Term
from search_index.engine import engine_named
from tests.opensearch_cluster import needs_real_nodes
from tests.search_index.makers import page

_SECONDS = 60

pytestmark = [pytest.mark.scale, needs_real_nodes]


def _wait(is_so):
    ends = time.monotonic() + _SECONDS
    while not is_so():
        assert time.monotonic() < ends, f"not within {_SECONDS} s"
        time.sleep(0.2)


def _status(place):
    connect = import_module("scale.opensearch.opensearch_cluster").connect
    return connect(place.cluster).request("GET", f"/_cluster/health/{place.name}")["status"]


def _total(reader):
    """Return the number of pages found, or None for an answer that says it is not complete."""
    try:
        return reader.find(Term(Layer.FOLDED, "lut"), first=0, size=10).total
    except IndexNotAnsweringError:
        return None


def _put(engine, place, numbers):
    writer = engine.open_writer(place)
    writer.put(page(f"i{number:04}", "Trận lụt") for number in numbers)
    assert writer.save() == frozenset()


def test_a_cluster_that_lost_a_node_is_yellow_complete_and_takes_pages(cluster):
    engine, place = engine_named("opensearch"), ClusterIndex(cluster, f"{cluster.prefix}-1-0001")
    engine.create(place)
    _put(engine, place, range(500))
    os.kill(int(os.environ["OPENSEARCH_NODES"].split()[-1]), signal.SIGKILL)
    _wait(lambda: _status(place) == "yellow")
    reader = engine.open_reader(place)
    _wait(lambda: _total(reader) is not None)  # the other nodes learn later of the copies that live
    assert _total(reader) == 500
    _put(engine, place, range(500, 600))
    assert set(reader.items(Term(Layer.FOLDED, "lut"))) == {f"i{n:04}" for n in range(600)}
