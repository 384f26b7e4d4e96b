"""Errors of sets of changes."""

from library.errors import name_problems, problem

StaleChangeError = problem(
    "Từ khi có đề nghị này, người khác đã đổi đúng chỗ ấy.",
    order="Hãy trả lại đề nghị để người đề nghị xem và làm lại.",
    status=409,
)
DecidedChangeError = problem("Đề nghị này đã được duyệt, trả lại hay rút rồi.", status=409)
UndoneBeforeError = problem("{0} đã hoàn tác việc này lúc {1}.", status=409)

name_problems(globals())
