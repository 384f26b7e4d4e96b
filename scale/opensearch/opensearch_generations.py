"""Generations of the index on a cluster: which indexes there are, and which of them is live.

Aliases say it to all machines at once: one names the live index, one those that are being filled.
"""

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from library.errors import LibraryError
from scale.opensearch.cluster_index import Cluster, ClusterIndex
from scale.opensearch.opensearch_cluster import WRITE_SECONDS, connect

_STATE = "*.aliases,*.mappings._meta,*.settings.index.uuid"
"""Part of the state of an index that is asked for."""

_SEGMENTS = 1
"""Segments of a shard that was filled at once; changes come in new ones, which stay small."""

_KEPT_SECONDS = 1.0
"""Time for which a reader trusts the name of the live index."""


@dataclass(frozen=True, slots=True)
class NamedIndex:
    """Index of this library on a cluster."""

    name: str
    version: int
    number: int
    is_live: bool
    is_being_filled: bool
    is_restored: bool
    """True if it was put back from a snapshot: it lacks the changes since, also those of rights."""


class _LiveNames:
    """Live index of each cluster as it was seen last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[Cluster, tuple[float, NamedIndex | None]] = {}

    def live(self, cluster: Cluster) -> NamedIndex | None:
        """Return the live index, looked up again after a second."""
        with self._lock:
            seen_at, index = self._seen.get(cluster, (0.0, None))
            if index is None or time.monotonic() - seen_at > _KEPT_SECONDS:
                index = next(
                    (row for row in indexes_on(cluster) if row.is_live and not row.is_restored),
                    None,
                )
                self._seen[cluster] = time.monotonic(), index
            return index

    def forget(self, cluster: Cluster) -> None:
        """Look the live index up the next time."""
        with self._lock:
            self._seen.pop(cluster, None)


_live_names = _LiveNames()


def indexes_on(cluster: Cluster) -> list[NamedIndex]:
    """Return the indexes of this library on a cluster, oldest first."""
    pattern = re.compile(rf"{re.escape(cluster.prefix)}-(\d+)-(\d{{4,}})")
    answer = connect(cluster).request("GET", f"/{cluster.prefix}-*", filter_path=_STATE)
    indexes = [
        NamedIndex(
            name,
            int(match[1]),
            int(match[2]),
            cluster.live in row.get("aliases", {}),
            cluster.building in row.get("aliases", {}),
            _is_restored(row),
        )
        for name, row in answer.items()
        if (match := pattern.fullmatch(name))
    ]
    return sorted(indexes, key=lambda index: index.number)


def note_identity(place: ClusterIndex) -> None:
    """Write the cluster's own id of a new index into it: restored, it gets another one."""
    connection = connect(place.cluster)
    row = connection.request("GET", f"/{place.name}", filter_path=_STATE)[place.name]
    body = {"_meta": {"uuid": _uuid(row)}}
    connection.request("PUT", f"/{place.name}/_mapping", body, seconds=WRITE_SECONDS)


def _is_restored(row: dict) -> bool:
    noted = row.get("mappings", {}).get("_meta", {}).get("uuid")
    return noted is not None and noted != _uuid(row)


def _uuid(row: dict) -> str | None:
    return row.get("settings", {}).get("index", {}).get("uuid")


def health(cluster: Cluster) -> dict:
    """Return the health of the live index and the number of nodes."""
    return connect(cluster).request("GET", f"/_cluster/health/{cluster.live}")


def written_indexes(place: ClusterIndex) -> tuple[ClusterIndex, ...]:
    """Return the indexes to which changes of an index go; none if it is not in use any more.

    Changes of the live index go to those that are being filled too.
    """
    indexes = [
        row
        for row in indexes_on(place.cluster)
        if (row.is_live or row.is_being_filled) and not row.is_restored
    ]
    own = next((row for row in indexes if row.name == place.name), None)
    if own is None:
        return ()
    rows = indexes if own.is_live else [own]
    return tuple(ClusterIndex(place.cluster, row.name) for row in rows)


def live_index(cluster: Cluster) -> NamedIndex | None:
    """Return the live index, or None if there is none.

    Raises IndexNotAnsweringError while the cluster does not answer.
    """
    return _live_names.live(cluster)


def new_name(cluster: Cluster, version: int) -> str:
    """Return the name of the next index; nothing is created yet."""
    numbers = [index.number for index in indexes_on(cluster)]
    return f"{cluster.prefix}-{version}-{max(numbers, default=0) + 1:04}"


def make_live(place: ClusterIndex) -> None:
    """Make an index the live one for all machines, in one step."""
    cluster = place.cluster
    former = [index.name for index in indexes_on(cluster) if index.is_live]
    moves = [{"remove": {"index": name, "alias": cluster.live}} for name in former]
    removal = {"remove": {"index": place.name, "alias": cluster.building}}
    live = {"add": {"index": place.name, "alias": cluster.live}}
    actions = {"actions": [*moves, removal, live]}
    connect(cluster).request("POST", "/_aliases", actions, seconds=WRITE_SECONDS)
    _live_names.forget(cluster)
    _merge(place)


def _merge(place: ClusterIndex) -> None:
    """Let the cluster merge a filled index into few segments, in the background.

    Merging drops the copies of documents that it keeps for its own recovery: 200,000 pages took
    1.7 GB before and 0.4 GB afterwards. It merges by itself too, but late.
    """
    merging = {"max_num_segments": _SEGMENTS, "wait_for_completion": "false"}
    with suppress(LibraryError):  # the index is complete and live without it
        connect(place.cluster).request("POST", f"/{place.name}/_forcemerge", **merging)


def remove_obsolete(cluster: Cluster, kept_names: frozenset[str]) -> None:
    """Remove all indexes but these; nobody must read them any more."""
    obsolete = [index.name for index in indexes_on(cluster) if index.name not in kept_names]
    if obsolete:
        path = f"/{','.join(obsolete)}"
        connect(cluster).request("DELETE", path, seconds=WRITE_SECONDS, ignore_unavailable="true")
