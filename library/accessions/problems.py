"""Names what can be wrong with a list among the files it should describe."""

from library.errors import LibraryError


class SheetNotFoundError(LibraryError):
    """No list of descriptions has this number."""

    message = "Không có bảng mô tả số {0}."
    status = 404


class OneSheetTooManyError(LibraryError):
    """The folder has a list of descriptions already."""

    message = "Thư mục đã có bảng mô tả “{0}”, nên không dùng bảng này. Hãy gộp thành một bảng."
    status = 400


class SheetAloneError(LibraryError):
    """A list of descriptions came without any file it could describe."""

    message = "Bảng mô tả “{0}” không đi kèm tệp nào. Hãy nộp cùng các tệp mà bảng mô tả."
    status = 400
