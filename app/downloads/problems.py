"""Errors of large downloads; the page of each tries again by itself."""

from library.errors import name_problems, problem

FileInProductionError = problem(
    "Tệp này lớn nên máy đang làm. Xin giữ trang này mở: tệp tự tải về khi xong.",
    status=503,
    retry_after=10,
)
DownloadsBusyError = problem(
    "Lúc này có nhiều bạn đọc cùng tải tệp lớn. Xin giữ trang này mở để trang tự thử lại, "
    "hoặc đọc trên trang web: các trang vẫn mở được ngay.",
    status=503,
    retry_after=30,
)

name_problems(globals())
