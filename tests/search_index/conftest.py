"""Fixtures of the search index tests: an empty and a filled index of every engine.

The exact engine, which no installation has, is the one the others are compared with.
"""

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest

from search_index.engine import Place, engine_named
from tests.search_index import exact_engine
from tests.search_index.makers import SAMPLE_PAGES, Index

ENGINES = ("exact", "tantivy", pytest.param("opensearch", marks=pytest.mark.scale))


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Return an empty index, once for every engine."""
    place: Place = tmp_path / "index"
    if request.param == "opensearch":
        cluster = request.getfixturevalue("cluster")
        place = _module("cluster_index").ClusterIndex(cluster, f"{cluster.prefix}-1-0001")
    return Index(exact_engine if request.param == "exact" else engine_named(request.param), place)


@pytest.fixture
def cluster() -> Iterator[object]:
    """Return a cluster on which this test has names of its own; they are removed at its end."""
    addresses = os.environ.get("OPENSEARCH_URLS", os.environ["OPENSEARCH_URL"]).split(",")
    prefix = f"test-{uuid4().hex[:12]}"
    cluster = _module("cluster_index").Cluster(tuple(addresses), prefix, shards=2)
    yield cluster
    _module("opensearch_generations").remove_obsolete(cluster, frozenset())


def _module(name: str) -> ModuleType:
    """Return a module of the room that may be absent, with its libraries."""
    return import_module(f"scale.opensearch.{name}")


@pytest.fixture
def sample_index(index: Index) -> Index:
    """Return an index with a few items that are easily confused."""
    index.put(*SAMPLE_PAGES)
    return index
