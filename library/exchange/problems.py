"""Errors in description lists, each with a message that says what to do."""

from library.errors import LibraryError


class UnreadableSheetError(LibraryError):
    """A description list cannot be opened."""

    message = "Không đọc được bảng mô tả “{0}”. Hãy lưu lại thành CSV (UTF-8) hoặc XLSX."
    status = 422


class SheetTooLongError(LibraryError):
    """A description list has too many rows."""

    message = "Bảng mô tả “{0}” dài hơn {1} dòng. Hãy chia thành nhiều thư mục."
    status = 422


class SheetWithoutFilesError(LibraryError):
    """A description list has no column that names the file of each row."""

    message = (
        "Bảng mô tả “{0}” không có cột ghi tên tệp. Hãy thêm cột “tệp” (hoặc “file”, “filename”)."
    )
    status = 422


class EmptySheetError(LibraryError):
    """A description list has no rows."""

    message = "Bảng mô tả “{0}” không có dòng nào."
    status = 422


class SheetTooHeavyError(LibraryError):
    """A description list needs more memory or time than allowed."""

    message = "Bảng mô tả “{0}” quá lớn hoặc quá rắc rối. Hãy lưu lại thành CSV rồi nộp lại."
    status = 422


class UnreadableWorkbookError(LibraryError):
    """A workbook typed by a person cannot be opened."""

    message = (
        "Không đọc được tệp “{0}”. Hãy mở bằng Excel hoặc LibreOffice, "
        "lưu lại thành .xlsx rồi nộp lại."
    )
    status = 422


class OldWorkbookError(LibraryError):
    """A workbook is in the format of Excel 97-2003, or is locked by a password."""

    message = (
        "Tệp “{0}” là Excel đời cũ (.xls) hoặc có mật khẩu. Hãy mở tệp, bỏ mật khẩu, "
        "chọn Lưu thành “Excel Workbook (.xlsx)” rồi nộp lại."
    )
    status = 422


class TooManyRowsError(LibraryError):
    """A workbook has more rows than one import takes."""

    message = "Tệp “{0}” dài hơn {1} dòng. Hãy chia thành nhiều tệp, như mỗi năm một tệp."
    status = 422


class WorkbookTooHeavyError(LibraryError):
    """A workbook needs more memory or time than allowed."""

    message = (
        "Tệp “{0}” quá nặng. Hãy chép riêng bảng cần nhập sang một tệp mới, "
        "hoặc lưu thành CSV, rồi nộp lại."
    )
    status = 422
