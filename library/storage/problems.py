"""Errors of damaged masters, of lost derivatives and of resumable uploads."""

from collections.abc import Sequence

from library.errors import FileNotKeptError, name_problems, problem

_MAX_NAMED_PAGES = 10


DerivativeLostError = problem(
    "Một tệp của trang này bị mất hoặc hỏng trên đĩa; máy chủ đang tự làm lại. "
    "Xin thử lại sau ít phút.",
    base=FileNotKeptError,
    status=503,
    retry_after=60,
)


class PagesLostError(DerivativeLostError):
    """Files of some pages are lost, so that a download would be incomplete."""

    message = (
        "Chưa tải được: tệp của trang {0} bị mất hoặc hỏng trên đĩa, máy chủ đang tự làm lại. "
        "Xin tải lại sau ít phút, hoặc tải những trang khác."
    )

    def __init__(self, numbers: Sequence[int]) -> None:
        page_list = ", ".join(map(str, numbers[:_MAX_NAMED_PAGES]))
        super().__init__(f"{page_list} …" if len(numbers) > _MAX_NAMED_PAGES else page_list)


# The content is not the one that the name of the object says.
FileDamagedError = problem(
    "Tệp {0} trong kho tệp bị hỏng.",
    base=FileNotKeptError,
    order="Hãy chạy: diachi fixity check",
    status=503,
)
FileOfKeysError = problem(
    "Không đọc được khóa của kho tệp trong {0}: cần hai dòng, mã khóa (key) rồi khóa bí mật "
    "(secret). Hãy sửa tệp này rồi chạy lại."
)
NoSoundCopyError = problem("Không tự chữa được: {0}.")
UploadNotFoundError = problem(
    "Phần đã tải lên không còn (sau 7 ngày không tải tiếp thì bị xóa). Hãy gửi lại tệp.", status=404
)
UploadBusyError = problem("“{0}” đang được tải lên từ nơi khác. Hãy đợi một lát.", status=423)
UploadOutOfStepError = problem(
    "Phần vừa gửi của “{0}” không nối tiếp phần đã có. Hãy gửi tiếp từ chỗ đã dừng.", status=409
)
UploadUnfinishedError = problem(
    "“{0}” chưa tải lên xong. Hãy chọn lại tệp để gửi tiếp; phần đã gửi không mất.", status=409
)
UploadTooLargeError = problem(
    "Tệp lớn hơn {0} MB. Hãy chép lên máy chủ rồi nộp bằng lệnh: diachi ingest add", status=413
)
BadUploadError = problem("Yêu cầu tải lên không đúng giao thức tus 1.0.", status=400)

name_problems(globals())
