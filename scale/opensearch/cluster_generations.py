"""Generations of the index on a cluster that machines share; an alias names the live one."""

import time
from datetime import datetime

from library.settings import Settings
from scale.opensearch import opensearch_generations as cluster_indexes
from scale.opensearch.cluster_index import ClusterIndex, cluster_of
from search_index.index.generations import Generation

_ENGINE = "opensearch"
_COLOURS = {"green": "xanh", "yellow": "vàng (thiếu bản sao)", "red": "đỏ (thiếu mảnh)"}
_REPLACED_SECONDS = 5.0
"""Time for which a replaced index stays, so that nobody still reads it when it is removed."""


def place(settings: Settings, folder: str) -> ClusterIndex:
    """Return the place of an index."""
    return ClusterIndex(cluster_of(settings), folder)


def exists(settings: Settings, folder: str) -> bool:
    """Return True if an index was created, and neither removed nor put back from a snapshot."""
    indexes = cluster_indexes.indexes_on(cluster_of(settings))
    return folder in {index.name for index in indexes if not index.is_restored}


def named_live(settings: Settings) -> Generation | None:
    """Return the live index, or None without one.

    Raises IndexNotAnsweringError while the cluster does not answer.
    """
    index = cluster_indexes.live_index(cluster_of(settings))
    return index and Generation(_ENGINE, index.version, index.name)


def new_folder(settings: Settings, version: int) -> str:
    """Return the name of the next index; nothing is created yet."""
    return cluster_indexes.new_name(cluster_of(settings), version)


def make_live(settings: Settings, generation: Generation) -> None:
    """Make an index the live one for all machines, in one step."""
    cluster_indexes.make_live(place(settings, generation.folder))


def clear_old(settings: Settings, names: frozenset[str]) -> None:
    """Remove the other indexes, when no machine reads them any more."""
    time.sleep(_REPLACED_SECONDS)
    cluster_indexes.remove_obsolete(cluster_of(settings), names)


def description(settings: Settings) -> str:
    """Return the state of the cluster in words; yellow means that copies are missing."""
    health = cluster_indexes.health(cluster_of(settings))
    colour = _COLOURS.get(health["status"], health["status"])
    return f"{_ENGINE}: {colour}, {health['number_of_nodes']} nút"


def mark_damaged(_settings: Settings, _folder: str) -> None:
    """Leave the index in use: a cluster repairs itself from its copies."""


def is_damaged(_settings: Settings, _folder: str) -> bool:
    """Return False: an index that does not answer is not rebuilt, since that needs a cluster."""
    return False


def last_damage(_settings: Settings) -> datetime | None:
    """Return None: whether the cluster answers is a condition of its own."""
    return None
