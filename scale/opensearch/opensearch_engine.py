"""Search engine on a cluster of OpenSearch, which several machines share."""

from library.errors import IndexDamagedError, IndexNotAnsweringError
from scale.opensearch.cluster_index import ClusterIndex
from scale.opensearch.opensearch_cluster import WRITE_SECONDS, connect
from scale.opensearch.opensearch_mapping import index_body
from scale.opensearch.opensearch_reader import Reader
from scale.opensearch.opensearch_writer import Writer

_RED = "red"


def create(place: ClusterIndex) -> None:
    """Create an empty index, to which the changes of the live index go from now on."""
    cluster = place.cluster
    aliases = {place.pages: {}, cluster.building: {}}
    body = {**index_body(cluster.shards), "aliases": aliases}
    connect(cluster).request("PUT", f"/{place.name}", body, seconds=WRITE_SECONDS)


def open_writer(place: ClusterIndex) -> Writer:
    """Open an index for writing."""
    return Writer(place)


def open_reader(place: ClusterIndex) -> Reader:
    """Open an index for reading."""
    return Reader(place)


def check(place: ClusterIndex, *, thorough: bool) -> None:
    """Raise IndexDamagedError if there is no such index or, if `thorough`, a part of it is lost."""
    connection = connect(place.cluster)
    if not connection.request("GET", f"/{place.name}/_alias"):
        raise IndexDamagedError
    if thorough:
        health = connection.request("GET", f"/_cluster/health/{place.name}")
        if health["status"] == _RED:
            raise IndexNotAnsweringError("thiếu mảnh chỉ mục, cụm báo đỏ")
