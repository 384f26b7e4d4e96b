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
