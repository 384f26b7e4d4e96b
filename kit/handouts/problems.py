"""Errors of files that are handed out."""

from library.errors import name_problems, problem

NothingToHandOutError = problem(
    "Không có tài liệu nào đưa ra ngoài được: chỉ tài liệu đã công bố, ai cũng đọc và tải về được "
    "mới vào tệp này.",
    status=404,
)
ZimNotInstalledError = problem(
    "Chưa cài phần thêm để viết tệp ZIM. Người quản trị máy chủ chạy: make zim"
)
ZimNotWrittenError = problem(
    "Không viết được tệp {0}: {1}. Hãy xem đĩa còn chỗ và thư mục ghi được, rồi chạy lại."
)
ZimCancelledError = problem("Đã thôi viết tệp ZIM này.", status=409)
ZimFailedError = problem("Chương trình có lỗi khi viết tệp ZIM; lỗi đã được ghi lại.")
NoSpaceForZimError = problem(
    "Đĩa của máy chủ không đủ chỗ cho tệp ZIM: chỉ còn {0} MB. Hãy xóa tệp cũ hoặc chọn ảnh nhỏ "
    "hơn, rồi bấm “Làm lại”.",
    status=507,
)
ZimFileNotFoundError = problem("Không có tệp ZIM này; có thể ai đó đã xóa.", status=404)
TooManyZimFilesError = problem("Đã có {0} tệp ZIM. Hãy xóa những tệp không còn dùng.", status=409)
ZimRecalledError = problem(
    "Trong tệp này có {0} tài liệu nay không còn mở cho mọi người nên không tải được nữa. Hãy bấm "
    "“Làm lại”.",
    status=409,
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
