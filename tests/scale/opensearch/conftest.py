"""Fixtures of the tests on a cluster."""

from tests.opensearch_cluster import cluster

__all__ = ["cluster"]
