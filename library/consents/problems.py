"""Errors of consents and of requests to withdraw."""

from library.errors import name_problems, problem

NoPersonError = problem(
    "Hãy ghi ai đã nói, đã hát hoặc ai thay mặt gia đình, làng bản.", status=400
)
NoWayError = problem(
    "Hãy chọn cách người ấy đồng ý, và kèm bằng chứng: bản quét phiếu, chỗ nghe lời đồng ý, hoặc "
    "tên người làm chứng.",
    status=400,
)
BadSeasonError = problem(
    "“{0}” không phải một ngày trong năm. Hãy ghi như 20/12; ngày 29/2 thì ghi 28/2 hoặc 1/3.",
    status=400,
)
BadDayError = problem("“{0}” không phải một ngày. Hãy ghi như 31/12/2030.", status=400)
BadScanError = problem("Bản quét phiếu phải là PDF, JPEG hoặc PNG, nhiều nhất 20 MB.", status=400)
NoRequestTextError = problem("Hãy ghi điều bạn xin, nhiều nhất {0} chữ cái.", status=400)
TooManyRequestsError = problem(
    "Đang có nhiều yêu cầu chờ trả lời. Xin gọi hoặc đến thư viện để được giúp ngay.", status=429
)
RequestNotFoundError = problem("Không có yêu cầu gỡ này.", status=404)
RequestDecidedError = problem("Yêu cầu này đã có người trả lời.", status=409)
NoReasonError = problem("Hãy ghi lý do, để người xin gỡ biết.", status=400)
ConditionsChangedError = problem(
    "Có người vừa sửa điều kiện của tài liệu này. Hãy xem điều kiện mới rồi ghi lại.",
    status=409,
)
ConsentNotFoundError = problem("Không có bản ghi đồng ý này.", status=404)

name_problems(globals())
