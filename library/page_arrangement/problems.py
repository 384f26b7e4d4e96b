"""Names what can be wrong with a rescan, and says what to do about it."""

from library.errors import LibraryError


class RescanDoesNotFitError(LibraryError):
    """A rescan has more or fewer pages than it is to take the place of."""

    message = (
        "Bản quét lại có {0} trang, nhưng cần thay {1} trang. "
        "Hãy nộp tệp có đúng những trang ấy, hoặc chọn lại các trang cần thay."
    )
    status = 422


class PageGoneError(LibraryError):
    """The pages a rescan was made for are no more."""

    message = "Trang cần thay không còn trong tài liệu. Hãy mở bàn xếp trang và chọn lại."
    status = 422


class RescannedItemGoneError(LibraryError):
    """The item a rescan was made for is no more."""

    message = (
        "Tài liệu cần thay trang không còn trong kho, nên bản quét lại này không dùng được. "
        "Nếu cần giữ, hãy nộp lại như một tài liệu mới."
    )
    status = 422
