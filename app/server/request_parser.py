"""Request parser that refuses a large body before it arrives, and knows slow senders."""

import copy
import time
from collections.abc import Callable

from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

from app.web.body_limits import MAX_FORM_BYTES

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
