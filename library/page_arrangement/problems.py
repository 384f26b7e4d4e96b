"""Errors of rescans, with messages that name the remedy."""

from library.errors import name_problems, problem

RescanDoesNotFitError = problem(
    "Bản quét lại có {0} trang, nhưng cần thay {1} trang. "
    "Hãy nộp tệp có đúng những trang ấy, hoặc chọn lại các trang cần thay.",
    status=422,
)
PageGoneError = problem(
    "Trang cần thay không còn trong tài liệu. Hãy mở bàn xếp trang và chọn lại.", status=422
)
RescannedItemGoneError = problem(
    "Tài liệu cần thay trang không còn trong kho, nên bản quét lại này không dùng được. "
    "Nếu cần giữ, hãy nộp lại như một tài liệu mới.",
    status=422,
)

name_problems(globals())
