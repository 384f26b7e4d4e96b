"""Permissions of each role."""

from enum import StrEnum


class Permission(StrEnum):
    """Right to use a group of functions."""

    OFFICE = "office"
    DELIVER = "deliver"
    CATALOGUE = "catalogue"
    PUBLISH = "publish"
    COLLECTIONS = "collections"
    WORKSHOP = "workshop"
    POINTS = "points"
    ALL_POINTS = "all-points"
    PROGRAMME = "programme"
    CONFIRM = "confirm"
    STAFF = "staff"
    AUDIT = "audit"
    BACKUPS = "backups"
    HEALTH = "health"
    FIXITY = "fixity"


class Role(StrEnum):
    """Role of a member of staff."""

    CATALOGUER = "cataloguer"
    REVIEWER = "reviewer"
    POINT_LIBRARIAN = "point-librarian"
    CULTURE_OFFICER = "culture-officer"
    PROGRAMME_OFFICER = "programme-officer"
    ADMINISTRATOR = "administrator"


_OFFICE = frozenset({Permission.OFFICE})
"""Permission of every member of staff: enter the office."""

ROLES: dict[Role, frozenset[Permission]] = {
    Role.CATALOGUER: _OFFICE | {Permission.DELIVER, Permission.CATALOGUE},
    Role.REVIEWER: _OFFICE
    | {Permission.DELIVER, Permission.CATALOGUE, Permission.PUBLISH, Permission.WORKSHOP}
    | {Permission.COLLECTIONS, Permission.FIXITY},
    Role.POINT_LIBRARIAN: _OFFICE | {Permission.POINTS},
    Role.CULTURE_OFFICER: _OFFICE | {Permission.POINTS, Permission.CONFIRM},
    Role.PROGRAMME_OFFICER: _OFFICE
    | {Permission.POINTS, Permission.ALL_POINTS, Permission.PROGRAMME, Permission.CONFIRM}
    | {Permission.FIXITY},
    Role.ADMINISTRATOR: frozenset(Permission),
}

ROLE_NAMES: dict[Role, str] = {
    Role.CATALOGUER: "Cán bộ biên mục",
    Role.REVIEWER: "Cán bộ duyệt",
    Role.POINT_LIBRARIAN: "Cán bộ điểm truy nhập",
    Role.CULTURE_OFFICER: "Cán bộ văn hóa xã",
    Role.PROGRAMME_OFFICER: "Cán bộ chương trình",
    Role.ADMINISTRATOR: "Quản trị",
}


def may(role: Role, permission: Permission) -> bool:
    """Return True if a role has a permission."""
    return permission in ROLES[role]


PERMISSION_NAMES: dict[Permission, str] = {
    Permission.OFFICE: "Vào văn phòng, quản tài khoản của mình",
    Permission.DELIVER: "Nộp tài liệu, theo dõi lần nhập, xem lướt",
    Permission.CATALOGUE: "Mô tả, xếp trang, sửa chữ, xét lời báo của bạn đọc",
    Permission.PUBLISH: "Duyệt, công bố, hẹn ngày, gỡ tài liệu",
    Permission.COLLECTIONS: "Lập và sửa sưu tập: tên, ô mô tả, lời giới thiệu",
    Permission.WORKSHOP: "Tạm dừng và cho xưởng làm tiếp",
    Permission.POINTS: "Điểm truy nhập của mình: giờ mở cửa, máy, số đếm, số liệu, báo cáo",
    Permission.ALL_POINTS: "Mọi điểm truy nhập: thêm, đổi, giao cho người",
    Permission.PROGRAMME: "Kế hoạch, chốt tháng, mở điểm",
    Permission.CONFIRM: "Xác nhận số liệu và báo cáo",
    Permission.STAFF: "Tài khoản cán bộ: mở, đổi vai trò, đóng, cấp lại mật khẩu",
    Permission.AUDIT: "Xem và tải nhật ký",
    Permission.HEALTH: "Sức khỏe hệ thống: cảnh báo, kiểm tra, cho sao lưu, dựng lại chỉ mục",
    Permission.BACKUPS: "Xem tình trạng sao lưu và diễn tập khôi phục",
    Permission.FIXITY: "Xem và tải lịch sử kiểm tra tệp gốc, bản sao (để thanh tra)",
}
