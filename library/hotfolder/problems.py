"""Errors of the watched folder."""

from library.errors import name_problems, problem

WatchedFolderGoneError = problem(
    "Không thấy thư mục nhận {0} như đã chuẩn bị. Nếu là ổ mạng, hãy kiểm tra ổ đã gắn chưa; "
    "nếu là thư mục mới, hãy chạy: diachi init"
)
WatchedFolderClosedError = problem(
    "Không đọc hoặc không ghi được trong thư mục nhận {0} ({1}). Hãy kiểm tra quyền."
)
NoWatchedFolderError = problem(
    "Chưa chọn thư mục nhận. Hãy đặt DIACHI_WATCH (xem docs/settings.md) rồi chạy lại.", status=404
)

name_problems(globals())
