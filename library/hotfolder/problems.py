"""Errors of the watched folder."""

from library.errors import LibraryError


class WatchedFolderGoneError(LibraryError):
    """The folder is missing or not prepared; a share may not be mounted."""

    message = (
        "Không thấy thư mục nhận {0} như đã chuẩn bị. Nếu là ổ mạng, hãy kiểm tra ổ đã gắn chưa; "
        "nếu là thư mục mới, hãy chạy: diachi init"
    )


class WatchedFolderClosedError(LibraryError):
    """The folder cannot be read or written to."""

    message = "Không đọc hoặc không ghi được trong thư mục nhận {0} ({1}). Hãy kiểm tra quyền."


class NoWatchedFolderError(LibraryError):
    """No watched folder is configured."""

    message = "Chưa chọn thư mục nhận. Hãy đặt DIACHI_WATCH (xem docs/settings.md) rồi chạy lại."
    status = 404
