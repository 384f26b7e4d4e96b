"""Errors in description lists and records, each with a message that says what to do."""

from library.errors import name_problems, problem

UnreadableSheetError = problem(
    "Không đọc được bảng mô tả “{0}”. Hãy lưu lại thành CSV (UTF-8) hoặc XLSX.", status=422
)
UnimarcError = problem(
    "Tệp “{0}” theo UNIMARC. Hãy xuất lại từ phần mềm gốc ở dạng MARC 21.", status=422
)
SheetTooLongError = problem(
    "Bảng mô tả “{0}” dài hơn {1} dòng. Hãy chia thành nhiều thư mục.", status=422
)
SheetWithoutFilesError = problem(
    "Bảng mô tả “{0}” không có cột ghi tên tệp. Hãy thêm cột “tệp” (hoặc “file”, “filename”).",
    status=422,
)
EmptySheetError = problem("Bảng mô tả “{0}” không có dòng nào.", status=422)
SheetTooHeavyError = problem(
    "Bảng mô tả “{0}” quá lớn hoặc quá rắc rối. Hãy lưu lại thành CSV rồi nộp lại.", status=422
)
UnreadableWorkbookError = problem(
    "Không đọc được tệp “{0}”. Hãy mở bằng Excel hoặc LibreOffice, "
    "lưu lại thành .xlsx rồi nộp lại.",
    status=422,
)
OldWorkbookError = problem(
    "Tệp “{0}” là Excel đời cũ (.xls) hoặc có mật khẩu. Hãy mở tệp, bỏ mật khẩu, "
    "chọn Lưu thành “Excel Workbook (.xlsx)” rồi nộp lại.",
    status=422,
)
TooManyRowsError = problem(
    "Tệp “{0}” dài hơn {1} dòng. Hãy chia thành nhiều tệp, như mỗi năm một tệp.", status=422
)
WorkbookTooHeavyError = problem(
    "Tệp “{0}” quá nặng. Hãy chép riêng bảng cần nhập sang một tệp mới, "
    "hoặc lưu thành CSV, rồi nộp lại.",
    status=422,
)
AccessInRecordError = problem(
    "Nơi đọc và ngày mở (trường 506) chỉ sửa ở trang mô tả. Hãy để trường 506 như cũ rồi lưu.",
    status=422,
)
RecordValueRefusedError = problem("Chưa lưu: {0}: {1}. Hãy sửa trường ấy rồi lưu lại.", status=422)

name_problems(globals())
