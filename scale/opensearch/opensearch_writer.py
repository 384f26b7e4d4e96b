"""Writer of an index on OpenSearch, for any number of processes and machines at once.

Every document has the version of its change (see search_index.index.change_versions); the cluster
refuses one that is older than the document it has. Changes go to the live index and to those that
are being filled.
"""

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from library.errors import ClusterDiskFullError, IndexDamagedError, IndexNotWrittenError
from scale.opensearch.cluster_index import ClusterIndex
from scale.opensearch.opensearch_cluster import WRITE_SECONDS, ClusterBusyError, connect
from scale.opensearch.opensearch_generations import written_indexes
from scale.opensearch.opensearch_mapping import MAX_RESULTS, document_id, index_document
from search_index.documents import PageDocument
from search_index.index.change_versions import version_now

_BULK_LETTERS = 4_000_000
"""Size from which changes are sent; requests of 5 to 15 MB are taken fastest."""


@dataclass(frozen=True, slots=True)
class Change:
    """Page of an item that is to be written or removed, as lines of a bulk request."""

    item_id: str
    lines: str


class Writer:
    """Index open for writing; changes are sent early, and surely visible after `save`."""

    def __init__(self, place: ClusterIndex) -> None:
        self._place = place
        self._version = version_now()
        self._changes: list[Change] = []
        self._letters = 0
        self._emptied: dict[str, int] = {}
        self._removed: dict[tuple[str, int], int] = {}
        self._refused: set[str] = set()

    def begin(self, version: int) -> None:
        self._version = version

    def put(self, documents: Iterable[PageDocument]) -> None:
        for document in documents:
            page = document.item_id, document.page or 0
            self._removed.pop(page, None)
            self._add(change_of(*page, self._version, index_document(document, self._version)))

    def remove_item(self, item_id: str) -> None:
        self._emptied[item_id] = self._version

    def remove_page(self, item_id: str, page: int | None) -> None:
        self._removed[item_id, page or 0] = self._version

    def save(self) -> frozenset[str]:
        for page, version in self._removed.items():
            self._add(change_of(*page, version))
        self._send()
        self._refresh()
        if self._emptied:
            self._remove_older_pages()
        refused_ids = frozenset(self._refused)
        self._emptied, self._removed, self._refused = {}, {}, set()
        return refused_ids

    def close(self) -> None:
        self._changes = []

    def _add(self, change: Change) -> None:
        self._changes.append(change)
        self._letters += len(change.lines)
        if self._letters > _BULK_LETTERS:
            self._send()

    def _send(self) -> None:
        """Send the changes to all indexes that are written.

        They are looked up after the pages were read: an index that is begun later is filled from
        pages that are read later.
        """
        changes, self._changes, self._letters = self._changes, [], 0
        if changes:
            for index in self._indexes():
                self._refused |= send(index, changes)

    def _indexes(self) -> tuple[ClusterIndex, ...]:
        indexes = written_indexes(self._place)
        if not indexes:
            raise IndexDamagedError  # it was replaced: its successor is opened next
        return indexes

    def _refresh(self) -> None:
        for index in self._indexes():
            connect(index.cluster).request("POST", f"/{index.name}/_refresh", seconds=WRITE_SECONDS)

    def _remove_older_pages(self) -> None:
        """Remove the pages of emptied items that were not put again."""
        items_by_version: dict[int, list[str]] = defaultdict(list)
        for item_id, version in self._emptied.items():
            items_by_version[version].append(item_id)
        for index in self._indexes():
            for version, items in items_by_version.items():
                changes = list(_removals_of_older_pages(index, items, version))
                if changes:
                    self._refused |= send(index, changes)
        self._refresh()


def _removals_of_older_pages(
    index: ClusterIndex, items: list[str], version: int
) -> Iterator[Change]:
    older = {"range": {"version": {"lt": version}}}
    body = {
        "size": MAX_RESULTS,
        "query": {"bool": {"filter": [{"terms": {"item": items}}, older]}},
        "sort": [{"item": "asc"}, {"page": "asc"}],
        "_source": False,
    }
    connection = connect(index.cluster)
    while True:
        rows = connection.search(index.name, body, seconds=WRITE_SECONDS)["hits"]["hits"]
        yield from (change_of(*row["sort"][:2], version) for row in rows)
        if len(rows) < MAX_RESULTS:
            return
        body["search_after"] = rows[-1]["sort"]


_PAUSES = (0.5, 1, 2, 4, 8, 16, 32)
"""Seconds between the attempts to write while the cluster has too much to write."""

_BLOCKED = "cluster_block_exception"
_BUSY = 429
_REFUSED_AS_OLDER = 409
_NOT_THERE = 404
_FIRST_ERROR = 400


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
