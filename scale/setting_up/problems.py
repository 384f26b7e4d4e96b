"""Errors of setting up machines."""

from library.errors import name_problems, problem

DescriptionUnreadableError = problem("Không đọc được tệp mô tả các máy {0}: {1}", status=400)
DescriptionFaultyError = problem("Tệp mô tả các máy {0} chưa dùng được:\n{1}", status=400)
SettingOfMachineError = problem("Thiết lập của máy {0}, trong tệp mô tả: {1}", status=400)
NoSuchMachineError = problem("Không có máy “{0}” trong tệp mô tả; có: {1}.", status=404)
KeysMissingError = problem(
    "Máy này chưa có khóa chung ({0}). Ở máy đầu tiên ({1}) hãy chạy diachi setup --machine {1} "
    "--yes, rồi cũng ở đó: {2}",
    status=409,
)
OtherKeyError = problem(
    "Thư viện đang có ở máy này có khóa riêng ({0}). Hãy chép tệp ấy thành {1} ở máy đầu tiên, "
    "chạy lại diachi setup ở đó, rồi chép khóa sang đây: nếu không, mọi người bị đăng xuất và "
    "khóa hai bước không đọc được.",
    status=409,
)
ProgramMissingError = problem(
    "Chưa có {0}, vai trò {1} cần nó. Cách cài: docs/operate/opensearch.md", status=409
)
NotRootError = problem("Cần quyền root để ghi vào /etc. Xem trước thì bỏ --yes.", status=403)
CommandFailedError = problem(
    "Lệnh “{0}” không xong: {1}\nCác tệp đã ghi. Sửa xong thì chạy lại đúng lệnh diachi setup ấy.",
    status=409,
)
TemplateStaleError = problem("deploy/{0} không còn dòng “{1}” mà deploy/roles/{2}.toml thay.")

name_problems(globals())
