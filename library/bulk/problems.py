"""Errors of bulk changes, with messages that name the remedy."""

from library.errors import name_problems, problem

NothingChosenError = problem(
    "Chưa chọn tài liệu nào. Hãy đánh dấu vài dòng, hoặc chọn tất cả.", status=400
)
TooManyChosenError = problem(
    "Mỗi lần chọn được nhiều nhất {0} tài liệu. Hãy thu hẹp bộ lọc.", status=400
)
SelectionNotFoundError = problem(
    "Lần chọn này không còn (chỉ giữ 30 ngày). Hãy chọn lại tài liệu.", status=404
)
ChangeNotFoundError = problem(
    "Không có lần sửa hàng loạt này; lần xem trước chưa áp dụng chỉ giữ 30 ngày.", status=404
)
NotAnExportError = problem(
    "Bảng “{0}” {1}. Hãy xuất bảng từ lần chọn tài liệu, sửa ngay trong bảng ấy rồi nộp lại.",
    status=422,
)
ChangeNotPlannedError = problem(
    "Lần sửa này đã được áp dụng hoặc hoàn tác rồi; không có gì thay đổi thêm.", status=409
)
NothingToApplyError = problem("Không có dòng nào để áp dụng.", status=409)
RefusedLinesError = problem(
    "Chưa áp dụng gì: có {0} dòng không nhận được. "
    "Hãy sửa chúng trong bảng rồi nộp lại, hoặc đánh dấu “Bỏ qua những dòng không nhận được”.",
    status=409,
)
ChangedMeanwhileError = problem(
    "Chưa áp dụng gì: từ lúc xem trước, {0} tài liệu đã có người sửa ({1}). Hãy xem trước lại.",
    status=409,
)
CannotBeAppliedError = problem("Chưa áp dụng gì: “{0}”: {1}", status=409)
ChangeNotAppliedError = problem("Lần sửa này chưa áp dụng, hoặc đã hoàn tác rồi.", status=409)
ChangedSinceError = problem(
    "Chưa hoàn tác gì: {0} tài liệu đã có người sửa tiếp ({1}). Hãy sửa chúng ở trang mô tả, "
    "hoặc đánh dấu “Chỉ hoàn tác những tài liệu chưa ai sửa tiếp”.",
    status=409,
)
CannotMoveError = problem("Không chuyển được: {0}.", status=409)
BadValueError = problem("Chưa làm gì: {0}.", status=400)
CannotBeUndoneError = problem("Chưa hoàn tác gì: “{0}”: {1}", status=409)
BadMappingError = problem(
    "“{0}” không phải tên cột hay trường con. Hãy ghi như “Từ khóa” hoặc 911$a.", status=422
)

name_problems(globals())
