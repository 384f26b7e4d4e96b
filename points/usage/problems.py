"""Errors in data from public computers and in typed counts and periods."""

from library.errors import LibraryError


class BadBatchError(LibraryError):
    """The data sent is not a batch of events."""

    message = "Gói tin không đúng mẫu: cần boot_id, sent_wall, sent_mono và tối đa {0} sự kiện."
    status = 400


class BatchTooLargeError(LibraryError):
    """The batch is larger than 200 events can be."""

    message = "Gói tin quá lớn: tối đa {0} KB. Hãy chia nhỏ rồi gửi lại."
    status = 413


class NotACountError(LibraryError):
    """The text is not a valid count."""

    message = "“{0}” không phải số đếm. Hãy ghi số nguyên từ 0 đến {1}; không đếm thì để trống."
    status = 400


class DayToComeError(LibraryError):
    """The day is in the future."""

    message = "Ngày {0} chưa đến. Hãy chọn hôm nay hoặc một ngày trước."
    status = 400


class EmptyTallyError(LibraryError):
    """No count was given."""

    message = "Chưa có số nào. Hãy ghi lượt đến hoặc lượt dùng máy; không có ai thì ghi 0."
    status = 400


class ReasonMissingError(LibraryError):
    """A decision on uses that are set apart needs a reason."""

    message = "Chưa ghi lý do. Hãy ghi vì sao chấp nhận hay loại những lượt này."
    status = 400


class NothingToDecideError(LibraryError):
    """No use that waits was chosen, or the decision was taken back already."""

    message = "Chưa chọn lượt nào đang chờ xét. Hãy đánh dấu trong danh sách rồi gửi lại."
    status = 400


class NoSuchPeriodError(LibraryError):
    """The text is not a day, month or year."""

    message = "“{0}” không phải ngày, tháng hay năm. Hãy ghi như: 2026-11-25, 2026-11 hoặc 2026."
    status = 404
