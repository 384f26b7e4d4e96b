"""Roles of staff and their permissions: a new role is a row of ROLES."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """Right to use a group of functions."""

    OFFICE = "office"
    DELIVER = "deliver"
    CATALOGUE = "catalogue"
    PUBLISH = "publish"
    ANSWER = "answer"
    PLANNING = "planning"
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


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a member of staff: its Vietnamese name and its permissions."""

    name: str
    permissions: frozenset[Permission]


_OFFICE = frozenset({Permission.OFFICE})
"""Permission of every member of staff: enter the office."""

ADMINISTRATOR, POINT_LIBRARIAN = "administrator", "point-librarian"

ROLES: dict[str, Role] = {
    "cataloguer": Role(
        "Cán bộ biên mục", _OFFICE | {Permission.DELIVER, Permission.CATALOGUE, Permission.ANSWER}
    ),
    "reviewer": Role(
        "Cán bộ duyệt",
        _OFFICE
        | {Permission.DELIVER, Permission.CATALOGUE, Permission.PUBLISH, Permission.WORKSHOP}
        | {Permission.COLLECTIONS, Permission.FIXITY, Permission.ANSWER, Permission.PLANNING},
    ),
    POINT_LIBRARIAN: Role("Cán bộ điểm truy nhập", _OFFICE | {Permission.POINTS}),
    "culture-officer": Role("Cán bộ văn hóa xã", _OFFICE | {Permission.POINTS, Permission.CONFIRM}),
    "programme-officer": Role(
        "Cán bộ chương trình",
        _OFFICE
        | {Permission.POINTS, Permission.ALL_POINTS, Permission.PROGRAMME, Permission.CONFIRM}
        | {Permission.FIXITY},
    ),
    ADMINISTRATOR: Role("Quản trị", frozenset(Permission)),
}
"""Rows by the word that the database, commands and DIACHI_SECOND_FACTOR use for the role."""


def role_of(key: str) -> Role:
    """Return a role; one without permissions if its row was removed from the table."""
    return ROLES.get(key, Role(key, frozenset()))


def may(role: str, permission: Permission) -> bool:
    """Return True if a role has a permission."""
    return permission in role_of(role).permissions


PERMISSION_NAMES: dict[Permission, str] = {
    Permission.OFFICE: "Vào văn phòng, quản tài khoản của mình",
    Permission.DELIVER: "Nộp tài liệu, theo dõi lần nhập, xem lướt",
    Permission.CATALOGUE: "Mô tả, xếp trang, sửa chữ, xét lời báo của bạn đọc",
    Permission.PUBLISH: "Duyệt, công bố, hẹn ngày, gỡ tài liệu",
    Permission.ANSWER: "Trả lời câu hỏi của bạn đọc (thấy cách liên lạc họ để lại)",
    Permission.PLANNING: "Lập lô và hạn, quy tắc nhập; xem việc và chất lượng của từng người",
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
