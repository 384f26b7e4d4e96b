"""Fuzzer of all routes of the site, in all roles, on a copy of a filled installation.

    python -m tests.fuzz.route_fuzz --home var --requests 50000

Requests are drawn from a seed: real and hostile paths, queries, forms with their tokens, JSON,
files, headers and methods. Destructive ones are carried out.
"""

import argparse
import gzip
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder, TestResponse

from app import create_app
from bench.form import Row, report
from library.catalogue import cataloguing
from library.catalogue.models import Access
from library.database import reading, work
from library.installation import set_up
from library.settings import Settings, read_settings
from tests.fuzz.fuzz_checks import (
    CLOSED_ITEM,
    CLOSED_TITLE,
    Recorder,
    answer_faults,
    permission_faults,
    required_permission,
)
from tests.fuzz.fuzz_drawing import RequestSource
from tests.fuzz.fuzz_roles import VISITORS, Visitor, Visitors
from tests.fuzz.fuzz_values import FuzzRequest

_SLOW_SECONDS = 2.0
_KEY = "khoa-cua-phep-do"
_KNOWN = {"api_key": _KEY, "key": _KEY, "customer_id": "0000000000000000"}
_BASE = "http://localhost"
_TEXTS = ("text/", "application/json", "application/xml", "application/atom", "image/svg")


@dataclass(slots=True)
class Findings:
    """Counts of answers by status, and the faults with the requests that showed them."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    endpoints: set[str] = field(default_factory=set)

    def add(self, kind: str, text: str, request: FuzzRequest, number: int) -> None:
        """Note a fault; print the first of each kind and place."""
        notes = self.faults.setdefault(kind, [])
        notes.append(text)
        if notes.count(text) == 1:
            print(f"[{number}] {kind}: {text}\n    {request}", file=sys.stderr, flush=True)


class Fuzzer:
    """Sends requests and judges the answers."""

    def __init__(self, app: Flask, seed: int) -> None:
        chance = random.Random(seed)
        self.app, self.findings, self.recorder = app, Findings(), Recorder()
        self._database = app.extensions["services"].database
        self.recorder.listen(self._database)
        self.visitors, self.source = Visitors(app, chance), RequestSource(app, chance, _KNOWN)

    def run(self, count: int) -> None:
        """Send so many requests."""
        for number in range(count):
            if number % 1000 == 0:
                print(f"{number} yêu cầu", file=sys.stderr, flush=True)
            visitor = self.visitors.next()
            self._send(visitor, self.source.draw(visitor), number)

    def _send(self, visitor: Visitor, request: FuzzRequest, number: int) -> None:
        self.recorder.clear()
        endpoint = self._endpoint(request)
        started, began = time.process_time(), time.monotonic()
        try:
            response = visitor.client.open(self._builder(request), buffered=True)
        except Exception as error:  # an answer that fails while it is sent
            self.findings.add("ngoại lệ", f"{endpoint}: {error!r}", request, number)
            return
        seconds = min(time.process_time() - started, time.monotonic() - began)
        with response:
            self._judge(visitor, request, number, response, endpoint)
        self.findings.seconds.append(seconds)
        if seconds > _SLOW_SECONDS:
            self.findings.add("chậm", f"{endpoint}: {seconds:.1f} s", request, number)

    def _builder(self, request: FuzzRequest) -> EnvironBuilder:
        builder = EnvironBuilder(
            request.path.split("?")[0] or "/",
            _BASE,
            query_string=request.query,
            method=request.method,
            data=request.body or None,
            content_type=request.content_type,
        )
        for name, value in request.headers:
            builder.headers[name] = value
        return builder

    def _judge(
        self,
        visitor: Visitor,
        request: FuzzRequest,
        number: int,
        response: TestResponse,
        endpoint: str | None,
    ) -> None:
        add, status = self.findings.add, response.status_code
        self.findings.statuses[status] += 1
        if endpoint and status < 400:
            self.findings.endpoints.add(endpoint)
        if status >= 500 and "Retry-After" not in response.headers:
            add("trả lời 500", f"{endpoint} {status}: {self.recorder.errors[-1:]}", request, number)
        elif self.recorder.errors:
            add("lỗi trong nhật ký", f"{endpoint}: {self.recorder.errors[0]}", request, number)
        visitor.has_new_cookie |= "Set-Cookie" in response.headers
        text = _text(response)
        permission = required_permission(self.app, endpoint)
        for fault in permission_faults(
            visitor, request.method, permission, response, self.recorder.written
        ):
            add("lỗi quyền", f"{endpoint}: {fault}", request, number)
        if not visitor.is_staff and CLOSED_TITLE in text and self._is_closed():
            add("lỗi quyền", f"{endpoint}: {visitor.role} thấy tài liệu kín", request, number)
        for fault in answer_faults(visitor, response, text):
            add("lỗi trả lời", f"{endpoint}: {fault}", request, number)
        if response.mimetype == "text/html":
            self.source.learn(visitor, text)

    def _is_closed(self) -> bool:
        """Return True if no request has opened the closed item."""
        with reading(self._database) as session:
            return cataloguing.find_item(session, CLOSED_ITEM).access is Access.STAFF

    def _endpoint(self, request: FuzzRequest) -> str | None:
        path = unquote(request.path, errors="replace")
        with suppress(HTTPException):
            return self.app.url_map.bind("localhost").match(path, method=request.method)[0]
        return None


def fuzz_rows(home: Path, requests: int, seed: int = 1) -> Iterator[Row]:
    """Fuzz a copy of the installation in `home`."""
    with _copied(home) as settings:
        app = create_app(settings)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        fuzzer = Fuzzer(app, seed)
        began = time.monotonic()
        try:
            fuzzer.run(requests)
        finally:
            app.extensions["services"].close()
    findings, took = fuzzer.findings, time.monotonic() - began
    fault_counts = {kind: len(notes) for kind, notes in findings.faults.items()}
    endpoints = {rule.endpoint for rule in fuzzer.source.rules}
    print(dict(sorted(findings.statuses.items())), file=sys.stderr)
    print("không trả lời được:", sorted(endpoints - findings.endpoints), file=sys.stderr)
    yield Row("yêu cầu ngẫu nhiên", requests, "yêu cầu")
    yield Row("vai trò", len(VISITORS), "vai trò")
    yield Row("địa chỉ đã trả lời", 100 * len(findings.endpoints) / len(endpoints), "%")
    for kind in (
        "trả lời 500",
        "ngoại lệ",
        "lỗi trong nhật ký",
        "lỗi quyền",
        "lỗi trả lời",
        "chậm",
    ):
        yield Row(kind, fault_counts.get(kind, 0), "lần", 0)
    yield Row("chậm nhất", max(findings.seconds), "s", _SLOW_SECONDS)
    yield Row("thời gian", took / 60, "phút", 20 * max(1, requests / 50_000))


def _text(response: TestResponse) -> str:
    if not (response.mimetype or "").startswith(_TEXTS):
        return ""
    is_packed = response.headers.get("Content-Encoding") == "gzip"
    data = response.get_data()
    return (gzip.decompress(data) if is_packed and data else data).decode(errors="replace")


@contextmanager
def _copied(home: Path) -> Iterator[Settings]:
    """Yield the settings of a copy that also holds a closed item and reader accounts."""
    with tempfile.TemporaryDirectory(prefix="diachi-fuzz-") as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        settings = read_settings(
            {
                "DIACHI_HOME": str(copy),
                "DIACHI_READER_ACCOUNTS": "all",
                "DIACHI_COUNTER_KEY": _KEY,
                "DIACHI_CALENDAR_KEY": _KEY,
            }
        )
        database = set_up(settings)
        with work(database) as session:
            _enter_closed_item(session)
        database.dispose()
        yield settings


def _enter_closed_item(session: Session) -> None:
    item = cataloguing.make_item(session, CLOSED_ITEM, "van-ban", CLOSED_TITLE, "phép đo")
    cataloguing.describe(session, item, {"access": Access.STAFF}, "phép đo")
    cataloguing.write_pages(session, item, (cataloguing.TextPage(1, CLOSED_TITLE),))
    cataloguing.publish(session, item, "phép đo")


def main() -> None:
    """Fuzz the site and exit with 0 only if nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.route_fuzz", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("DIACHI_HOME", "var")))
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if not (args.home / "diachi.sqlite").exists():
        sys.exit(f"{args.home} không có dữ liệu. Hãy chạy make demo trước, hoặc thêm --home.")
    report("route_fuzz", fuzz_rows(args.home, args.requests, args.seed), as_json=args.json)


if __name__ == "__main__":
    main()
