"""Errors of reader reports and batch edits."""

from library.errors import name_problems, problem

NotOnPageError = problem(
    "Trên trang này không có chữ “{0}”. Hãy chép đúng như văn bản của trang.", status=400
)
InvalidReportError = problem(
    "Hãy ghi chữ sai và chữ đúng, mỗi ô nhiều nhất {0} từ, không ghi số giấy tờ.", status=400
)
TooManyReportsError = problem(
    "Đã có nhiều lời báo đang chờ cán bộ xem. Xin trở lại sau một giờ.", status=429
)
ReportNotFoundError = problem("Lời báo này không còn: trang của nó đã bị bỏ.", status=404)
InvalidDescriptionReportError = problem(
    "Hãy ghi điều sai và điều đúng, nhiều nhất {0} chữ cái, không ghi số giấy tờ, số máy.",
    status=400,
)
DescriptionReportNotFoundError = problem(
    "Lời báo này không còn: tài liệu của nó đã bị bỏ.", status=404
)
InvalidBatchEditError = problem(
    "Hãy ghi một chữ máy đọc sai (không có dấu cách) và chữ đúng khác với nó.", status=400
)
BatchEditNotFoundError = problem("Không có đợt sửa này.", status=404)
ArticlesChangedError = problem(
    "Danh sách bài của trang đã đổi từ khi bạn mở. Hãy mở lại trang này rồi sửa.", status=409
)
InvalidArticlesError = problem(
    "Nhan đề dài nhất {0} chữ cái; chỉ gộp được vào một bài còn giữ và không gộp vào bài khác.",
    status=400,
)

name_problems(globals())
