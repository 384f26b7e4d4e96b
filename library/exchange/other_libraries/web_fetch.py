"""Answers of other servers, fetched with limits of size and time from the named host only."""

import time
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from library.errors import LibraryError

_PORTION_BYTES = 65_536


class NoAnswerError(LibraryError):
    """Another server gave no usable answer; it may say after how many seconds to come again."""

    message = "{0}"
    status = 502

    def __init__(self, reason: str, retry_seconds: int = 0) -> None:
        super().__init__(reason)
        self.retry_seconds = retry_seconds


def fetch(address: str, *, max_bytes: int, seconds: float) -> bytes:
    """Return the content at an address of the settings; raise NoAnswerError."""
    request = Request(address, headers={"User-Agent": "diachi"})  # noqa: S310  (checked settings)
    deadline = time.monotonic() + seconds
    try:
        with build_opener(_OnSameHost).open(request, timeout=seconds) as answer:
            return _content(answer, max_bytes, deadline)
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, HTTPError):
            error.close()
        raise NoAnswerError("không kết nối được.", _retry_seconds(error)) from error


def _content(answer: HTTPResponse, max_bytes: int, deadline: float) -> bytes:
    portions, size = [], 0
    while portion := answer.read1(_PORTION_BYTES):
        portions.append(portion)
        size += len(portion)
        if size > max_bytes:
            raise NoAnswerError("trả lời quá lớn.")
        if time.monotonic() > deadline:
            raise NoAnswerError("trả lời quá chậm.")
    return b"".join(portions)


def _retry_seconds(error: Exception) -> int:
    stated = error.headers.get("Retry-After", "") if isinstance(error, HTTPError) else ""
    return int(stated) if stated.isdecimal() and len(stated) < 7 else 0


class _OnSameHost(HTTPRedirectHandler):
    """Follows a server to another address of its host only, not into our own network."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        """Return the request to follow; raise HTTPError for another host."""
        if urlsplit(newurl).hostname != urlsplit(req.full_url).hostname:
            raise HTTPError(newurl, code, msg, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
