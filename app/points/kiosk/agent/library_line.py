"""Requests of the agent to the library, and the sentences for what can go wrong with them."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from .console_text import one_line
from .machine_key import sign

TIMEOUT_SECONDS = 20
MAX_ANSWER_SECONDS = 120
"""Time for a whole answer, so that a server that sends byte by byte can't block the agent."""

_MAX_ANSWER_BYTES = 4 << 20
_NOT_YET_VALID, _EXPIRED, _UNKNOWN_ISSUERS = 9, 10, (18, 19, 20, 21)
"""Errors of X509_verify_cert of OpenSSL."""


class LibraryRefusedError(OSError):
    """The library answered with an error; its sentence says what to do."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Library:
    """The library as seen from this computer; certificates are read once."""

    def __init__(self, config: dict) -> None:
        parts = urlsplit(config["library"])
        self.host, self.port, self.path = parts.hostname or "", parts.port, parts.path.rstrip("/")
        self.token, self.key = config.get("token", ""), config.get("key", "")
        self.server_time = None
        self._secure = _security(config.get("authority")) if parts.scheme == "https" else None

    def call(self, path: str, body: object = None) -> dict:
        """Return the answer to a request, in JSON; raise OSError or ValueError."""
        try:
            answer = json.loads(self.fetch(path, body).decode())
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if not isinstance(answer, dict):
            raise ValueError("not an object")
        return answer

    def fetch(self, path: str, body: object = None) -> bytes:
        """Return the bytes of an answer; raise LibraryRefusedError if it is an error."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        data = None if body is None else json.dumps(body).encode()
        if data is not None and self.key:
            headers["X-Signature"] = sign(self.key, path.encode() + b"\n" + data)
        connection = self._connection()
        try:
            connection.connect()
            deadline = _Deadline(connection.sock)
        except (OSError, ValueError):
            connection.close()
            raise
        try:
            method = "GET" if data is None else "POST"
            connection.request(method, self.path + path, data, headers)
            answer = connection.getresponse()
            self.server_time = _time_of(answer.getheader("Date"))
            content = answer.read(_MAX_ANSWER_BYTES)
        except http.client.HTTPException as error:
            raise OSError(f"{type(error).__name__}") from error
        finally:
            deadline.cancel()
            connection.close()
        deadline.check()
        if answer.status != 200:
            raise LibraryRefusedError(answer.status, _sentence_of(answer.status, content))
        return content

    def address(self) -> tuple:
        """Return host and port of the library."""
        return self.host, self._port()

    def _port(self) -> int:
        return self.port or (443 if self._secure else 80)

    def _connection(self) -> http.client.HTTPConnection:
        if self._secure is None:
            return http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT_SECONDS)
        return http.client.HTTPSConnection(
            self.host, self.port, timeout=TIMEOUT_SECONDS, context=self._secure
        )


class _Deadline:
    """Time limit of one request, after which its connection is cut."""

    def __init__(self, connection: socket.socket) -> None:
        self.is_over = False
        self._timer = threading.Timer(MAX_ANSWER_SECONDS, self._cut, (connection,))
        self._timer.daemon = True
        self._timer.start()

    def cancel(self) -> None:
        """Stop the clock: the request has ended."""
        self._timer.cancel()

    def check(self) -> None:
        """Raise OSError if the connection was cut, so that half an answer is never used."""
        if self.is_over:
            raise socket.timeout("the answer took too long")

    def _cut(self, connection: socket.socket) -> None:
        self.is_over = True
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has just ended by itself


def _security(authority: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authority:
        context.load_verify_locations(cafile=authority)
    return context


def _time_of(date: str | None) -> float | None:
    try:
        return parsedate_to_datetime(date or "").timestamp()
    except (TypeError, ValueError, IndexError):
        return None


def _sentence_of(status: int, content: bytes) -> str:
    try:
        return one_line(json.loads(content.decode())["error"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return f"Thư viện trả lời lỗi {status}. Hãy báo người quản trị thư viện."


def explain(error: Exception) -> str:
    """Return one sentence that says what failed and what to do next."""
    if isinstance(error, LibraryRefusedError):
        return str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return _explain_certificate(error.verify_code)
    if isinstance(error, ssl.SSLError):
        return "Không nối được an toàn tới thư viện. Hãy kiểm tra địa chỉ, và phần mềm chặn HTTPS."
    if isinstance(error, socket.gaierror):
        return "Không tìm thấy máy chủ của thư viện. Hãy kiểm tra dây mạng, DNS và địa chỉ."
    if isinstance(error, (socket.timeout, ConnectionError)):
        return "Không nối được tới thư viện. Hãy kiểm tra dây mạng, tường lửa và địa chỉ."
    if isinstance(error, PermissionError):
        return "Không có quyền ghi. Hãy chạy lại bằng quyền quản trị."
    if isinstance(error, (ValueError, KeyError)):
        return "Máy chủ trả lời không phải thư viện. Hãy kiểm tra địa chỉ, và trang đăng nhập mạng."
    return (
        f"Không làm được: {one_line(error)}. Hãy thử lại; vẫn thế thì báo người quản trị câu này."
    )


def _explain_certificate(code: int) -> str:
    if code in (_NOT_YET_VALID, _EXPIRED):
        return "Chứng chỉ của thư viện không hợp với ngày của máy. Hãy chỉnh ngày giờ của máy."
    if code in _UNKNOWN_ISSUERS:
        return "Máy không tin chứng chỉ của thư viện. Hãy cài bằng bộ cài có tệp chứng chỉ gốc."
    return "Chứng chỉ không phải của địa chỉ này. Hãy kiểm tra địa chỉ của thư viện."
