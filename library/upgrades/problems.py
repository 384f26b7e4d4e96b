"""Errors of upgrades and downgrades."""

from library.errors import name_problems, problem

DatabaseInUseError = problem(
    "Còn tiến trình đang mở cơ sở dữ liệu: {0}. Hãy dừng các dịch vụ (systemctl stop "
    "diachi-web diachi-watch; nhiều máy: diachi-site diachi-watch ở mọi máy) rồi chạy lại.",
    status=409,
)
ReleaseDamagedError = problem(
    "Bản phát hành ở {0} không nguyên vẹn: {1}. Hãy tải lại cả thư mục; chưa có gì thay đổi."
)
ReleaseNotInstalledError = problem(
    "Phần mềm đang cài không đúng bản {0}: khác ở {1}. Hãy cài đúng bản ấy rồi chạy lại "
    "(docs/operate/cai-dat.md); chưa có gì thay đổi."
)
UpgradeBusyError = problem(
    "Một lần nâng cấp hay quay về khác đang chạy. Hãy đợi xong rồi chạy lại.", status=409
)
NoRoomToUpgradeError = problem(
    "Không đủ chỗ ở {0}: cần {1} MB cho bản sao và việc nâng cấp, còn {2} MB. "
    "Hãy dọn đĩa rồi chạy lại; chưa có gì thay đổi.",
    status=507,
)
UpgradeFailedError = problem(
    "Không nâng cấp được cơ sở dữ liệu: {0}. Đã trả lại như trước, không mất gì. Đĩa đầy thì "
    "dọn đĩa rồi chạy lại; nếu không phải, hãy chạy lại bản phần mềm cũ và báo cho người "
    "phát triển."
)
UpgradeCheckError = problem(
    "Sau khi nâng cấp, cơ sở dữ liệu không đạt kiểm tra: {0}. Đã trả lại như trước, không "
    "mất gì. Hãy chạy lại bản phần mềm cũ và báo cho người phát triển."
)
# A revision said to keep older code running takes something from it.
OldCodeBrokenError = problem(
    "Bản nâng cấp này nói là các máy bản cũ vẫn chạy được, nhưng không phải: {0}. Đã trả lại "
    "như trước, không mất gì. Hãy báo cho người phát triển."
)
DatabaseBusyError = problem(
    "Chưa nâng cấp được: có việc chạy lâu đang giữ bảng cần đổi (sao lưu, báo cáo lớn). "
    "Không có gì thay đổi; đợi việc ấy xong rồi chạy lại diachi upgrade.",
    status=409,
)
NothingToGoBackToError = problem(
    "Không có bản sao nào trước lần nâng cấp lên lược đồ {0} trong {1}. Hãy khôi phục từ "
    "kho sao lưu: diachi backup list, diachi restore",
    status=404,
)
NoCopyOfRevisionError = problem(
    "Bản sao trước lần nâng cấp cuối không ở lược đồ {0} mà ở {1}; chưa có gì thay đổi.",
    status=404,
)
UpgradeCopyDamagedError = problem(
    "Bản sao {0} bị hỏng hoặc thiếu ({1}); chưa có gì thay đổi. Hãy khôi phục từ kho sao "
    "lưu: diachi backup list, diachi restore"
)

name_problems(globals())
