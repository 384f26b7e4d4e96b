"""Agent against a server that is not the library, or a library that is broken."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from app.points.kiosk.agent import library_line, line_probe
from app.points.kiosk.agent.agent_files import data_folder, write_json
from app.points.kiosk.agent.input_seen import InputListener
from app.points.kiosk.agent.library_line import Library, LibraryRefusedError
from app.points.kiosk.agent.reporter import Agent


class _Server:
    """Server that gives the same answer to every request, piece by piece."""

    def __init__(self) -> None:
        self.pieces, self.pause, self.requests = (b"",), 0.0, 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Address of this server."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def answer(self, content: bytes, status: str = "200 OK", header: str = "") -> None:
        """Give this answer from now on."""
        lines = f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n{header}\r\n"
        self.pieces = (lines.encode() + content,)

    def close(self) -> None:
        """Stop serving."""
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self._send(connection)

    def _send(self, connection: socket.socket) -> None:
        try:
            if not connection.recv(1 << 20):
                return  # a look at the line sends nothing
            self.requests += 1
            for piece in self.pieces:
                connection.sendall(piece)
                time.sleep(self.pause)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(1 << 16):
                pass  # unread bytes would cut the connection before the answer arrives
        except OSError:
            return


@pytest.fixture
def server() -> Iterator[_Server]:
    """Start a server."""
    started = _Server()
    yield started
    started.close()


@pytest.fixture
def agent(server, tmp_path) -> Iterator[Agent]:
    """Return an agent that knows this server as its library."""
    data_folder(tmp_path).mkdir()
    config = {"library": server.address, "token": "t", "update_key": "f" * 800}
    write_json(data_folder(tmp_path) / "config.json", config)
    listener = InputListener(0)
    yield Agent(tmp_path, listener)
    listener.close()


@pytest.mark.parametrize(
    "answer",
    [
        "[]",
        '"text"',
        "not JSON",
        "[" * 200_000,
        '{"results": null}',
        '{"results": ["text"]}',
        '{"results": [{"event_id": {}}]}',
        '{"results": [{"event_id": []}], "config_rev": []}',
    ],
    ids=lambda answer: answer[:30],
)
def test_events_wait_when_the_answer_makes_no_sense(agent, server, answer):
    server.answer(answer.encode())
    agent.beat()
    assert len(agent.queue.events) == 2
    assert "không phải thư viện" in (agent.data / "nhat-ky.txt").read_text()


@pytest.mark.parametrize("probe", [5, {"a": 1}, "http://[", "host:99999999"], ids=str)
def test_an_address_to_try_that_makes_no_sense_proves_no_line(agent, server, monkeypatch, probe):
    monkeypatch.setattr(line_probe, "find_gateway", lambda: None)
    server.answer(b"{}")
    agent.rules = {"line_probe": probe}
    agent.beat()
    assert agent.queue.events[-1]["line"] == "down"


@pytest.mark.parametrize(
    "manifest", [5, None, [], {"version": 5}, "[]", '{"version": []}'], ids=str
)
def test_a_release_that_makes_no_sense_is_not_installed(agent, server, manifest):
    server.answer(json.dumps({"manifest": manifest, "signature": "00"}).encode())
    assert not agent.update()


def test_the_log_says_why_a_release_was_not_installed(agent, server):
    server.answer(json.dumps({"manifest": "{}", "signature": "00"}).encode())
    assert not agent.update()
    assert "không đúng chữ ký" in (agent.data / "nhat-ky.txt").read_text()


def test_a_redirect_is_not_followed(server):
    server.answer(b"", "302 Found", f"Location: {server.address}/elsewhere\r\n")
    with pytest.raises(LibraryRefusedError):
        Library({"library": server.address}).call("/api/k/v1/settings")
    assert server.requests == 1


def test_an_answer_that_drips_is_given_up(server, monkeypatch):
    monkeypatch.setattr(library_line, "MAX_ANSWER_SECONDS", 0.5)
    for pieces in (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b""):
        server.pieces, server.pause = (pieces, *[b"x"] * 900), 0.1
        began = time.monotonic()
        with pytest.raises(OSError):
            Library({"library": server.address}).call("/api/k/v1/settings")
        assert time.monotonic() - began < 30


def test_the_sentence_of_an_unknown_server_is_short_and_printable(server):
    sentence = "Lỗi\x1b[2J\r\n\u202e" + "x" * 100_000
    server.answer(json.dumps({"error": sentence}).encode(), "400 Bad Request")
    with pytest.raises(LibraryRefusedError) as refusal:
        Library({"library": server.address}).call("/api/k/v1/settings")
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) <= 300
