"""Permission checks in front of every office view."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.recent_password import ask_for_password, is_protected
from library.errors import PermissionDeniedError
from library.staff.audit_watch import AuditedAction, audited
from library.staff.permissions import Permission, may

Address = tuple[str, str, Permission, Callable[..., ResponseReturnValue], tuple[str, ...]]
"""URL rule, endpoint name, permission, view function, HTTP methods."""

_ALLOWED_WHILE_PENDING = {
    *("office.own_account", "office.own_password", "office.end_session", "office.sign_out"),
    *("office.two_steps", "office.turn_on_steps", "office.confirming", "office.confirm"),
}
"""Endpoints open to staff who must first change a password or turn on the second factor."""

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def register_addresses(blueprint: Blueprint, addresses: tuple[Address, ...]) -> None:
    """Add the URL rules to a blueprint, each view guarded by its permission."""
    for rule, name, permission, view, methods in addresses:
        if not isinstance(permission, Permission):
            raise ValueError(f"{name} names no permission")
        guarded = _guard(view, permission)
        blueprint.add_url_rule(rule, name, guarded, methods=list(methods))


def _guard(
    view: Callable[..., ResponseReturnValue], permission: Permission
) -> Callable[..., ResponseReturnValue]:
    @wraps(view)
    def guarded(**url_params: object) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return _redirect_to_sign_in()
        if not may(current_user.role, permission):
            raise PermissionDeniedError
        if current_user.required_endpoint and request.endpoint not in _ALLOWED_WHILE_PENDING:
            return redirect(url_for(current_user.required_endpoint))
        safe = request.method in _SAFE_METHODS
        if is_protected(request.endpoint, permission, safe=safe):
            question = ask_for_password(safe=safe)
            if question is not None:
                return question
        if safe:
            return view(**url_params)
        with audited(
            AuditedAction(current_user.name, request.endpoint, _audit_subject(url_params))
        ):
            return view(**url_params)

    guarded.permission = permission
    return guarded


def _audit_subject(url_params: dict[str, object]) -> str:
    """Return the URL parameters as the subject of an audit entry, or "-"."""
    return " ".join(map(str, url_params.values())) or "-"


def _redirect_to_sign_in() -> ResponseReturnValue:
    return redirect(url_for("office.sign_in", tiep=_return_path()))


def _return_path() -> str | None:
    """Return the path to return to: this page, or the page with the submitted form."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    came_from = urlsplit(request.referrer or "")
    return came_from.path if came_from.netloc == request.host else None
