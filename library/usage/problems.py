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
