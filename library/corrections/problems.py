"""Errors of reader reports and batch edits."""

from library.errors import LibraryError


class NotOnPageError(LibraryError):
    """The reported words are not on the page."""

    message = "Trên trang này không có chữ “{0}”. Hãy chép đúng như văn bản của trang."
    status = 400


class InvalidReportError(LibraryError):
    """A report is empty, too long or without a correction."""

    message = "Hãy ghi chữ sai và chữ đúng, mỗi ô nhiều nhất {0} từ, không ghi số giấy tờ."
    status = 400


class TooManyReportsError(LibraryError):
    """Too many reports are waiting for a decision."""

    message = "Đã có nhiều lời báo đang chờ cán bộ xem. Xin trở lại sau một giờ."
    status = 429


class ReportNotFoundError(LibraryError):
    """The report does not exist, or its page was deleted."""

    message = "Lời báo này không còn: trang của nó đã bị bỏ."
    status = 404


class InvalidDescriptionReportError(LibraryError):
    """A report on a description is empty, too long or contains a personal number."""

    message = "Hãy ghi điều sai và điều đúng, nhiều nhất {0} chữ cái, không ghi số giấy tờ, số máy."
    status = 400


class DescriptionReportNotFoundError(LibraryError):
    """The report on a description does not exist, or its item was deleted."""

    message = "Lời báo này không còn: tài liệu của nó đã bị bỏ."
    status = 404


class InvalidBatchEditError(LibraryError):
    """A batch edit needs one misread word and a different replacement."""

    message = "Hãy ghi một chữ máy đọc sai (không có dấu cách) và chữ đúng khác với nó."
    status = 400


class BatchEditNotFoundError(LibraryError):
    """The batch edit does not exist."""

    message = "Không có đợt sửa này."
    status = 404
