"""Errors of authority records, with their messages to staff."""

from library.errors import name_problems, problem

AuthorityNotFoundError = problem("Không có bản ghi này trong danh mục tên.", status=404)
NameTakenError = problem(
    "“{0}” đã là tên của một bản ghi khác. Nếu là một, hãy gộp hai bản ghi; "
    "nếu là hai, hãy thêm điều phân biệt vào tên, như năm sinh hay nghề.",
    status=409,
)
NoNameError = problem("Tên không được để trống.", status=400)
UnlikeRecordsError = problem(
    "Chỉ gộp được hai bản ghi cùng loại: tên người và cơ quan, đề mục, hoặc địa danh.", status=409
)
SameRecordError = problem("Đây là một bản ghi. Hãy chọn hai bản ghi khác nhau để gộp.", status=409)
AlreadyMergedError = problem(
    "“{0}” đã được gộp vào “{1}” trước đó. Hãy tải lại trang để thấy bản ghi hiện nay.", status=409
)
NotMergedError = problem(
    "“{0}” không còn là bản ghi đã gộp; có thể ai đó vừa tách. Hãy tải lại trang.", status=409
)
# A field of the form of a record cannot be read.
BadAuthorityFormError = problem("{0}", status=400)

name_problems(globals())
