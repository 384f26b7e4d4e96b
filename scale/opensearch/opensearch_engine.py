"""Search engine on a cluster of OpenSearch, which several machines share."""

from library.errors import ClusterDiskFullError, IndexDamagedError, IndexNotAnsweringError
from scale.opensearch.cluster_index import ClusterIndex
from scale.opensearch.opensearch_cluster import WRITE_SECONDS, connect
from scale.opensearch.opensearch_generations import note_identity
from scale.opensearch.opensearch_mapping import index_body
from scale.opensearch.opensearch_reader import Reader
from scale.opensearch.opensearch_writer import Writer

_RED = "red"
_BLOCK = "index.blocks.read_only_allow_delete"
"""Setting that a cluster gives to the indexes of a node whose disk reaches the flood stage."""


def create(place: ClusterIndex) -> None:
    """Create an empty index, to which the changes of the live index go from now on."""
    cluster = place.cluster
    aliases = {place.pages: {}, cluster.building: {}}
    body = {**index_body(cluster.shards), "aliases": aliases}
    connect(cluster).request("PUT", f"/{place.name}", body, seconds=WRITE_SECONDS)
    note_identity(place)


def open_writer(place: ClusterIndex) -> Writer:
    """Open an index for writing."""
    return Writer(place)


def open_reader(place: ClusterIndex) -> Reader:
    """Open an index for reading."""
    return Reader(place)


def check(place: ClusterIndex, *, thorough: bool) -> None:
    """Raise IndexDamagedError if there is no such index.

    If `thorough`, raise IndexNotAnsweringError if a part of it is lost, and ClusterDiskFullError if
    it takes no changes.
    """
    connection = connect(place.cluster)
    if not connection.request("GET", f"/{place.name}/_alias"):
        raise IndexDamagedError
    if thorough:
        health = connection.request("GET", f"/_cluster/health/{place.name}")
        if health["status"] == _RED:
            raise IndexNotAnsweringError("thiếu mảnh chỉ mục, cụm báo đỏ")
        if connection.request("GET", f"/{place.name}/_settings/{_BLOCK}"):
            raise ClusterDiskFullError
