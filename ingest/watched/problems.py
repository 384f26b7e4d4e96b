"""Names what is in the watched folder and cannot be taken."""

from ingest.problems import ProblemError


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
