"""Errors of files in the hot folder that cannot be taken in."""

from ingest.problems import ProblemError
from library.errors import name_problems, problem

NotAFileError = problem(
    "“{0}” là lối tắt (symlink) hoặc tệp đặc biệt, không phải tệp thường nên không được nhận. "
    "Hãy chép chính tệp ấy vào.",
    base=ProblemError,
)
NoRoomToTakeError = problem(
    "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa. "
    "Tài liệu trong thư mục nhận nằm nguyên chỗ cũ mà đợi, có chỗ thì tự được nhận tiếp.",
    status=507,
)

name_problems(globals())
