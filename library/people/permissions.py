"""Says, on one page, what each role may do."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that not everyone may do."""

    DELIVER = "deliver"
    CATALOGUE = "catalogue"
    PUBLISH = "publish"
    POINTS = "points"
    PROGRAMME = "programme"
    STAFF = "staff"


class Role(StrEnum):
    """What a member of staff is here for."""

    CATALOGUER = "cataloguer"
    REVIEWER = "reviewer"
    POINT_LIBRARIAN = "point-librarian"
    PROGRAMME_OFFICER = "programme-officer"
    ADMINISTRATOR = "administrator"


ROLES: dict[Role, frozenset[Permission]] = {
    Role.CATALOGUER: frozenset({Permission.DELIVER, Permission.CATALOGUE}),
    Role.REVIEWER: frozenset({Permission.DELIVER, Permission.CATALOGUE, Permission.PUBLISH}),
    Role.POINT_LIBRARIAN: frozenset({Permission.POINTS}),
    Role.PROGRAMME_OFFICER: frozenset({Permission.POINTS, Permission.PROGRAMME}),
    Role.ADMINISTRATOR: frozenset(Permission),
}

ROLE_NAMES: dict[Role, str] = {
    Role.CATALOGUER: "Cán bộ biên mục",
    Role.REVIEWER: "Cán bộ duyệt",
    Role.POINT_LIBRARIAN: "Cán bộ điểm truy nhập",
    Role.PROGRAMME_OFFICER: "Cán bộ chương trình",
    Role.ADMINISTRATOR: "Quản trị",
}


def may(role: Role, permission: Permission) -> bool:
    """Say whether a role has a permission."""
    return permission in ROLES[role]
