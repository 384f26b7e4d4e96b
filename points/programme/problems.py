"""Errors in entries of the programme office."""

from library.errors import name_problems, problem

PlanNotFoundError = problem(
    "Không có kế hoạch “{0}”. Xem các kế hoạch ở trang Kế hoạch", status=404
)
BadPlanError = problem(
    "Tệp kế hoạch có lỗi: {0}. Hãy sửa theo mẫu của kế hoạch 149 rồi nộp lại.", status=400
)
PlanUnchangedError = problem("Kế hoạch {0} không có gì khác với phiên bản đang dùng.", status=409)
RegisterNotFoundError = problem("Không có sổ “{0}”.", status=404)
EntryNotFoundError = problem("Sổ không có mục số {0}.", status=404)
EntryChangedError = problem(
    "Mục này vừa được người khác sửa. Hãy mở lại để xem bản mới rồi sửa tiếp.", status=409
)
EntryWithoutPointError = problem(
    "Mỗi mục của sổ “{0}” thuộc một điểm truy nhập. Hãy chọn điểm.", status=400
)
# The values of a register entry are invalid.
BadEntryError = problem("{0}", status=400)
NotYourPointError = problem(
    "Tài khoản của bạn không phụ trách điểm này. Xin cán bộ chương trình giao điểm.", status=403
)
BadPeriodError = problem(
    "“{0}” không phải một kỳ. Hãy ghi như 2025, 2025-h1, 2025-9t, 2025-q3, 2025-07 hoặc "
    "2022-01..2025-12; số liệu từ ngày 15 tháng trước: 2025-q3@15.",
    status=400,
)
MonthNotOverError = problem("Tháng {0} chưa hết, chưa chốt được.", status=409)
IndicatorNotFoundError = problem("Không có chỉ số “{0}”. Các chỉ số: {1}.", status=404)
MonthNotOfComputersError = problem("Chỉ số {0} không tính từ ngày của từng máy.", status=404)
ReportNotFoundError = problem("Không có báo cáo số {0} trong sổ.", status=404)
BadAnnexError = problem("Chưa ghi dòng nào: {0}.", status=400)
TemplateNotFoundError = problem("Không có mẫu báo cáo “{0}”. Hãy chọn lại mẫu.", status=400)
TemplateNotInForceError = problem(
    "Mẫu “{0}” không dùng cho kỳ và nơi đã chọn. Hãy chọn một mẫu trong danh sách.", status=400
)
HeadIncompleteError = problem(
    "Chưa ký được: ô “{0}” còn chỗ chưa ghi. Hãy ghi, lưu bản thảo rồi ký.", status=409
)
SignerMissingError = problem(
    "Chưa ký được: chưa có họ tên người ký. Hãy ghi vào ô “Họ tên người ký” ở phần Thể thức "
    "của báo cáo, rồi ký lại.",
    status=409,
)
NameNotInForceError = problem(
    "Văn bản ngày {0} mang tên không còn dùng: {1}. Hãy sửa phần Thể thức, hoặc lập báo cáo mới "
    "để lấy tên của hôm nay.",
    status=409,
)
TextTooLongError = problem("Ô “{0}” dài quá {1} chữ; chưa lưu gì. Hãy bớt rồi lưu lại.", status=400)
ReportChangedError = problem(
    "Bản thảo vừa được người khác lưu; chưa ghi đè gì. Những gì bạn gõ còn ở dưới: "
    "xem lại rồi lưu lần nữa.",
    status=409,
)
ReportSignedError = problem(
    "Báo cáo đã ký, không sửa được nữa. Cần khác thì lập báo cáo mới.", status=409
)
ReportUnsignedError = problem("Chỉ đăng ký báo cáo đã ký và chưa có số.", status=409)
ReportNumberError = problem(
    "“{0}” không phải số văn bản. Hãy ghi số từ 1 trong sổ công văn đi.", status=400
)
NotSendableError = problem(
    "Chỉ ghi gửi một lần, cho báo cáo đã có số; chỉ ghi trả lời cho báo cáo đã gửi.", status=409
)
BadSendingError = problem("Chưa ghi được: {0}.", status=400)
SignedFileError = problem("Chưa nhận tệp đã ký: {0}. Không có gì được lưu.", status=400)
TooManyComputersError = problem(
    "Mỗi lần mở điểm ghi được từ 0 đến {0} máy. Hãy ghi lại số máy.", status=400
)
FormNotFoundError = problem("Không có biểu thống kê “{0}”.", status=404)
BadFormError = problem(
    "Mẫu biểu có lỗi: {0}. Hãy tải mẫu đang dùng về, sửa rồi nộp lại.", status=400
)
NoHeadingsError = problem(
    "Tệp “{0}” không có dòng tên cột nào của sổ “{1}”. "
    "Hãy tải bảng mẫu về, chép số liệu vào đúng cột rồi nộp lại.",
    status=422,
)
NoFileError = problem("Hãy chọn một tệp .xlsx hoặc .csv.", status=400)
ImportNotFoundError = problem(
    "Không có lần nhập sổ này; lần xem trước chưa nhập chỉ giữ 30 ngày.", status=404
)

name_problems(globals())
