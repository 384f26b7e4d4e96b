"""Stands at every office address and asks for the permission written beside it."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from library.errors import PermissionDeniedError
from library.people.acting import Act, acting
from library.people.permissions import Permission, may

Address = tuple[str, str, Permission, Callable[..., ResponseReturnValue], tuple[str, ...]]
"""Rule, name, permission, view, methods."""

_READING = ("GET", "HEAD", "OPTIONS")


def write_addresses(blueprint: Blueprint, addresses: tuple[Address, ...]) -> None:
    """Enter addresses in an address book, each behind its permission."""
    for rule, name, permission, view, methods in addresses:
        if not isinstance(permission, Permission):
            raise ValueError(f"{name} names no permission")
        guarded = _guard(view, permission)
        blueprint.add_url_rule(rule, name, guarded, methods=list(methods))


def _guard(
    view: Callable[..., ResponseReturnValue], permission: Permission
) -> Callable[..., ResponseReturnValue]:
    @wraps(view)
    def behind_the_desk(**told: object) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return _to_the_door()
        if not may(current_user.role, permission):
            raise PermissionDeniedError
        if request.method in _READING:
            return view(**told)
        with acting(Act(current_user.name, request.endpoint, _about(told))):
            return view(**told)

    behind_the_desk.permission = permission
    return behind_the_desk


def _about(told: dict[str, object]) -> str:
    """Return what an address is about, as far as it says so."""
    return " ".join(map(str, told.values())) or "-"


def _to_the_door() -> ResponseReturnValue:
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("office.sign_in", tiep=back))
