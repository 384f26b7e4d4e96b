"""Errors of large downloads; the page of each tries again by itself."""

from library.errors import LibraryError


class FileInProductionError(LibraryError):
    """The file is being made, or will be."""

    message = "Tệp này lớn nên máy đang làm. Xin giữ trang này mở: tệp tự tải về khi xong."
    status = 503
    retry_after = 10


class DownloadsBusyError(LibraryError):
    """Too many files are waiting to be made, for everybody or for this address."""

    message = (
        "Lúc này có nhiều bạn đọc cùng tải tệp lớn. Xin giữ trang này mở để trang tự thử lại, "
        "hoặc đọc trên trang web: các trang vẫn mở được ngay."
    )
    status = 503
    retry_after = 30
