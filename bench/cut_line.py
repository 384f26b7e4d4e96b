"""Benchmark of an upload over a bad line: 64 kbit/s, cut every minute."""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from app import create_app
from app.accounts.passwords import hash_password
from bench.bad_line import UP, BadLine, LineQuality
from bench.form import Row, report
from bench.web import served
from library.database import work
from library.installation import set_up
from library.settings import read_settings
from library.staff.staff_accounts import add_staff

_PASSWORD = "mật khẩu đủ dài"  # noqa: S105  (of a library that is deleted)
_BYTES = 1_900_000
_LINE = LineQuality(8_000, 60.0, packet_bytes=1_000, slow_way=UP)
_MAX_SECONDS = 330.0
"""The line alone needs 238 s for the file."""


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
        line = BadLine(int(site.rpartition(":")[2]), _LINE)
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


def _upload(site: str, file: Path, line: BadLine) -> tuple[float, int]:
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
        sent, started = line.sent_bytes[UP], time.monotonic()
        page.click("main [type=submit]")
        page.wait_for_url(lambda url: not url.endswith("/nop"), wait_until="commit")
        seconds = time.monotonic() - started
        browser.close()
    return seconds, line.sent_bytes[UP] - sent


if __name__ == "__main__":
    main()
