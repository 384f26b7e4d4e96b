"""Errors of the stock of copies, with messages that say what to do."""

from library.errors import name_problems, problem

StocktakeNotFoundError = problem(
    "Không có đợt kiểm kê này. Hãy chọn trong danh sách các đợt kiểm kê.", status=404
)
StocktakeClosedError = problem(
    "Đợt kiểm kê này đã kết thúc. Hãy mở một đợt mới để quét tiếp.", status=409
)
TooManyLabelsError = problem(
    "Mỗi lần in được nhiều nhất {0} bản. Hãy lọc theo kho hoặc theo khoảng số đăng ký.", status=400
)
BadLayoutError = problem("Không dùng được tệp mẫu giấy {0}: {1}. Hãy sửa tệp ấy hoặc xóa nó đi.")

name_problems(globals())
