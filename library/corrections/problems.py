"""Names what can go wrong with what readers report."""

from library.errors import LibraryError


class NotOnPageError(LibraryError):
    """The words a reader reports do not stand on the page."""

    message = "Trên trang này không có chữ “{0}”. Hãy chép đúng như văn bản của trang."
    status = 400


class TooLongReportError(LibraryError):
    """A report is empty, too long, or tells nothing."""

    message = "Hãy ghi chữ sai và chữ đúng, mỗi ô nhiều nhất {0} từ, không ghi số giấy tờ."
    status = 400


class TooManyReportsError(LibraryError):
    """More reports wait than anybody could decide about."""

    message = "Đã có nhiều lời báo đang chờ cán bộ xem. Xin trở lại sau một giờ."
    status = 429


class ReportNotFoundError(LibraryError):
    """There is no such report, or its page is gone."""

    message = "Lời báo này không còn: trang của nó đã bị bỏ."
    status = 404


class TooLongMistakeError(LibraryError):
    """What is said of a description is empty, too long, or names a personal number."""

    message = "Hãy ghi điều sai và điều đúng, nhiều nhất {0} chữ cái, không ghi số giấy tờ, số máy."
    status = 400


class MistakeNotFoundError(LibraryError):
    """There is no such report of a description, or its item is gone."""

    message = "Lời báo này không còn: tài liệu của nó đã bị bỏ."
    status = 404


class NothingToSweepError(LibraryError):
    """A sweep needs one misread word, and another to stand in its place."""

    message = "Hãy ghi một chữ máy đọc sai (không có dấu cách) và chữ đúng khác với nó."
    status = 400


class SweepNotFoundError(LibraryError):
    """There is no such sweep."""

    message = "Không có đợt sửa này."
    status = 404
