"""Names what can be wrong with what public computers send."""

from library.errors import LibraryError


class BadBatchError(LibraryError):
    """What was sent is no batch of events."""

    message = "Gói tin không đúng mẫu: cần boot_id, sent_wall, sent_mono và tối đa {0} sự kiện."
    status = 400


class BatchTooLargeError(LibraryError):
    """A batch is larger than 200 events can be."""

    message = "Gói tin quá lớn: tối đa {0} KB. Hãy chia nhỏ rồi gửi lại."
    status = 413


class NotACountError(LibraryError):
    """This is no number of people."""

    message = "“{0}” không phải số đếm. Hãy ghi số nguyên từ 0 đến {1}; không đếm thì để trống."
    status = 400


class DayToComeError(LibraryError):
    """Nobody can have counted this day."""

    message = "Ngày {0} chưa đến. Hãy chọn hôm nay hoặc một ngày trước."
    status = 400


class EmptyTallyError(LibraryError):
    """Nothing was counted."""

    message = "Chưa có số nào. Hãy ghi lượt đến hoặc lượt dùng máy; không có ai thì ghi 0."
    status = 400


class NoSuchPeriodError(LibraryError):
    """This is no day, month or year."""

    message = "“{0}” không phải ngày, tháng hay năm. Hãy ghi như: 2026-11-25, 2026-11 hoặc 2026."
    status = 404
