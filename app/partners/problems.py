"""Answers of other catalogues that are not there yet; the page of each tries again by itself."""

from library.errors import name_problems, problem

StillAskingError = problem(
    "Đang hỏi mục lục của thư viện khác. Xin giữ trang này mở: kết quả tự hiện khi có.",
    status=503,
    retry_after=2,
)
TooManyQuestionsError = problem(
    "Mục lục của thư viện khác trả lời chậm, và nhiều người đang chờ nó. Xin giữ trang này mở "
    "để trang tự hỏi khi đến lượt, hoặc tra ở mục lục khác; các trang khác vẫn mở được ngay.",
    status=503,
    retry_after=5,
)

name_problems(globals())
