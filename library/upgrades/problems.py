"""Errors of upgrades and downgrades."""

from library.errors import LibraryError


class DatabaseInUseError(LibraryError):
    """Other processes have the database open."""

    message = (
        "Còn tiến trình đang mở cơ sở dữ liệu: {0}. Hãy dừng các dịch vụ (systemctl stop "
        "diachi-web diachi-watch; nhiều máy: diachi-site diachi-watch ở mọi máy) rồi chạy lại."
    )
    status = 409


class UpgradeBusyError(LibraryError):
    """Another upgrade or downgrade is running."""

    message = "Một lần nâng cấp hay quay về khác đang chạy. Hãy đợi xong rồi chạy lại."
    status = 409


class NoRoomToUpgradeError(LibraryError):
    """The disk is too small for the copy and the migration."""

    message = (
        "Không đủ chỗ ở {0}: cần {1} MB cho bản sao và việc nâng cấp, còn {2} MB. "
        "Hãy dọn đĩa rồi chạy lại; chưa có gì thay đổi."
    )
    status = 507


class UpgradeFailedError(LibraryError):
    """A revision could not be applied; the migration was undone."""

    message = (
        "Không nâng cấp được cơ sở dữ liệu: {0}. Đã trả lại như trước, không mất gì. Đĩa đầy thì "
        "dọn đĩa rồi chạy lại; nếu không phải, hãy chạy lại bản phần mềm cũ và báo cho người "
        "phát triển."
    )


class UpgradeCheckError(LibraryError):
    """The migrated database did not pass the checks; the migration was undone."""

    message = (
        "Sau khi nâng cấp, cơ sở dữ liệu không đạt kiểm tra: {0}. Đã trả lại như trước, không "
        "mất gì. Hãy chạy lại bản phần mềm cũ và báo cho người phát triển."
    )


class OldCodeBrokenError(LibraryError):
    """A revision that says that older code survives it takes something from older code."""

    message = (
        "Bản nâng cấp này nói là các máy bản cũ vẫn chạy được, nhưng không phải: {0}. Đã trả lại "
        "như trước, không mất gì. Hãy báo cho người phát triển."
    )


class DatabaseBusyError(LibraryError):
    """Tables were in use for so long that they could not be changed while services run."""

    message = (
        "Chưa nâng cấp được: có việc chạy lâu đang giữ bảng cần đổi (sao lưu, báo cáo lớn). "
        "Không có gì thay đổi; đợi việc ấy xong rồi chạy lại diachi upgrade."
    )
    status = 409


class NothingToGoBackToError(LibraryError):
    """There is no copy from before an upgrade to the present version."""

    message = (
        "Không có bản sao nào trước lần nâng cấp lên lược đồ {0} trong {1}. Hãy khôi phục từ "
        "kho sao lưu: diachi backup list, diachi restore"
    )
    status = 404


class UpgradeCopyDamagedError(LibraryError):
    """The copy from before the upgrade cannot be used."""

    message = (
        "Bản sao {0} bị hỏng hoặc thiếu ({1}); chưa có gì thay đổi. Hãy khôi phục từ kho sao "
        "lưu: diachi backup list, diachi restore"
    )
