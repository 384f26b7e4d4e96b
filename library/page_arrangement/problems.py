"""Errors of rescans, with messages that name the remedy."""

from library.errors import LibraryError


class RescanDoesNotFitError(LibraryError):
    """A rescan has more or fewer pages than it should replace."""

    message = (
        "Bản quét lại có {0} trang, nhưng cần thay {1} trang. "
        "Hãy nộp tệp có đúng những trang ấy, hoặc chọn lại các trang cần thay."
    )
    status = 422


class PageGoneError(LibraryError):
    """The pages that a rescan should replace no longer exist."""

    message = "Trang cần thay không còn trong tài liệu. Hãy mở bàn xếp trang và chọn lại."
    status = 422


class RescannedItemGoneError(LibraryError):
    """The item that a rescan belongs to no longer exists."""

    message = (
        "Tài liệu cần thay trang không còn trong kho, nên bản quét lại này không dùng được. "
        "Nếu cần giữ, hãy nộp lại như một tài liệu mới."
    )
    status = 422
