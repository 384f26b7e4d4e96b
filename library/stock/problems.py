"""Errors of the stock of copies, with messages that say what to do."""

from library.errors import LibraryError


class StocktakeNotFoundError(LibraryError):
    """No stocktake has this number."""

    message = "Không có đợt kiểm kê này. Hãy chọn trong danh sách các đợt kiểm kê."
    status = 404


class StocktakeClosedError(LibraryError):
    """A closed stocktake takes no more codes."""

    message = "Đợt kiểm kê này đã kết thúc. Hãy mở một đợt mới để quét tiếp."
    status = 409


class TooManyLabelsError(LibraryError):
    """More copies were chosen than one PDF holds."""

    message = "Mỗi lần in được nhiều nhất {0} bản. Hãy lọc theo kho hoặc theo khoảng số đăng ký."
    status = 400


class BadLayoutError(LibraryError):
    """The layout file of the library cannot be used."""

    message = "Không dùng được tệp mẫu giấy {0}: {1}. Hãy sửa tệp ấy hoặc xóa nó đi."
    status = 500
