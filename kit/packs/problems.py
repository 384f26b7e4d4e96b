"""Errors in making and reading packs."""

from library.errors import name_problems, problem

NoStationAtPointError = problem(
    "Điểm “{0}” chưa có trạm nào. Hãy lập trạm cho điểm ở trang Trạm trước.", status=409
)
PackSpaceError = problem(
    "Không đủ chỗ ở {0} cho gói. Hãy dọn bớt tệp hoặc dùng ổ khác; gói làm dở đã được xóa.",
    status=507,
)
PackWriteError = problem(
    "Không ghi được gói vào {0} ({1}). Hãy xem ổ còn cắm không và có cho ghi không.", status=507
)
PackUnreadableError = problem(
    "Gói trong {0} không đọc được ({1}). Hãy chép lại gói từ thư viện tỉnh.", status=400
)
PackDamagedError = problem(
    "Gói hỏng: {0} không đúng như lúc làm ra. Hãy chép lại gói từ thư viện tỉnh.", status=400
)
PackForeignError = problem(
    "Gói này không do thư viện tỉnh của trạm làm ra (chữ ký không đúng), nên không dùng.",
    status=400,
)
PackFormatError = problem(
    "Gói thuộc dạng {0}, phần mềm này đọc dạng {1}. Hãy cập nhật phần mềm của trạm trước.",
    status=400,
)
EditionUnknownError = problem(
    "Tỉnh không còn danh sách của ấn bản {0} mà trạm đang giữ. Trạm cần gửi danh sách của mình.",
    status=409,
)
name_problems(globals())
