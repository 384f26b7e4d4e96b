"""Names what is in the watched folder and cannot be taken."""

from ingest.problems import ProblemError
from library.errors import LibraryError


class NotAFileError(ProblemError):
    """It points somewhere else, or is no file at all."""

    message = (
        "“{0}” là lối tắt (symlink) hoặc tệp đặc biệt, không phải tệp thường nên không được nhận. "
        "Hãy chép chính tệp ấy vào."
    )


class NotMaterialError(ProblemError):
    """Nobody can make pages of it."""

    message = (
        "“{0}” không thuộc loại tệp mà hệ thống đọc được, nên được để riêng ra đây. "
        "Nếu trong đó có tài liệu, hãy lưu lại thành PDF, TIFF, JPEG hoặc PNG rồi chép lại vào."
    )


class NoRoomToTakeError(LibraryError):
    """The disk is nearly full: what lies in the folder waits there for room."""

    message = (
        "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa. "
        "Tài liệu trong thư mục nhận nằm nguyên chỗ cũ mà đợi, có chỗ thì tự được nhận tiếp."
    )
    status = 507
