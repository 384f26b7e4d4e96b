"""Waitress server that slow and greedy clients cannot exhaust.

Waitress reads requests and sends files in one loop, so a slow client holds a connection and no
thread. Connections are many, those that wait longest make room for new ones, and senders far
slower than any real line are cut off.
"""

import copy
import logging
import resource
import socket
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer

from app.monitoring.health_addresses import ALIVE_PATH, READY_PATH
from app.server.client_shares import shares_of
from app.server.fair_queue import PROBES, FairQueue
from app.web.body_limits import MAX_FORM_BYTES, max_body_bytes
from library.process.cpu_used import cpu_seconds, start_meter

BodyLimit = Callable[[str, str, str], int]
"""Largest body in bytes for a method, a path and a Cookie header."""

_HEADER_SECONDS = 20
_BODY_GRACE_SECONDS = 30
_MIN_BODY_BYTES_PER_SECOND = 500
"""A body must arrive this fast on average, after the grace period: a tenth of a 56k modem."""


class RequestParser(HTTPRequestParser):
    """One request while it arrives; the limit of its body depends on its path."""

    path = ""
    """Empty until the header is parsed; waitress names it when a client goes away."""

    is_upload = False
    """True if staff send a file that may be large."""

    def __init__(self, adj: Adjustments, body_limit: BodyLimit) -> None:
        super().__init__(adj)
        self.began = time.time()
        self._body_limit = body_limit

    def received(self, data: bytes) -> int:
        """Take some bytes of the request and return the number of bytes used."""
        byte_count = super().received(data)
        if self.error is not None:
            self.expect_continue = False  # otherwise waitress asks for the refused body
        return byte_count

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the header, and set the limit of the body."""
        super().parse_header(header_plus)
        if self.chunked or self.content_length > MAX_FORM_BYTES:
            cookie = self.headers.get("COOKIE", "")
            limit = self._body_limit(self.command, self.path, cookie)
            self.is_upload = limit > MAX_FORM_BYTES
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = limit + 1  # waitress refuses this size and more

    def is_too_slow(self, now: float) -> bool:
        """Return True if the sender is far slower than any real line."""
        seconds = now - self.began
        if not self.headers_finished:
            return seconds > _HEADER_SECONDS
        expected_bytes = (seconds - _BODY_GRACE_SECONDS) * _MIN_BODY_BYTES_PER_SECOND
        return self.body_bytes_received < expected_bytes


THREADS = 12
_CROWDED_CONNECTIONS = 300
"""Number of connections above which the one that waits longest is closed for a new one.

Each turn of the loop takes 0.2 ms with 300 waiting connections, 1.1 ms with 1,000.
"""

_MAX_CONNECTIONS = 1000
"""Number of connections, busy ones too, above which no new one is accepted."""

_DOORS = ("/oai", "/iiif", "/sru", "/api/kit", "/api/v1", "/mcp", "/opds", "/du-lieu/")
"""Addresses of programs; while people are about these are answered one at a time, with rests."""

_MACHINE = "machine"
_MAX_REST_SECONDS = 2.0
"""Longest rest after a request of a program; the usual one is as long as the request took."""

_FILES_PER_CONNECTION = 4
_IDLE_SECONDS = 60
_MAINTENANCE_SECONDS = 5
_MAX_HEADER_BYTES = 32 << 10
_BUFFERED_BODY_BYTES = 256 << 10
"""Larger bodies, and larger answers, wait on disk instead of in memory."""

_UNREAD_ANSWER_BYTES = 4 << 20
"""A view that streams an answer pauses while this much of it is unread."""


_SILENT = logging.getLogger(f"{__name__}.silent")
_SILENT.disabled = True


class BoundedChannel(HTTPChannel):
    """One connection; its requests have limits that depend on their paths."""

    def __init__(
        self,
        server: "BoundedServer",
        sock: socket.socket,
        addr: tuple[str, int],
        adj: Adjustments,
        map: dict | None = None,
    ) -> None:
        super().__init__(server, sock, addr, adj, map=map)
        self.parser_class = partial(RequestParser, body_limit=server.body_limit)

    @property
    def client(self) -> str:
        """Address of the reader: that of the connection, or the one named by our own proxy."""
        if self.addr[0] != self.adj.trusted_proxy:
            return self.addr[0]
        return self.requests[0].headers.get("X_FORWARDED_FOR", "").rpartition(",")[2].strip()

    @property
    def share(self) -> str:
        """Share of the site to which the next request belongs."""
        if self._path in (ALIVE_PATH, READY_PATH):
            return PROBES
        cookies = self.requests[0].headers.get("COOKIE", "")
        name = self.server.share_of(self.client, cookies)
        return f"{name} {_MACHINE}" if self.is_of_machine else name

    @property
    def is_of_machine(self) -> bool:
        """True for an address that programs ask: harvesting, images, searching."""
        return self._path.startswith(_DOORS)

    @property
    def _path(self) -> str:
        return getattr(self.requests[0], "path", "")

    def service(self) -> None:
        """Answer the next request, and charge it to its share."""
        dispatcher, is_of_machine = self.server.task_dispatcher, self.is_of_machine
        start_meter()
        try:
            super().service()
        finally:
            used = cpu_seconds()
            with dispatcher.lock:
                rests = is_of_machine and dispatcher.queue.lets_programs_rest()
            if rests:
                time.sleep(min(used, _MAX_REST_SECONDS))
            with dispatcher.lock:
                dispatcher.queue.finish(self, used)

    @property
    def is_waiting(self) -> bool:
        """True between requests, and while a request arrives; False for uploads of staff."""
        is_upload = self.request is not None and self.request.is_upload
        return not (self.requests or self.total_outbufs_len or is_upload)

    @property
    def waiting_since(self) -> float:
        """Time of the last answer, or of the first byte of the request that arrives."""
        return self.last_activity if self.request is None else self.request.began

    def is_stuck(self, now: float) -> bool:
        """Return True if the client sends too slowly, or has stopped to read its answer."""
        if self.request is not None and self.request.is_too_slow(now):
            return True
        return bool(self.total_outbufs_len) and now - self.last_activity > _IDLE_SECONDS


class BoundedServer(TcpWSGIServer):
    """Server that makes room for new connections and closes stuck ones."""

    channel_class = BoundedChannel

    def __init__(self, app: Flask, listener: socket.socket, adj: Adjustments) -> None:
        self.body_limit = partial(max_body_bytes, app)
        self.share_of = shares_of(app).share
        address = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(app, _sock=listener, adj=adj, sockinfo=address, bind_socket=False)
        self.task_dispatcher.queue = FairQueue()  # nothing is accepted yet
        self.task_dispatcher.queue_logger = _SILENT  # a heavy share always has waiting requests

    def accept(self) -> tuple[socket.socket, tuple[str, int]] | None:
        """Accept a connection, closing another one if there are many."""
        connection = super().accept()
        if len(self.active_channels) >= _CROWDED_CONNECTIONS:
            self._close_longest_waiting()
        return connection

    def maintenance(self, now: float) -> None:
        """Close idle and stuck connections, and let threads look for requests that may begin now.

        Time alone lets requests of a heavy share begin, and no thread sees it pass.
        """
        super().maintenance(now)
        with self.task_dispatcher.lock:
            self.task_dispatcher.queue_cv.notify_all()
        for channel in self.active_channels.values():
            if channel.is_stuck(now):
                channel.will_close = True

    def _close_longest_waiting(self) -> None:
        """Close a waiting connection of the address that holds most of them."""
        waiting = [channel for channel in self.active_channels.values() if channel.is_waiting]
        if waiting:
            counts = Counter(channel.addr[0] for channel in waiting)
            now = time.time()
            max(
                waiting, key=lambda channel: (counts[channel.addr[0]], now - channel.waiting_since)
            ).handle_close()


def make_server(app: Flask, listener: socket.socket, trusted_proxy: str) -> BoundedServer:
    """Return a server of the site on a listening socket."""
    _allow_open_files(_MAX_CONNECTIONS * _FILES_PER_CONNECTION)
    proxy_headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    # without `listen` waitress looks up 0.0.0.0:8080
    host, port = listener.getsockname()[:2]
    adj = Adjustments(
        listen=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        threads=THREADS,
        connection_limit=_MAX_CONNECTIONS,
        channel_timeout=_IDLE_SECONDS,
        cleanup_interval=_MAINTENANCE_SECONDS,
        asyncore_use_poll=True,  # select() fails above file number 1,023
        max_request_header_size=_MAX_HEADER_BYTES,
        max_request_body_size=MAX_FORM_BYTES + 1,
        inbuf_overflow=_BUFFERED_BODY_BYTES,
        outbuf_overflow=_BUFFERED_BODY_BYTES,
        outbuf_high_watermark=_UNREAD_ANSWER_BYTES,
        trusted_proxy=trusted_proxy or None,
        trusted_proxy_headers=proxy_headers if trusted_proxy else set(),
        clear_untrusted_proxy_headers=True,
        ident="diachi",
    )
    return BoundedServer(app, listener, adj)


def _allow_open_files(number: int) -> None:
    """Raise the limit of open files, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
