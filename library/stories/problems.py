"""Errors of stories, with their messages to staff and readers."""

from library.errors import LibraryError


class StoryNotFoundError(LibraryError):
    """There is no such story, or it is not published."""

    message = "Không có bài này, hoặc bài chưa đăng."
    status = 404


class NoStoryTitleError(LibraryError):
    """A story without a title."""

    message = "Bài chưa có tên. Hãy ghi tên bài."
    status = 400


class BadStoryDocumentError(LibraryError):
    """The text in the field for a document does not name one."""

    message = (
        "Không thấy tài liệu hoặc trang “{0}”. Hãy mở trang ấy như bạn đọc, chép địa chỉ trên "
        "thanh địa chỉ rồi dán vào đây, hoặc ghi mã tài liệu."
    )
    status = 400


class EmptyStoryError(LibraryError):
    """A story without any text cannot be published."""

    message = "Bài chưa có phần nào. Hãy viết ít nhất một phần rồi đăng."
    status = 409


class StoryIsPublicError(LibraryError):
    """Someone without the right to publish changes a published story."""

    message = (
        "Bài này đang đăng, nên chỉ người có quyền công bố sửa được. Hãy nhờ người ấy sửa, hoặc "
        "tạm gỡ bài xuống."
    )
    status = 403


class BadStoryFileError(LibraryError):
    """A file with a story cannot be read."""

    message = "Không đọc được tệp bài “{0}”: {1}."
    status = 400
