"""Attacks of `bench.clients`: each holds or overloads the site on loopback until a deadline."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Thread

ATTACKER = "127.0.0.66"
"""Source address of the attackers; the readers come from another one."""

_SLOW_CONNECTIONS, _POSTS, _CHUNK_SENDERS, _TEXT_READERS, _PDF_READERS = 110, 2, 8, 8, 10
_SEARCHES = 100
_POST_BYTES, _PIECE = 1_900_000_000, b"x" * 65_536
_PIECE_SECONDS = 0.1
"""Pause between two pieces of an endless body: eight senders send 5 MB a second."""

_BYTE_SECONDS = 1.0
_RETRY_SECONDS = 1.0
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"}


class Target:
    """The site under attack, the item to download, and the end of the attack."""

    def __init__(self, port: int, item: str, pages: int, seconds: float) -> None:
        self.port = port
        self.item = item
        self.pages = pages
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """True after the deadline."""
        return time.monotonic() > self._end

    def connect(self) -> socket.socket:
        """Return a new connection from the attackers' address."""
        address = ("127.0.0.1", self.port)
        return socket.create_connection(address, 5, source_address=(ATTACKER, 0))


def slow_headers(target: Target) -> None:
    """Open 110 connections that send one byte of a header each second."""
    _send_bytewise(target, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")


def slow_bodies(target: Target) -> None:
    """Open 110 connections that send one byte of a form each second."""
    head = "POST /tra-cuu HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
    _send_bytewise(target, f"{head}{_FORM}\r\n".encode())


def large_posts(target: Target) -> None:
    """Post 1.9 GB to the search form, twice at a time."""
    head = f"POST /tra-cuu HTTP/1.1\r\nHost: localhost\r\nContent-Length: {_POST_BYTES}\r\n"
    _in_threads(target, _POSTS, lambda: _post_once(target, f"{head}{_FORM}\r\n".encode()))


def endless_chunks(target: Target) -> None:
    """Post chunks without end to the search form, from eight senders."""
    head = "POST /tra-cuu HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    piece = b"%x\r\n%s\r\n" % (len(_PIECE), _PIECE)

    def send() -> None:
        with target.connect() as line:
            line.sendall(f"{head}{_FORM}\r\n".encode())
            while not target.is_over:
                line.sendall(piece)
                time.sleep(_PIECE_SECONDS)

    _in_threads(target, _CHUNK_SENDERS, send)


def hocr_readers(target: Target) -> None:
    """Download the hOCR of the whole book, eight times at once."""
    _download(target, _TEXT_READERS, lambda: "hocr.html")


def alto_readers(target: Target) -> None:
    """Download the ALTO files of the whole book, eight times at once."""
    _download(target, _TEXT_READERS, lambda: "alto.zip")


def pdf_readers(target: Target) -> None:
    """Download ten page ranges as PDF at once, each another one."""
    numbers = count(1)

    def address() -> str:
        first = next(numbers) % (target.pages // 2) + 1
        return f"tai-lieu.pdf?trang={first}-{first + target.pages // 2}"

    _download(target, _PDF_READERS, address)


def search_flood(target: Target) -> None:
    """Keep a hundred searches open at once, each for other words."""
    numbers = count(1)

    def search() -> None:
        _fetch(target, f"/tra-cuu?q=uy+ban+{next(numbers)}+nhan+dan")

    _in_threads(target, _SEARCHES, search, pause=0)


ATTACKS: dict[str, Callable[[Target], None]] = {
    "slow headers": slow_headers,
    "slow bodies": slow_bodies,
    "1.9 GB posted": large_posts,
    "endless chunks": endless_chunks,
    "8 readers of hOCR": hocr_readers,
    "8 readers of ALTO": alto_readers,
    "10 readers of PDF ranges": pdf_readers,
    "100 searches at once": search_flood,
}

_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def _send_bytewise(target: Target, head: bytes) -> None:
    """Keep the connections open, each sending one byte a second; reopen the closed ones."""
    lines: list[socket.socket] = []
    while not target.is_over:
        while len(lines) < _SLOW_CONNECTIONS and not target.is_over:
            with suppress(OSError):
                line = target.connect()
                line.sendall(head)
                lines.append(line)
        lines = [line for line in lines if _send_byte(line)]
        time.sleep(_BYTE_SECONDS)
    for line in lines:
        line.close()


def _send_byte(line: socket.socket) -> bool:
    try:
        line.sendall(b"x")
    except OSError:
        line.close()
        return False
    return True


def _post_once(target: Target, head: bytes) -> None:
    unsent_bytes = _POST_BYTES
    with target.connect() as line:
        line.sendall(head)
        while unsent_bytes > 0 and not target.is_over:
            line.sendall(_PIECE[:unsent_bytes])
            unsent_bytes -= len(_PIECE)
        line.settimeout(_RETRY_SECONDS)
        line.recv(1)


def _download(target: Target, readers: int, address: Callable[[], str]) -> None:
    def fetch() -> None:
        _fetch(target, f"/tai-lieu/{target.item}/tai-ve/{address()}")

    _in_threads(target, readers, fetch)


def _fetch(target: Target, address: str) -> None:
    source = (ATTACKER, 0)
    line = HTTPConnection("127.0.0.1", target.port, timeout=60, source_address=source)
    line.request("GET", address, headers=_AGENT)
    with line.getresponse() as answer:
        while answer.read(len(_PIECE)) and not target.is_over:
            pass
    line.close()


def _in_threads(
    target: Target, number: int, attack: Callable[[], None], pause: float = _RETRY_SECONDS
) -> None:
    """Repeat an attack in this number of threads until the deadline."""

    def repeat() -> None:
        while not target.is_over:
            with suppress(OSError, HTTPException):
                attack()
            time.sleep(pause)

    threads = [Thread(target=repeat, daemon=True) for _ in range(number)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) and not target.is_over:
        time.sleep(_RETRY_SECONDS)
