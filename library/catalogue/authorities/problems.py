"""Errors of authority records, with their messages to staff."""

from library.errors import LibraryError


class AuthorityNotFoundError(LibraryError):
    """The authority record does not exist."""

    message = "Không có bản ghi này trong danh mục tên."
    status = 404


class NameTakenError(LibraryError):
    """Another record has this name."""

    message = (
        "“{0}” đã là tên của một bản ghi khác. Nếu là một, hãy gộp hai bản ghi; "
        "nếu là hai, hãy thêm điều phân biệt vào tên, như năm sinh hay nghề."
    )
    status = 409


class NoNameError(LibraryError):
    """A name is empty or has no letters."""

    message = "Tên không được để trống."
    status = 400


class UnlikeRecordsError(LibraryError):
    """Records of different families cannot be merged, such as a person and a subject."""

    message = "Chỉ gộp được hai bản ghi cùng loại: tên người và cơ quan, đề mục, hoặc địa danh."
    status = 409


class SameRecordError(LibraryError):
    """A record cannot be merged into itself."""

    message = "Đây là một bản ghi. Hãy chọn hai bản ghi khác nhau để gộp."
    status = 409


class AlreadyMergedError(LibraryError):
    """One of the two records is merged already."""

    message = "“{0}” đã được gộp vào “{1}” trước đó. Hãy tải lại trang để thấy bản ghi hiện nay."
    status = 409


class NotMergedError(LibraryError):
    """The record is not merged, so there is no merge to undo."""

    message = "“{0}” không còn là bản ghi đã gộp; có thể ai đó vừa tách. Hãy tải lại trang."
    status = 409


class BadAuthorityFormError(LibraryError):
    """A field of the form of a record cannot be read."""

    message = "{0}"
    status = 400
