"""A cluster of OpenSearch for one test; what speaks to it is loaded only where it is asked for."""

import os
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from uuid import uuid4

import pytest

needs_real_nodes = pytest.mark.skipif(
    "OPENSEARCH_NODES" not in os.environ, reason="needs a real cluster: make test-opensearch"
)
"""Mark of the tests of which the emulator shows nothing: its scores and its nodes are others."""


def cluster_module(name: str) -> ModuleType:
    """Return a module of the room that may be absent, with its libraries."""
    return import_module(f"scale.opensearch.{name}")


@pytest.fixture
def cluster() -> Iterator[object]:
    """Yield a cluster on which this test has names of its own; they are removed at its end."""
    addresses = os.environ.get("OPENSEARCH_URLS", os.environ["OPENSEARCH_URL"]).split(",")
    prefix = f"test-{uuid4().hex[:12]}"
    cluster = cluster_module("cluster_index").Cluster(tuple(addresses), prefix, shards=2)
    yield cluster
    cluster_module("opensearch_generations").remove_obsolete(cluster, frozenset())
