"""Fixtures of the search index tests: an empty and a filled index of every engine.

The exact engine, which no installation has, is the one the others are compared with.
"""

from pathlib import Path

import pytest

from search_index.engine import Place, engine_named
from tests.opensearch_cluster import cluster, cluster_module
from tests.search_index import exact_engine
from tests.search_index.makers import SAMPLE_PAGES, Index

__all__ = ["cluster"]

ENGINES = ("exact", "tantivy", pytest.param("opensearch", marks=pytest.mark.scale))


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Return an empty index, once for every engine."""
    place: Place = tmp_path / "index"
    if request.param == "opensearch":
        cluster = request.getfixturevalue("cluster")
        place = cluster_module("cluster_index").ClusterIndex(cluster, f"{cluster.prefix}-1-0001")
    return Index(exact_engine if request.param == "exact" else engine_named(request.param), place)


@pytest.fixture
def sample_index(index: Index) -> Index:
    """Return an index with a few items that are easily confused."""
    index.put(*SAMPLE_PAGES)
    return index
