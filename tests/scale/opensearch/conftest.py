"""Fixtures of the tests on a cluster."""

import os

import pytest

from tests.opensearch_cluster import cluster, on_cluster
from tests.scale.opensearch.failing_cluster import failing_cluster

__all__ = ["cluster"]


@pytest.fixture
def shared(settings, cluster):
    """Return settings with the index on the cluster."""
    return on_cluster(settings, cluster)


@pytest.fixture
def trouble():
    """Return a cluster that fails as a test wants."""
    with failing_cluster(os.environ["OPENSEARCH_URL"]) as cluster:
        yield cluster


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("scale.opensearch.cluster_generations._REPLACED_SECONDS", 0.0)
    monkeypatch.setattr("scale.opensearch.opensearch_writer._PAUSES", (0.01, 0.01))


@pytest.fixture
def patient(monkeypatch):
    """Let a busy machine answer late, where no test is about a cluster that is slow or gone."""
    monkeypatch.setattr("scale.opensearch.opensearch_cluster.READ_SECONDS", 60.0)
