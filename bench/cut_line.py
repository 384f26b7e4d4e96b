"""Benchmark of an upload over a bad line: 64 kbit/s, cut every minute."""

import argparse
import os
import select
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread

from playwright.sync_api import sync_playwright

from app import create_app
from app.accounts.passwords import hash_password
from bench.form import Row, report
from bench.web import served
from library.database import work
from library.installation import set_up
from library.settings import read_settings
from library.staff.staff_accounts import add_staff

_PASSWORD = "mật khẩu đủ dài"  # noqa: S105  (of a library that is deleted)
_BYTES, _BYTES_PER_SECOND, _SECONDS_BETWEEN_CUTS = 1_900_000, 8_000, 60.0
_MAX_SECONDS = 330.0
"""The line alone needs 238 s for the file."""

_SLICE_BYTES = 1_000


class CutLine:
    """Forwards connections to a server: slowly towards it, and all cut at intervals."""

    def __init__(self, port: int, bytes_per_second: int, seconds_between_cuts: float) -> None:
        self.cuts = 0
        self.bytes_sent = 0
        self._target = ("127.0.0.1", port)
        self._pause = _SLICE_BYTES / bytes_per_second
        self._interval = seconds_between_cuts
        self._open: set[socket.socket] = set()
        self._turn = Lock()
        self._ended = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self.port = self._listener.getsockname()[1]
        for task in (self._accept, self._cut):
            Thread(target=task, daemon=True).start()

    def close(self) -> None:
        """Stop forwarding."""
        self._ended.set()
        self._listener.close()
        self._cut_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                self._open |= {client, server}
                Thread(target=self._forward, args=(client, server), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError, ValueError), client, server:
            while True:
                for source in select.select([client, server], [], [])[0]:
                    if source is server:
                        _pass_on(server, client, 1 << 16)
                        continue
                    with self._turn:  # all connections share the line
                        time.sleep(self._pause)
                        self.bytes_sent += _pass_on(client, server, _SLICE_BYTES)

    def _cut(self) -> None:
        while not self._ended.wait(self._interval):
            self.cuts += 1
            self._cut_all()

    def _cut_all(self) -> None:
        opened, self._open = self._open, set()
        for end in opened:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _pass_on(source: socket.socket, target: socket.socket, limit: int) -> int:
    piece = source.recv(limit)
    if not piece:
        raise OSError
    target.sendall(piece)
    return len(piece)


def main() -> None:
    """Upload a file over the bad line and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        rows = list(_rows(home))
    finally:
        shutil.rmtree(home)
    report("cut_line", rows, as_json=args.json)


def _rows(home: Path) -> Iterator[Row]:
    settings = read_settings({"DIACHI_HOME": str(home)})
    file = home / "Báo Lạng Sơn 1965.pdf"
    with work(set_up(settings)) as session:
        add_staff(session, "lan", hash_password(_PASSWORD), "cataloguer", by="bench")
    file.write_bytes(os.urandom(_BYTES))
    app = create_app(settings)
    with served(app) as site:
        line = CutLine(int(site.rpartition(":")[2]), _BYTES_PER_SECOND, _SECONDS_BETWEEN_CUTS)
        seconds, sent = _upload(f"http://127.0.0.1:{line.port}", file, line)
        line.close()
    stored = list(settings.masters.rglob("*"))
    yield Row("đến nơi nguyên vẹn", any(_same(path, file) for path in stored), "tệp", 1, "higher")
    app.extensions["services"].close()
    yield Row("1,9 MB qua 64 kbit/s, đến nơi sau", seconds, "s", _MAX_SECONDS)
    yield Row("số lần đứt", line.cuts, "lần")
    yield Row("đã gửi, kể cả gửi lại", sent / 1000, "KB", 1.2 * _BYTES / 1000)


def _same(path: Path, file: Path) -> bool:
    return path.is_file() and path.read_bytes() == file.read_bytes()


def _upload(site: str, file: Path, line: CutLine) -> tuple[float, int]:
    """Upload a file in Chromium; return the seconds taken and the bytes sent."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.set_default_timeout(_MAX_SECONDS * 2000)
        page.goto(f"{site}/can-bo/nop")
        page.fill("[name=ten]", "lan")
        page.fill("[name=mat-khau]", _PASSWORD)
        page.click("main [type=submit]")
        page.wait_for_selector("[name=tep]")
        page.wait_for_load_state()  # before its scripts the browser sends the file at once
        page.set_input_files("[name=tep]", file)
        sent, started = line.bytes_sent, time.monotonic()
        page.click("main [type=submit]")
        page.wait_for_url(lambda url: not url.endswith("/nop"), wait_until="commit")
        seconds = time.monotonic() - started
        browser.close()
    return seconds, line.bytes_sent - sent


if __name__ == "__main__":
    main()
