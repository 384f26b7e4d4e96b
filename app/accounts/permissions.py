"""Stands at every office address and asks for the permission written beside it."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from library.errors import PermissionDeniedError
from library.staff.audit_watch import Act, acting
from library.staff.permissions import Permission, may

Address = tuple[str, str, Permission, Callable[..., ResponseReturnValue], tuple[str, ...]]
"""Rule, name, permission, view, methods."""

_WHILE_SOMETHING_IS_OWED = {
    *("office.own_account", "office.own_password", "office.end_session", "office.sign_out"),
    *("office.two_steps", "office.turn_on_steps", "office.confirming", "office.confirm"),
}
"""Where somebody may go who must first change a password, or turn on the second step."""

_SURE = {Permission.STAFF}
"""What is done only shortly after the password was typed."""

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
        if current_user.owes and request.endpoint not in _WHILE_SOMETHING_IS_OWED:
            return redirect(url_for(current_user.owes))
        if permission in _SURE and not current_user.seat.is_sure:
            return redirect(url_for("office.confirming", tiep=_back()))
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
    return redirect(url_for("office.sign_in", tiep=_back()))


def _back() -> str | None:
    """Return where to go on: to this page, or the one with the form that was sent."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    came_from = urlsplit(request.referrer or "")
    return came_from.path if came_from.netloc == request.host else None
