"""Each role has exactly its listed permissions."""

import pytest

from library.staff.permissions import ROLE_NAMES, ROLES, Permission, Role, may


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        (Role.CATALOGUER, {"office", "deliver", "catalogue"}),
        (
            Role.REVIEWER,
            {"office", "deliver", "catalogue", "publish", "workshop", "collections"} | {"fixity"},
        ),
        (Role.POINT_LIBRARIAN, {"office", "points"}),
        (Role.CULTURE_OFFICER, {"office", "points", "confirm"}),
        (
            Role.PROGRAMME_OFFICER,
            {"office", "points", "all-points", "programme", "confirm", "fixity"},
        ),
        (Role.ADMINISTRATOR, set(Permission)),
    ],
)
def test_a_role_has_exactly_these_permissions(role, permissions):
    assert {permission for permission in Permission if may(role, permission)} == permissions


def test_every_role_has_rights_and_a_name():
    assert set(ROLES) == set(ROLE_NAMES) == set(Role)
