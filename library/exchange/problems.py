"""Names what can be wrong with a list of descriptions, and says what to do about it."""

from library.errors import LibraryError


class UnreadableSheetError(LibraryError):
    """A list of descriptions cannot be opened."""

    message = "Không đọc được bảng mô tả “{0}”. Hãy lưu lại thành CSV (UTF-8) hoặc XLSX."
    status = 422


class SheetTooLongError(LibraryError):
    """A list of descriptions has more rows than one list may have."""

    message = "Bảng mô tả “{0}” dài hơn {1} dòng. Hãy chia thành nhiều thư mục."
    status = 422


class SheetWithoutFilesError(LibraryError):
    """A list of descriptions does not say which file each row is about."""

    message = (
        "Bảng mô tả “{0}” không có cột ghi tên tệp. Hãy thêm cột “tệp” (hoặc “file”, “filename”)."
    )
    status = 422


class EmptySheetError(LibraryError):
    """A list of descriptions has no rows."""

    message = "Bảng mô tả “{0}” không có dòng nào."
    status = 422


class SheetTooHeavyError(LibraryError):
    """A list of descriptions takes more memory or time than a list may."""

    message = "Bảng mô tả “{0}” quá lớn hoặc quá rắc rối. Hãy lưu lại thành CSV rồi nộp lại."
    status = 422
