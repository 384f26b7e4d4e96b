"""Errors of phone packs."""

from library.errors import name_problems, problem

NothingToHandOutError = problem(
    "Không có tài liệu nào đưa ra ngoài được: chỉ tài liệu đã công bố, ai cũng đọc và tải về được "
    "mới vào tệp này.",
    status=404,
)
UnknownPhoneSubjectError = problem(
    "Không có xã hay sưu tập nào mã “{0}”. Mã là phần cuối địa chỉ trang của nó, "
    "như x-tan-van--2025.",
    status=404,
)
PhonePackNotReadyError = problem(
    "Gói này đang được làm lại. Xin mở lại trang này sau ít phút.", status=404
)

name_problems(globals())
