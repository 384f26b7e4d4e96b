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
InvalidLineError = problem(
    "Hãy gõ chữ của dòng, nhiều nhất {0} từ; ảnh không đọc được thì bấm “Không đọc được”.",
    status=400,
)
TooManyLinesError = problem(
    "Mạng của bạn đã gửi nhiều dòng trong một giờ. Cảm ơn bạn; xin trở lại sau.", status=429
)
LineNotFoundError = problem("Dòng này đã có người sửa hoặc không còn mở cho bạn đọc.", status=404)
InvalidClassError = problem("Liên kết của lớp đã hết hạn hoặc không đúng.", status=404)
InvalidTermError = problem(
    "Chỉ mở được cho tài liệu ai cũng đọc được, thời hạn từ 1 đến {0} ngày.", status=400
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
NoLearnedTableError = problem("Không có bảng học số {0}. Hãy xem các bảng đang có.", status=404)
ArticlesChangedError = problem(
    "Danh sách bài của trang đã đổi từ khi bạn mở. Hãy mở lại trang này rồi sửa.", status=409
)
InvalidArticlesError = problem(
    "Nhan đề dài nhất {0} chữ cái; chỉ gộp được vào một bài còn giữ và không gộp vào bài khác.",
    status=400,
)

name_problems(globals())
