"""Errors on description lists and the files that they describe."""

from library.errors import LibraryError


class DescriptionListNotFoundError(LibraryError):
    """No description list has this number."""

    message = "Không có bảng mô tả số {0}."
    status = 404


class DuplicateDescriptionListError(LibraryError):
    """The folder already has a description list."""

    message = "Thư mục đã có bảng mô tả “{0}”, nên không dùng bảng này. Hãy gộp thành một bảng."
    status = 400


class DescriptionListWithoutFilesError(LibraryError):
    """A description list was delivered without any files."""

    message = "Bảng mô tả “{0}” không đi kèm tệp nào. Hãy nộp cùng các tệp mà bảng mô tả."
    status = 400
