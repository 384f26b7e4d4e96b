"""A cluster of OpenSearch for one test; what speaks to it is loaded only where it is asked for."""

import os
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest

from library.settings import Settings

needs_real_nodes = pytest.mark.skipif(
    "OPENSEARCH_NODES" not in os.environ, reason="needs a real cluster: make test-opensearch"
)
"""Mark of the tests of which the emulator shows nothing: its scores and its nodes are others."""


def cluster_module(name: str) -> ModuleType:
    """Return a module of the room that may be absent, with its libraries."""
    return import_module(f"scale.opensearch.{name}")


def on_cluster(settings: Settings, cluster: object) -> Settings:
    """Return settings with the index on a cluster."""
    return replace(
        settings,
        engine="opensearch",
        opensearch_url=cluster.addresses,
        opensearch_prefix=cluster.prefix,
        opensearch_shards=cluster.shards,
        opensearch_ca=cluster.ca,
        opensearch_password_file=cluster.password_file,
    )


def _file(setting: str) -> Path | None:
    return Path(os.environ[setting]) if setting in os.environ else None


@pytest.fixture
def cluster() -> Iterator[object]:
    """Yield a cluster on which this test has names of its own; they are removed at its end."""
    cluster = cluster_module("cluster_index").Cluster(
        tuple(os.environ.get("OPENSEARCH_URLS", os.environ["OPENSEARCH_URL"]).split(",")),
        f"test-{uuid4().hex[:12]}",
        ca=_file("OPENSEARCH_CA"),
        password_file=_file("OPENSEARCH_PASSWORD_FILE"),
        shards=2,
    )
    yield cluster
    cluster_module("opensearch_generations").remove_obsolete(cluster, frozenset())
