"""Errors of reader accounts and questions, with messages a reader can act on."""

from library.errors import name_problems, problem

ReaderNameTakenError = problem("Đã có người dùng tên “{0}”. Hãy chọn tên khác.", status=409)
BadReaderNameError = problem("Hãy chọn tên từ {0} đến {1} chữ.", status=400)
ReaderUnknownError = problem(
    "Tên hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock rồi thử lại.", status=400
)
BadQuestionError = problem(
    "Hãy ghi câu hỏi, nhiều nhất {0} chữ cái. Số điện thoại, số giấy tờ không ghi ở đây.",
    status=400,
)
BadContactError = problem("Cách trả lời là một dòng, nhiều nhất {0} chữ cái.", status=400)
TooManyQuestionsError = problem(
    "Từ mạng này vừa có nhiều câu hỏi. Câu của bạn còn nguyên trong ô; xin gửi lại sau một giờ, "
    "hoặc gọi, đến thư viện.",
    status=429,
)
QuestionNotFoundError = problem("Không có câu hỏi này, hoặc nó đã được xóa.", status=404)
NoAnswerError = problem("Hãy ghi câu trả lời, nhiều nhất {0} chữ cái.", status=400)
BadPublicTextError = problem(
    "Hãy ghi câu hỏi (nhiều nhất {0} chữ cái) và câu trả lời (nhiều nhất {1}) để đăng.", status=400
)

name_problems(globals())
