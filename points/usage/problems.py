"""Errors in data from public computers and in typed counts and periods."""

from library.errors import name_problems, problem

BadBatchError = problem(
    "Gói tin không đúng mẫu: cần boot_id, sent_wall, sent_mono và tối đa {0} sự kiện.", status=400
)
BatchTooLargeError = problem(
    "Gói tin quá lớn: tối đa {0} KB. Hãy chia nhỏ rồi gửi lại.", status=413
)
NotACountError = problem(
    "“{0}” không phải số đếm. Hãy ghi số nguyên từ 0 đến {1}; không đếm thì để trống.", status=400
)
DayToComeError = problem("Ngày {0} chưa đến. Hãy chọn hôm nay hoặc một ngày trước.", status=400)
EmptyTallyError = problem(
    "Chưa có số nào. Hãy ghi lượt đến hoặc lượt dùng máy; không có ai thì ghi 0.", status=400
)
ReasonMissingError = problem(
    "Chưa ghi lý do. Hãy ghi vì sao chấp nhận hay loại những lượt này.", status=400
)
NothingToDecideError = problem(
    "Chưa chọn lượt nào đang chờ xét. Hãy đánh dấu trong danh sách rồi gửi lại.", status=400
)
NoSuchPeriodError = problem(
    "“{0}” không phải ngày, tháng hay năm. Hãy ghi như: 2026-11-25, 2026-11 hoặc 2026.", status=404
)
NoSuchMeasureError = problem("Không có số đo nào tên là “{0}”.", status=404)

name_problems(globals())
