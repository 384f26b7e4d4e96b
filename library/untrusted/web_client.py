"""HTTP client with one deadline and one limit of bytes for a whole answer.

A timeout of a socket concerns one read, so a server that sends a byte now and then holds its
client for ever: in headers, in answers “100 Continue”, in lines between chunks. Here the socket
itself knows the deadline, and every read and write gets the time that is left.
"""

import socket
import ssl
from email.message import Message
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import IO
from urllib.error import HTTPError
from urllib.parse import SplitResult
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from library.untrusted.deadline import Deadline
from library.untrusted.web_addresses import split_address

_FRAMING_BYTES = 256 << 10
"""Bytes of headers, of several answers where a server redirects."""

_PORTS = {"http": 80, "https": 443}


class AnswerTooLargeError(OSError):
    """A server sent more than the caller accepts."""


class _Limits:
    """Deadline and remaining bytes of one exchange."""

    def __init__(self, deadline: Deadline, max_bytes: int) -> None:
        self.deadline = deadline
        self._bytes_left = 2 * max_bytes + _FRAMING_BYTES  # chunks have lines between them

    def count(self, size: int) -> int:
        """Return the size of a portion; raise AnswerTooLargeError if it is one too many."""
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise AnswerTooLargeError
        return size

    def connect(
        self, address: tuple[str, int], _timeout: object, _source: object = None
    ) -> "_LimitedSocket":
        """Return a socket that is connected to one of the addresses of a host."""
        failure: OSError = OSError("no address")
        for family, kind, protocol, _, place in socket.getaddrinfo(*address, 0, socket.SOCK_STREAM):
            connection = _LimitedSocket(family, kind, protocol)
            connection.limits = self
            try:
                connection.settimeout(self.deadline.remaining())
                connection.connect(place)
                connection.settimeout(self.deadline.remaining())
            except OSError as error:
                connection.close()
                failure = error
            else:
                return connection
        raise failure


class _Limited:
    """Reads and writes of a socket within limits; http.client uses these."""

    limits: _Limits

    def recv_into(self, *args: object) -> int:
        self.settimeout(self.limits.deadline.remaining())
        return self.limits.count(super().recv_into(*args))

    def send(self, *args: object) -> int:
        self.settimeout(self.limits.deadline.remaining())
        return super().send(*args)

    def sendall(self, *args: object) -> None:
        self.settimeout(self.limits.deadline.remaining())
        super().sendall(*args)


class _LimitedSocket(_Limited, socket.socket):
    """Socket of plain HTTP."""


class _LimitedTlsSocket(_Limited, ssl.SSLSocket):
    """Socket of HTTPS; its handshake ends with the timeout that the plain socket had."""


class _Connection(HTTPConnection):
    def __init__(self, host: str, *, limits: _Limits, **options: object) -> None:
        super().__init__(host, **options)
        self._create_connection = limits.connect


class _TlsConnection(HTTPSConnection):
    def __init__(
        self, host: str, *, limits: _Limits, authority: str | None, **options: object
    ) -> None:
        context = ssl.create_default_context(cadata=authority)
        context.sslsocket_class = _LimitedTlsSocket
        super().__init__(host, context=context, **options)
        self._create_connection, self._limits = limits.connect, limits

    def connect(self) -> None:
        super().connect()
        self.sock.limits = self._limits


class _Http(HTTPHandler):
    def __init__(self, limits: _Limits) -> None:
        super().__init__()
        self._limits = limits

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Connection, req, limits=self._limits)


class _Https(HTTPSHandler):
    def __init__(self, limits: _Limits, authority: str | None) -> None:
        super().__init__()
        self._limits, self._authority = limits, authority

    def https_open(self, req: Request) -> HTTPResponse:
        options = {"limits": self._limits, "authority": self._authority}
        return self.do_open(_TlsConnection, req, **options)


class _SameServer(HTTPRedirectHandler):
    """Follows a server to another address of its own only, not into our network."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        """Return the request to follow; raise HTTPError for another server."""
        if not _is_same_server(split_address(req.full_url), split_address(newurl)):
            raise HTTPError(newurl, code, msg, headers, fp)
        fp.close()  # otherwise urllib reads a body of any length into memory
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def open_limited(
    request: Request, deadline: Deadline, max_bytes: int, authority: str | None = None
) -> HTTPResponse:
    """Return the answer to a request; its body is read within the same limits.

    With an authority (PEM), only certificates that it issued are trusted.

    Raise OSError (HTTPError, TimeoutError and AnswerTooLargeError are some), HTTPException or
    ValueError. A redirect leads to the same host and port only, or from http to https.
    """
    opener: OpenerDirector = build_opener(*_handlers(_Limits(deadline, max_bytes), authority))
    return opener.open(request, timeout=deadline.remaining())


def _handlers(
    limits: _Limits, authority: str | None
) -> tuple[HTTPHandler, HTTPSHandler, HTTPRedirectHandler]:
    return _Http(limits), _Https(limits, authority), _SameServer()


def _is_same_server(old: SplitResult, new: SplitResult) -> bool:
    """Return True for the same scheme, host and port, or the usual port of https after http."""
    if old.hostname != new.hostname or not new.hostname:
        return False
    ports = [parts.port or _PORTS.get(parts.scheme) for parts in (old, new)]
    if (old.scheme, new.scheme) == ("http", "https"):
        return ports == [80, 443]
    return old.scheme == new.scheme and ports[0] == ports[1]
