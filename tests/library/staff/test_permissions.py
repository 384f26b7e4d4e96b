"""Each role has exactly its listed permissions."""

import pytest

from library.staff.permissions import Permission, may, role_of


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        ("cataloguer", {"office", "deliver", "catalogue", "answer"}),
        (
            "reviewer",
            {"office", "deliver", "catalogue", "publish", "workshop", "collections"}
            | {"fixity", "answer", "planning"},
        ),
        ("point-librarian", {"office", "points"}),
        ("culture-officer", {"office", "points", "confirm"}),
        (
            "programme-officer",
            {"office", "points", "all-points", "programme", "confirm", "fixity"},
        ),
        ("administrator", set(Permission)),
    ],
)
def test_a_role_has_exactly_these_permissions(role, permissions):
    assert {permission for permission in Permission if may(role, permission)} == permissions


def test_a_role_removed_from_the_table_may_do_nothing():
    assert role_of("retired-role").name == "retired-role"
    assert not may("retired-role", Permission.OFFICE)
