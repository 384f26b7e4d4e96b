"""Errors of planning, with messages that say what to do."""

from library.errors import name_problems, problem

BatchNotFoundError = problem("Không có lô này. Hãy chọn trong bảng các lô.", status=404)
BatchNameTakenError = problem(
    "Đã có lô tên “{0}”. Hãy đặt tên khác, ví dụ thêm kho hoặc năm.", status=409
)
BatchNotNamedError = problem("Hãy ghi tên của lô, ví dụ Hộp 12.", status=400)
BadCountError = problem(
    "“{0}” không phải số tài liệu. Hãy ghi một số từ 0 đến {1}, hoặc bỏ trống.", status=400
)
BadDeadlineError = problem("“{0}” không phải một ngày. Hãy ghi như 31/3/2027.", status=400)
BatchClosedError = problem("Lô này đã khép. Hãy mở lại lô trước khi thêm hay bớt.", status=409)
DocumentNotKnownError = problem(
    "Không có lần nhập hay tài liệu nào mang số “{0}”. Chưa thêm gì; hãy sửa rồi thêm lại.",
    status=422,
)
DocumentElsewhereError = problem(
    "Có tài liệu đang ở lô “{0}”. Hãy nhờ người phụ trách chuyển nó sang lô này.", status=409
)
TooManyDocumentsError = problem(
    "Mỗi lần thêm được nhiều nhất {0} tài liệu. Hãy chia thành mấy lần.", status=400
)
RuleNotFoundError = problem("Không có quy tắc này. Hãy chọn trong bảng quy tắc.", status=404)
RuleNotNamedError = problem("Hãy đặt tên cho quy tắc.", status=400)
RuleWithoutConditionError = problem(
    "Quy tắc cần ít nhất một điều kiện: thư mục, người nộp hoặc tên tệp.", status=400
)
RuleWithoutValueError = problem("Quy tắc chưa đặt gì: hãy chọn ít nhất một việc.", status=400)
BadRuleValueError = problem("“{0}” không dùng được ở ô {1}. Hãy chọn lại.", status=400)
NothingToSampleError = problem(
    "Không có tài liệu nào công bố trong {0} ngày qua mà chưa được kiểm. Hãy chọn khoảng dài hơn.",
    status=409,
)
CheckNotFoundError = problem("Không có lần kiểm này, hoặc đã có người kiểm rồi.", status=409)
OwnDescriptionError = problem("Tài liệu này do bạn mô tả; hãy để người khác kiểm.", status=403)

name_problems(globals())
