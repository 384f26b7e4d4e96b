"""Errors of descriptions of pictures."""

from library.errors import name_problems, problem

BadPictureDateError = problem(
    "{0} Hãy ghi như 12/5/1952, 1952, khoảng 1920, hoặc để trống nếu không rõ.", status=422
)
BadPersonError = problem(
    "Không hiểu dòng “{0}”. Mỗi người một dòng: tên, rồi | và bốn số phần trăm của khung "
    "(trái, trên, rộng, cao), như: Nguyễn Văn A | 10 20 15 30.",
    status=422,
)
UnknownAuthorityError = problem(
    "Chưa có hồ sơ nhân vật tên “{0}”. Hãy ghi đúng tên trong hồ sơ, hoặc bỏ chữ “hồ sơ” ở cuối "
    "dòng.",
    status=422,
)
TooLongError = problem("{0} dài quá {1} chữ. Hãy viết ngắn lại.", status=422)
TooManyPersonsError = problem("Một tấm ảnh nhận nhiều nhất {0} người.", status=422)
BadBackError = problem(
    "Trang {0} không làm mặt trước được: mặt trước phải là một trang khác của tài liệu này, và "
    "không phải là mặt sau của trang nào.",
    status=422,
)
NoPictureColumnsError = problem(
    "Không thấy cột nào đúng tên. Dòng đầu của bảng cần cột Trang và ít nhất một trong các cột: "
    "{0}.",
    status=422,
)
BadRowError = problem("Dòng {0} của bảng: {1} Chưa ghi dòng nào.", status=422)

name_problems(globals())
