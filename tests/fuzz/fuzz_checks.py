"""Part of the route fuzzer: the faults that an answer or the statements of a request show."""

import csv
import io
import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from library.staff.permissions import Permission, may
from tests.fuzz.fuzz_roles import Visitor
from tests.fuzz.fuzz_values import MARK

CLOSED_ITEM, CLOSED_TITLE = "00000000fuzz", "Tài liệu kín của phép đo"
"""Identifier and title of an item that only staff may see."""

_MARKUP = re.compile(rf"<{MARK}|[\"'] {MARK}=[\"']")
_IMAGE_HEADERS = ("X-Content-Type-Options",)
_REQUIRED_HEADERS = (*_IMAGE_HEADERS, "Content-Security-Policy", "Referrer-Policy")
_IMAGE_TYPES = ("image/avif", "image/jpeg", "image/png", "image/webp")
_MARKUP_TYPES = ("text/html", "image/svg+xml", "application/atom+xml", "application/xml")
_WRITE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_WRITTEN_BY_ANY_REQUEST = {
    "staff_session",
    "sign_in_delay",
    "item_use",
    "visit_salt",
    "past_search",
}
"""Tables of sessions, throttling and usage: no right is needed to be counted or slowed down."""

_KEPT_FORMS = {"form_draft"}
"""Table of refused forms: kept for the person whose stamp they carry, signed in or not."""

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
_SIGN_IN = "/can-bo/dang-nhap"


@dataclass(slots=True)
class Recorder(logging.Handler):
    """Records the tables that a request wrote, and the errors logged meanwhile."""

    written: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to errors of all threads."""
        logging.Handler.__init__(self, logging.ERROR)
        logging.getLogger().addHandler(self)
        threading.excepthook = lambda arguments: self.errors.append(repr(arguments.exc_value))

    def listen(self, database: Engine) -> None:
        """Record the statements that this thread sends."""
        owner = threading.get_ident()

        def record(_connection, _cursor, statement: str, *_: object) -> None:
            table = _WRITE.match(statement)
            if table and threading.get_ident() == owner:
                self.written.add(table[1].lower())

        event.listen(database, "after_cursor_execute", record)

    def clear(self) -> None:
        """Begin another request."""
        self.written.clear()
        self.errors.clear()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message and the last lines of the traceback."""
        trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        self.errors.append(
            f"{record.name}: {record.getMessage()} {' | '.join(trace.splitlines()[-7:])}"
        )

    def __hash__(self) -> int:
        """Return the identity, as logging needs it."""
        return id(self)


def required_permission(app: Flask, endpoint: str | None) -> Permission | None:
    """Return the permission that the view of an endpoint declares."""
    return getattr(app.view_functions.get(endpoint), "permission", None)


def permission_faults(
    visitor: Visitor,
    method: str,
    permission: Permission | None,
    response: TestResponse,
    written: set[str],
) -> Iterator[str]:
    """Yield answers and changes that the declared permission should have refused to a role."""
    changed = written - _WRITTEN_BY_ANY_REQUEST
    if method in _SAFE_METHODS and changed:
        yield f"{method} ghi vào {sorted(changed)}"
    if permission is None or (visitor.is_staff and may(visitor.role, permission)):
        return
    if method != "OPTIONS" and not _is_refusal(response):
        yield f"{visitor.role} không có quyền {permission} mà nhận {response.status_code}"
    if changed := changed - _KEPT_FORMS:
        yield f"{visitor.role} không có quyền {permission} mà ghi vào {sorted(changed)}"


def answer_faults(visitor: Visitor, response: TestResponse, text: str) -> Iterator[str]:
    """Yield faults of one answer other than a failure."""
    required = _IMAGE_HEADERS if response.mimetype in _IMAGE_TYPES else _REQUIRED_HEADERS
    missing = [name for name in required if name not in response.headers]
    if missing:
        yield f"thiếu đầu mục {missing}"
    if f"X-{MARK}" in response.headers:
        yield "chèn được đầu mục"
    if MARK in urlsplit(response.headers.get("Location", "")).netloc:
        yield "chuyển sang trang lạ"
    if response.mimetype in _MARKUP_TYPES and _MARKUP.search(text):
        place = _MARKUP.search(text)
        yield f"mã lạ không được thoát: {text[max(0, place.start() - 60) : place.end() + 30]!r}"
    if response.mimetype == "text/csv" and _has_formula(text):
        yield "công thức trong CSV"
    if (
        visitor.is_staff
        and "public" in response.headers.get("Cache-Control", "")
        and "csrf" in text
    ):
        yield "trang riêng được lưu đệm chung"


def _is_refusal(response: TestResponse) -> bool:
    target = urlsplit(response.headers.get("Location", "")).path
    return response.status_code in (400, 403, 404, 405, 412, 413) or target == _SIGN_IN


def _has_formula(text: str) -> bool:
    usual_limit = csv.field_size_limit(1 << 30)  # of the whole process
    try:
        cells = (cell for row in csv.reader(io.StringIO(text)) for cell in row)
        return any(cell.startswith(("=", "@", "\t")) or cell.startswith("+x") for cell in cells)
    finally:
        csv.field_size_limit(usual_limit)
