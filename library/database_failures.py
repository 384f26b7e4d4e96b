"""Failures of the disk or the database server, as errors with advice for people.

They are no fault of the program, and the same request succeeds when the cause is gone.
"""

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from library.errors import LibraryError, name_problems, problem

DiskFullError = problem(
    "Đĩa của máy chủ đã đầy nên chưa ghi được.",
    order="Hãy báo người quản trị dọn đĩa, rồi thử lại.",
    status=503,
    retry_after=300,
)
DiskReadOnlyError = problem(
    "Máy chủ chỉ đọc được mà không ghi được dữ liệu.",
    order="Hãy báo người quản trị xem đĩa và quyền ghi (diachi doctor), rồi thử lại.",
    status=503,
    retry_after=300,
)
DatabaseBusyError = problem(
    "Cơ sở dữ liệu đang bận vì việc khác ghi lâu. Hãy đợi một phút rồi thử lại.",
    status=503,
    retry_after=60,
)
DatabaseUnreachableError = problem(
    "Không mở hoặc không đọc được cơ sở dữ liệu.",
    order="Hãy báo người quản trị chạy diachi doctor, rồi thử lại.",
    status=503,
    retry_after=60,
)
DatabaseDamagedError = problem(
    "Tệp cơ sở dữ liệu bị hỏng.",
    order="Hãy báo người quản trị khôi phục từ bản sao lưu (docs/operate/sao-luu.md).",
    status=503,
    retry_after=300,
)

name_problems(globals())

_SQLITE_FAILURES = {
    sqlite3.SQLITE_BUSY: DatabaseBusyError,
    sqlite3.SQLITE_LOCKED: DatabaseBusyError,
    sqlite3.SQLITE_PROTOCOL: DatabaseBusyError,
    sqlite3.SQLITE_FULL: DiskFullError,
    sqlite3.SQLITE_READONLY: DiskReadOnlyError,
    sqlite3.SQLITE_PERM: DiskReadOnlyError,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnreachableError,
    sqlite3.SQLITE_IOERR: DatabaseUnreachableError,
    sqlite3.SQLITE_CORRUPT: DatabaseDamagedError,
    sqlite3.SQLITE_NOTADB: DatabaseDamagedError,
}
_PRIMARY_CODE = 0xFF
"""Mask of the primary code in an extended SQLite error code."""

_SQLSTATE_FAILURES = {
    "53100": DiskFullError,
    "25006": DiskReadOnlyError,
    "53": DatabaseBusyError,
    "55": DatabaseBusyError,
    "40": DatabaseBusyError,
    "XX001": DatabaseDamagedError,
}
"""PostgreSQL error codes, or their classes (first two letters)."""

_OS_FAILURES = {
    errno.ENOSPC: DiskFullError,
    errno.EDQUOT: DiskFullError,
    errno.EROFS: DiskReadOnlyError,
}


def failure_of(error: BaseException) -> LibraryError | None:
    """Return the failure that an exception reports; None if it is anything else."""
    if isinstance(error, PoolTimeoutError):
        return DatabaseBusyError()
    if isinstance(error, DBAPIError):
        return _database_failure(error)
    if isinstance(error, OSError) and error.errno in _OS_FAILURES:
        return _OS_FAILURES[error.errno]()
    return None


def _database_failure(error: DBAPIError) -> LibraryError | None:
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", None) or 0
        failure = _SQLITE_FAILURES.get(code & _PRIMARY_CODE)
    else:
        state = getattr(error.orig, "sqlstate", None) or ""
        failure = _SQLSTATE_FAILURES.get(state) or _SQLSTATE_FAILURES.get(state[:2])
        if failure is None and isinstance(error, OperationalError):
            failure = DatabaseUnreachableError
    return failure and failure()
