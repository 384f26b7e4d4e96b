"""Errors of preservation packages."""

from library.errors import name_problems, problem

FolderNotEmptyError = problem("“{0}” đã có tệp. Hãy chọn một thư mục mới.", status=409)
MasterNotSoundError = problem(
    "Tệp gốc “{0}” bị mất hoặc hỏng, nên chưa làm gói được. Hãy chạy: diachi doctor, "
    "rồi lấy lại tệp từ bản sao lưu.",
    status=409,
)
BadBagError = problem("“{0}” không phải gói bảo quản nguyên vẹn: {1}", status=422)

name_problems(globals())
