"""Errors of files in the hot folder that cannot be taken in."""

from ingest.problems import ProblemError
from library.errors import LibraryError


class NotAFileError(ProblemError):
    """The entry is a symbolic link or not a regular file."""

    message = (
        "“{0}” là lối tắt (symlink) hoặc tệp đặc biệt, không phải tệp thường nên không được nhận. "
        "Hãy chép chính tệp ấy vào."
    )


class NotMaterialError(ProblemError):
    """The file is of a type that cannot become pages."""

    message = (
        "“{0}” không thuộc loại tệp mà hệ thống đọc được, nên được để riêng ra đây. "
        "Nếu trong đó có tài liệu, hãy lưu lại thành PDF, TIFF, JPEG hoặc PNG rồi chép lại vào."
    )


class NoRoomToTakeError(LibraryError):
    """The disk is nearly full; files stay in the hot folder until space is freed."""

    message = (
        "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa. "
        "Tài liệu trong thư mục nhận nằm nguyên chỗ cũ mà đợi, có chỗ thì tự được nhận tiếp."
    )
    status = 507
