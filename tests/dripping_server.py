"""Server of the tests that answers for ever, in one of many ways."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "headers": (b"HTTP/1.1 200 OK\r\n", b"x"),
    "header lines": (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "chunk extension": (_CHUNKED + b"1;", b"x"),
    "tiny chunks": (_CHUNKED, b"1;note\r\n<\r\n"),
    "body": (b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", b"<"),
    "silence": (b"", b""),
}
"""Beginning of an answer, and what follows again and again, by the name of the way."""

_PAUSE_SECONDS = 0.1
"""Shorter than every deadline; the hundred header lines that http.client refuses take 10 s."""


@contextmanager
def dripping(way: str, *, pause: float = _PAUSE_SECONDS) -> Iterator[int]:
    """Yield the port of a server that sends a piece of its answer after each pause."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        threading.Thread(target=_accept, args=(listener, ENDLESS[way], pause, stop)).start()
        yield listener.getsockname()[1]
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)


def _accept(
    listener: socket.socket, answer: tuple[bytes, bytes], pause: float, stop: threading.Event
) -> None:
    with suppress(OSError):  # closed
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_drip, args=(client, answer, pause, stop)).start()


def _drip(
    client: socket.socket, answer: tuple[bytes, bytes], pause: float, stop: threading.Event
) -> None:
    beginning, piece = answer
    with client, suppress(OSError):
        client.sendall(beginning)
        while not stop.wait(pause):
            client.sendall(piece)
