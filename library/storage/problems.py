"""Errors of damaged masters, of lost derivatives and of resumable uploads."""

from collections.abc import Sequence

from library.errors import FileNotKeptError, LibraryError

_MAX_NAMED_PAGES = 10


class DerivativeLostError(FileNotKeptError):
    """A file made from a page is missing or damaged; the pipeline makes it again."""

    message = (
        "Một tệp của trang này bị mất hoặc hỏng trên đĩa; máy chủ đang tự làm lại. "
        "Xin thử lại sau ít phút."
    )
    status = 503
    retry_after = 60


class PagesLostError(DerivativeLostError):
    """Files of some pages are lost, so that a download would be incomplete."""

    message = (
        "Chưa tải được: tệp của trang {0} bị mất hoặc hỏng trên đĩa, máy chủ đang tự làm lại. "
        "Xin tải lại sau ít phút, hoặc tải những trang khác."
    )

    def __init__(self, numbers: Sequence[int]) -> None:
        named = ", ".join(map(str, numbers[:_MAX_NAMED_PAGES]))
        super().__init__(f"{named} …" if len(numbers) > _MAX_NAMED_PAGES else named)


class FileDamagedError(FileNotKeptError):
    """The object of a file has another content than its name says."""

    message, order = "Tệp {0} trong kho tệp bị hỏng.", "Hãy chạy: diachi fixity check"
    status = 503


class FileOfKeysError(LibraryError):
    """The file of keys of the object store cannot be read, or does not hold two words."""

    message = (
        "Không đọc được khóa của kho tệp trong {0}: cần hai dòng, mã khóa (key) rồi khóa bí mật "
        "(secret). Hãy sửa tệp này rồi chạy lại."
    )


class NoSoundCopyError(LibraryError):
    """A damaged or lost master cannot be replaced by a copy."""

    message = "Không tự chữa được: {0}."


class UploadNotFoundError(LibraryError):
    """This user has no upload with this id; it may have expired."""

    message = "Phần đã tải lên không còn (sau 7 ngày không tải tiếp thì bị xóa). Hãy gửi lại tệp."
    status = 404


class UploadBusyError(LibraryError):
    """Another piece of the same upload is being written."""

    message = "“{0}” đang được tải lên từ nơi khác. Hãy đợi một lát."
    status = 423


class UploadOutOfStepError(LibraryError):
    """The piece does not start where the upload ends."""

    message = "Phần vừa gửi của “{0}” không nối tiếp phần đã có. Hãy gửi tiếp từ chỗ đã dừng."
    status = 409


class UploadUnfinishedError(LibraryError):
    """The upload is incomplete."""

    message = "“{0}” chưa tải lên xong. Hãy chọn lại tệp để gửi tiếp; phần đã gửi không mất."
    status = 409


class UploadTooLargeError(LibraryError):
    """The file is larger than the upload limit."""

    message = "Tệp lớn hơn {0} MB. Hãy chép lên máy chủ rồi nộp bằng lệnh: diachi ingest add"
    status = 413


class BadUploadError(LibraryError):
    """The request does not follow the upload protocol."""

    message = "Yêu cầu tải lên không đúng giao thức tus 1.0."
    status = 400
