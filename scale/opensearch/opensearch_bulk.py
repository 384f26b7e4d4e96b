"""Sending of changes to an index on OpenSearch, at the pace at which the cluster takes them."""

import json
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from library.errors import ClusterDiskFullError, IndexDamagedError, IndexNotWrittenError
from scale.opensearch.cluster_index import ClusterIndex
from scale.opensearch.opensearch_cluster import WRITE_SECONDS, ClusterBusyError, connect
from scale.opensearch.opensearch_mapping import document_id

_PAUSES = (0.5, 1, 2, 4, 8, 16, 32)
"""Seconds between the attempts to write while the cluster has too much to write."""

_BLOCKED = "cluster_block_exception"
_BUSY = 429
_REFUSED_AS_OLDER = 409
_NOT_THERE = 404
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Change:
    """Page of an item that is to be written or removed, as lines of a bulk request."""

    item_id: str
    lines: str


def change_of(item_id: str, page: int, version: int, document: dict | None = None) -> Change:
    """Return the change that writes a document, or removes the page if there is none."""
    head = {
        "_id": document_id(item_id, page),
        "routing": item_id,
        "version": version,
        "version_type": "external_gte",  # a change whose answer was lost is sent again
    }
    if document is None:
        return Change(item_id, json.dumps({"delete": head}))
    line = json.dumps(document, ensure_ascii=False)
    return Change(item_id, f"{json.dumps({'index': head})}\n{line}")


def send(index: ClusterIndex, changes: Iterable[Change]) -> set[str]:
    """Write changes and return the items of those refused because the index has newer pages.

    Raises IndexDamagedError if the index is gone, ClusterDiskFullError if it takes no changes, and
    IndexNotWrittenError if the cluster stays busy or refuses a page.
    """
    conflicts: set[str] = set()
    waiting = list(changes)
    for pause in (*_PAUSES, 0.0):
        waiting = list(_not_taken(index, waiting, conflicts))
        if not waiting:
            return conflicts
        time.sleep(pause * random.uniform(0.75, 1.25))  # noqa: S311  (writers drift apart)
    raise IndexNotWrittenError("OpenSearch quá tải")


def _not_taken(index: ClusterIndex, changes: list[Change], conflicts: set[str]) -> Iterator[Change]:
    """Send changes once; yield those for which the cluster had no room."""
    body = "".join(f"{change.lines}\n" for change in changes)
    try:
        answer = connect(index.cluster).request(
            "POST", f"/{index.pages}/_bulk", body, seconds=WRITE_SECONDS, require_alias="true"
        )
    except ClusterBusyError:
        yield from changes
        return
    for change, row in zip(changes, answer["items"], strict=True):
        (result,) = row.values()
        if result.get("error", {}).get("type") == _BLOCKED:
            raise ClusterDiskFullError
        if result["status"] == _BUSY:
            yield change
        elif result["status"] == _REFUSED_AS_OLDER:
            conflicts.add(change.item_id)
        else:
            _check(result)


def _check(result: dict) -> None:
    if "error" not in result and result["status"] in (_NOT_THERE, *range(_FIRST_ERROR)):
        return  # written, removed, or not there to be removed
    if result["status"] == _NOT_THERE:
        raise IndexDamagedError
    raise IndexNotWrittenError(f"OpenSearch: {result.get('error', {}).get('type')}")
