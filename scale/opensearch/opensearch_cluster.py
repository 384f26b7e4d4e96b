"""Requests to a cluster of OpenSearch: bounded in time, and refused at once while it is down."""

import logging
import time
import weakref
from functools import lru_cache
from threading import Lock

from library.errors import (
    ClusterDiskFullError,
    IndexDamagedError,
    IndexNotAnsweringError,
    LibraryError,
    ScaleNotInstalledError,
    SearchFailedError,
)
from scale.opensearch.cluster_index import Cluster
from search_index.results.partial_answers import note_partial_answer, seconds_left

try:
    from opensearchpy import OpenSearch
    from opensearchpy.exceptions import ConnectionError as NotConnectedError
    from opensearchpy.exceptions import TransportError
except ImportError as error:
    raise ScaleNotInstalledError from error

_log = logging.getLogger(__name__)
logging.getLogger("opensearch").setLevel(logging.ERROR)  # every failed request becomes our error

READ_SECONDS = 4.0
"""Longest wait of a reader for one node; two are asked, within the time of the whole search."""

_SEARCH_SECONDS = "3s"
"""Time after which a shard returns the pages that it has collected, which is a partial answer."""

WRITE_SECONDS = 60.0
_REST_SECONDS = 3.0
"""Time during which nothing is asked after no node answered, so that readers do not queue up."""

_ATTEMPTS = 2
_UNIT_SECONDS = 60.0
_CONNECTIONS = 16
_FORBIDDEN = 403
_BUSY = 429


class ClusterBusyError(IndexNotAnsweringError):
    """The cluster has more to do than it can queue; it takes the request a moment later."""


class Connection:
    """Connection of a process to a cluster; safe to use from several threads."""

    def __init__(self, cluster: Cluster) -> None:
        self._client = OpenSearch(
            hosts=list(cluster.addresses),
            http_auth=_login(cluster),
            ca_certs=str(cluster.ca) if cluster.ca else None,
            max_retries=_ATTEMPTS - 1,
            retry_on_timeout=True,  # writing twice is harmless, and a frozen node is then left out
            pool_maxsize=_CONNECTIONS,
            timeout=READ_SECONDS,
        )
        weakref.finalize(self, self._client.close)
        self._rests_until = 0.0
        self._lock = Lock()
        self._score_unit, self._unit_known_until = 1.0, 0.0

    @property
    def score_unit(self) -> float:
        """Factor that makes the scores of a term those of BM25 with its factor k1 + 1.

        OpenSearch left the factor out from version 3 on. It is asked again each minute: a cluster
        may be upgraded while this process runs.
        """
        if time.monotonic() >= self._unit_known_until:
            major = int(self.request("GET", "/")["version"]["number"].partition(".")[0])
            self._score_unit = 2.2 if major >= 3 else 1.0
            self._unit_known_until = time.monotonic() + _UNIT_SECONDS
        return self._score_unit

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        seconds: float | None = None,
        **parameters: object,
    ) -> dict:
        """Return the answer to a request, for which a reader waits unless `seconds` are given.

        Raises IndexNotAnsweringError, IndexDamagedError if the index does not exist, or
        SearchFailedError if the request is refused.
        """
        if time.monotonic() < self._rests_until:
            raise IndexNotAnsweringError("đang chờ cụm trở lại")
        wait = seconds or min(READ_SECONDS, seconds_left() / _ATTEMPTS)
        if wait <= 0:
            raise IndexNotAnsweringError("quá giờ")
        try:
            return self._client.transport.perform_request(
                method,
                path,
                params={**parameters, "request_timeout": wait},
                body=body,
            )
        except NotConnectedError as error:
            self._rests_until = time.monotonic() + _REST_SECONDS
            raise IndexNotAnsweringError("không nối được") from error
        except TransportError as error:
            raise _our_error(error) from error

    def search(self, index: str, body: dict, **parameters: object) -> dict:
        """Return the answer to a search; a partial one is noted, or refused."""
        path = f"/{index}/_search" if index else "/_search"
        answer = self.request("POST", path, {"timeout": _SEARCH_SECONDS, **body}, **parameters)
        shards = answer["_shards"]
        # a shard without any copy is not counted as failed, it is only not successful
        missing = max(shards["failed"], shards["total"] - shards["successful"])
        if missing:
            note_partial_answer(f"thiếu {missing} trong {shards['total']} mảnh")
        elif answer["timed_out"]:
            note_partial_answer("quá giờ")
        return answer


@lru_cache(maxsize=64)
def connect(cluster: Cluster) -> Connection:
    """Return the connection of this process to a cluster."""
    return Connection(cluster)


def _login(cluster: Cluster) -> tuple[str, str] | None:
    """Return the name and password in the file; those in an address are used otherwise."""
    if cluster.password_file is None:
        return None
    try:
        name, _, password = cluster.password_file.read_text().strip().partition(":")
    except OSError as error:
        raise IndexNotAnsweringError(error.strerror or "mật khẩu") from error
    return name, password


def _our_error(error: TransportError) -> LibraryError:
    if error.status_code == 404:
        return IndexDamagedError()
    if error.status_code == 400:
        return SearchFailedError()
    if error.status_code == _FORBIDDEN and str(error.error).endswith("block_exception"):
        return ClusterDiskFullError()
    if error.status_code == _BUSY:
        return ClusterBusyError("quá tải")
    _log.warning("OpenSearch: %s %s", error.status_code, error.error)
    return IndexNotAnsweringError(f"lỗi {error.status_code}")
