"""Stand-in for a cluster in trouble: it passes requests on, and changes or delays the answers."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit


class FailingCluster(ThreadingHTTPServer):
    """Server in front of a cluster, whose answers are changed as a test wants."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream).netloc
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.change: Callable[[str, dict], dict] = lambda _path, answer: answer
        """Function that changes an answer; its first argument is the path of the request."""
        self.statuses: list[int] = []
        """Statuses that the next writing requests get instead of an answer."""
        self.delay = 0.0
        self.requests = 0

    def lose_a_shard(self) -> None:
        """Let all searches miss a shard that has no copy left."""

        def change(path: str, answer: dict) -> dict:
            if "_search" in path and "hits" in answer:
                answer["_shards"]["successful"] -= 1
            return answer

        self.change = change

    def end_searches_early(self) -> None:
        """Let all searches end before all pages were looked at."""
        self.change = lambda path, answer: (
            answer | {"timed_out": True} if "_search" in path else answer
        )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FailingCluster

    def do_GET(self) -> None:
        self.server.requests += 1
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        time.sleep(self.server.delay)
        if "_bulk" in self.path and self.server.statuses:
            self._send(self.server.statuses.pop(0), {"error": "busy"})
            return
        with closing(HTTPConnection(self.server.upstream)) as connection:
            headers = {"content-type": "application/json"}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            self._send(answer.status, self.server.change(self.path, json.load(answer)))

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        return

    def _send(self, status: int, answer: dict) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def failing_cluster(upstream: str) -> Iterator[FailingCluster]:
    """Serve a cluster that fails as a test wants."""
    with FailingCluster(upstream) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
