"""Answers of other catalogues, fetched with limits of size and time."""

from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import Request

from library.errors import LibraryError
from library.untrusted.deadline import Deadline
from library.untrusted.web_client import AnswerTooLargeError, open_limited

_PORTION_BYTES = 65_536


class NoAnswerError(LibraryError):
    """Another server gave no usable answer; it may say after how many seconds to come again."""

    message = "{0}"
    status = 502

    def __init__(self, reason: str, retry_seconds: int = 0) -> None:
        super().__init__(reason)
        self.retry_seconds = retry_seconds


def fetch(address: str, *, max_bytes: int, deadline: Deadline) -> bytes:
    """Return the content at an address of the settings; raise NoAnswerError."""
    request = Request(address, headers={"User-Agent": "diachi"})  # noqa: S310  (checked settings)
    try:
        with open_limited(request, deadline, max_bytes) as answer:
            return _content(answer, max_bytes)
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, HTTPError):
            error.close()
        raise NoAnswerError(_sentence(error), _retry_seconds(error)) from error


def _content(answer: HTTPResponse, max_bytes: int) -> bytes:
    portions, size = [], 0
    while portion := answer.read1(_PORTION_BYTES):
        portions.append(portion)
        size += len(portion)
        if size > max_bytes:
            raise AnswerTooLargeError
    return b"".join(portions)


def _sentence(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return "trả lời quá chậm."
    if isinstance(cause, AnswerTooLargeError):
        return "trả lời quá lớn."
    return "không kết nối được."


def _retry_seconds(error: Exception) -> int:
    retry_after = error.headers.get("Retry-After", "") if isinstance(error, HTTPError) else ""
    return int(retry_after) if retry_after.isdecimal() and len(retry_after) < 7 else 0
