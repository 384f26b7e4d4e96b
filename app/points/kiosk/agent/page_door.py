"""Door for the page of this machine: a port that only this machine reaches, for one web site.

The page asks for a token and a confirmation of its sittings. The machine's key stays in here.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from urllib.parse import urlsplit

from .agent_files import ON_WINDOWS
from .input_seen import PORT

_RENEW_SECONDS = 300
"""Remaining time at which a token is replaced by a new one."""

_SITTING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEY = re.compile(r"[A-Za-z0-9+/=]{100,200}")
_MAX_REQUEST_BYTES, _PATIENCE_SECONDS = 4096, 1
_REQUEST = re.compile(r"(GET|POST|OPTIONS) (/[a-z]{1,20}) HTTP/1\.[01]")
_REASONS = {200: "OK", 204: "No Content", 403: "Forbidden", 404: "Not Found", 502: "Bad Gateway"}
_MAX_ERRANDS = 4
"""Requests that may wait for the library at once."""


class PageService:
    """Answers to the page; the agent's own token and key are never given away."""

    def __init__(self, agent: object) -> None:
        self.agent, self.token, self.token_ends = agent, "", 0.0
        actions = {
            ("GET", "/the"): self.lend_token,
            ("POST", "/phien"): self.vouch,
            ("POST", "/khoa"): self.name_browser,
            ("POST", "/phieu"): self.hand_in_survey,
        }
        self.door = None
        if agent.config.get("key"):
            self.door = PageDoor(agent.config["library"], actions, agent.input.port)
            agent.input.doors = [self.door] if self.door.socket is not None else []

    def lend_token(self, _body: str) -> dict:
        """Return a token of the library for the page, which ends after some minutes."""
        if time.monotonic() > self.token_ends - _RENEW_SECONDS:
            answer = self.agent.library.call("/api/k/v1/page", {})
            self.token, self.token_ends = answer["token"], time.monotonic() + answer["seconds"]
        return {"token": self.token}

    def vouch(self, body: str) -> dict:
        """Record that a sitting takes place here; the library counts no other."""
        if not _SITTING.fullmatch(body):
            raise ValueError("not a sitting")
        self.agent.run.record("session.vouch", session_id=body)
        return {"vouched": body}

    def name_browser(self, body: str) -> dict:
        """Tell the library the public key of the browser of this machine."""
        if not _KEY.fullmatch(body):
            raise ValueError("not a key")
        self.agent.library.call("/api/k/v1/page", {"key": body})
        return {"named": True}

    def hand_in_survey(self, body: str) -> dict:
        """Hand in the answers of a reader under the signature of this machine."""
        return self.agent.library.call("/api/k/v1/survey", json.loads(body))


class PageDoor:
    """Small HTTP server on the local port; `actions` by method and path get the request's body.

    Who asks something of the library is answered by a thread, so that nobody else waits for it.
    """

    def __init__(self, library: str, actions: dict, port: int = PORT) -> None:
        self.origin, self.actions = _origin_of(library), actions
        self.free = threading.BoundedSemaphore(_MAX_ERRANDS)
        self.socket = _listening(port)
        self.port = port if self.socket is None else self.socket.getsockname()[1]

    def answer(self) -> None:
        """Answer one request; whoever sends too slowly gets no answer."""
        try:
            connection, _ = self.socket.accept()
        except OSError:
            return
        try:
            connection.settimeout(_PATIENCE_SECONDS)
            request = _read(connection)
        except (OSError, ValueError):
            connection.close()
            return
        if request[1] == "/phien":  # it asks nothing of the library
            self._answer(connection, request)
        elif self.free.acquire(blocking=False):
            threading.Thread(target=self._errand, args=(connection, request), daemon=True).start()
        else:
            connection.close()  # the page asks again

    def close(self) -> None:
        """Close the port."""
        if self.socket is not None:
            self.socket.close()

    def _errand(self, connection: socket.socket, request: tuple) -> None:
        try:
            self._answer(connection, request)
        finally:
            self.free.release()

    def _answer(self, connection: socket.socket, request: tuple) -> None:
        with connection:
            try:
                connection.sendall(self._response(*self._reply(*request)))
            except (OSError, ValueError):
                return

    def _reply(self, method: str, path: str, headers: dict, body: str) -> tuple:
        """Return status and content; requests of other sites and other names are refused."""
        is_here = headers.get("host") in (f"127.0.0.1:{self.port}", f"localhost:{self.port}")
        if headers.get("origin") != self.origin or not is_here:
            return 403, None
        if method == "OPTIONS":
            return 204, None
        action = self.actions.get((method, path))
        if action is None:
            return 404, None
        try:
            return 200, action(body)
        except (OSError, ValueError, KeyError, TypeError):  # the library may send anything
            return 502, None

    def _response(self, status: int, content: object) -> bytes:
        body = b"" if content is None else json.dumps(content).encode()
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}",
            f"Access-Control-Allow-Origin: {self.origin}",
            "Access-Control-Allow-Private-Network: true",
            "Vary: Origin",
            "Content-Type: application/json",
            "Cache-Control: no-store",
            f"Content-Length: {len(body)}",
            "Connection: close",
        )
        return "\r\n".join((*head, "", "")).encode() + body


def _origin_of(library: str) -> str:
    """Return the origin of an address as browsers write it: small letters, no usual port."""
    parts = urlsplit(library.lower())
    usual_port = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{re.sub(usual_port + '$', '', parts.netloc)}"


def _listening(port: int) -> socket.socket | None:
    """Return a listening socket; None if another program has the port."""
    new_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        kind = socket.SO_EXCLUSIVEADDRUSE if ON_WINDOWS else socket.SO_REUSEADDR
        new_socket.setsockopt(socket.SOL_SOCKET, kind, 1)
        new_socket.bind(("127.0.0.1", port))
        new_socket.listen(8)
        new_socket.settimeout(_PATIENCE_SECONDS)
    except OSError:
        new_socket.close()
        return None
    return new_socket


def _read(connection: socket.socket) -> tuple:
    """Return method, path, headers and body of a request; raise ValueError if it is none."""
    content, deadline = b"", time.monotonic() + _PATIENCE_SECONDS
    while b"\r\n\r\n" not in content:
        content += _received(connection, content, deadline)
    head, _, body = content.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    request = _REQUEST.fullmatch(first)
    if request is None:
        raise ValueError("not a request")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    length = int(headers.get("content-length") or 0)
    while len(body) < min(length, _MAX_REQUEST_BYTES):
        body += _received(connection, body, deadline)
    return (*request.groups(), headers, body.decode("ascii"))


def _received(connection: socket.socket, content: bytes, deadline: float) -> bytes:
    connection.settimeout(max(0.01, deadline - time.monotonic()))
    part = connection.recv(_MAX_REQUEST_BYTES)
    if not part or len(content) > _MAX_REQUEST_BYTES:
        raise ValueError("no whole request")
    return part
