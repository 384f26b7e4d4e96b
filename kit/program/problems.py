"""Errors of programs for stations, with messages for the librarian."""

from library.errors import name_problems, problem

ProgramUnreadableError = problem(
    "Không đọc được bản chương trình ở {0}: {1}. Hãy chép lại USB ở thư viện tỉnh; trạm vẫn "
    "chạy bản cũ."
)
ProgramNotSignedError = problem(
    "Bản chương trình {0} không do thư viện tỉnh của trạm này ký nên không cài. Trạm vẫn chạy "
    "bản cũ; hãy hỏi thư viện tỉnh."
)
ProgramDamagedError = problem(
    "Tệp {0} của bản chương trình bị hỏng hoặc thiếu. Hãy chép lại USB ở thư viện tỉnh; trạm "
    "vẫn chạy bản cũ."
)
ProgramOlderError = problem(
    "Bản chương trình {0} không mới hơn bản đang chạy ({1}). Trạm giữ bản đang chạy."
)
PythonNotInProgramError = problem(
    "Bản chương trình {0} dành cho Python {1}; máy này có Python {2}. Hãy xin thư viện tỉnh bản "
    "cho Python {2}; trạm vẫn chạy bản cũ."
)
NoRoomForProgramError = problem(
    "Không đủ chỗ ở {0} cho bản chương trình mới: cần {1} MB, còn {2} MB. Hãy báo thư viện "
    "tỉnh; trạm vẫn chạy bản cũ.",
    status=507,
)
StepFailedError = problem("Bước “{0}” không xong: {1}")
WheelsNotDownloadedError = problem(
    "Không tải được thư viện Python cho Python {0}: {1} Hãy kiểm tra mạng rồi chạy lại."
)

name_problems(globals())

PROGRAM_PROBLEMS = (
    *(ProgramUnreadableError, ProgramNotSignedError, ProgramDamagedError, ProgramOlderError),
    NoRoomForProgramError,
)
"""Reasons for which a station leaves a program alone."""
