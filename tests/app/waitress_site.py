"""The site served by waitress on a free port, with plain connections to it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Event, Thread

from app.server.waitress_server import make_server

_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


class Site:
    """A served site, with plain connections to it."""

    def __init__(self, server):
        self.server = server
        self.lines = []

    def connect(self, content=b"", source="127.0.0.1"):
        """Return a new connection on which these bytes were sent."""
        address = ("127.0.0.1", self.server.effective_port)
        line = socket.create_connection(address, 10, source_address=(source, 0))
        line.sendall(content)
        self.lines.append(line)
        return line

    def status(self, head, body=b""):
        """Send a request and return the status of the answer."""
        answer = self.connect(f"{head}\r\nHost: x\r\n{_FORM}\r\n".encode() + body).recv(100)
        return int(answer.split()[1])

    def get(self, address):
        """Return the status of a page."""
        line = HTTPConnection("127.0.0.1", self.server.effective_port, timeout=10)
        line.request("GET", address)
        with line.getresponse() as answer:
            answer.read()
        line.close()
        return answer.status


@contextmanager
def served_by_waitress(app) -> Iterator[Site]:
    """Serve the site until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = make_server(app, listener, "127.0.0.1")
    stop = Event()
    thread = Thread(target=_run, args=(server, stop))
    thread.start()
    site = Site(server)
    try:
        yield site
    finally:
        for line in site.lines:
            line.close()
        stop.set()
        server.pull_trigger()
        thread.join()
        server.task_dispatcher.shutdown()
        server.asyncore.close_all(server._map)


def _run(server, stop):
    while not stop.is_set():
        server.asyncore.loop(timeout=1, use_poll=True, map=server._map, count=1)
