"""Permission checks in front of every office view."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import unsaved_forms
from app.accounts.recent_password import ask_for_password, is_protected
from app.services import services
from app.web.failed_saves import address_of_request, typed_form
from app.web.security import referring_page
from library.changes import held_changes
from library.changes.held_changes import ChangeHeldError
from library.database import work
from library.errors import PermissionDeniedError, SessionEndedError
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
        guarded_view = _guard(view, permission)
        blueprint.add_url_rule(rule, name, guarded_view, methods=list(methods))


def _guard(
    view: Callable[..., ResponseReturnValue], permission: Permission
) -> Callable[..., ResponseReturnValue]:
    @wraps(view)
    def guarded(**url_params: object) -> ResponseReturnValue:
        refusal = _refusal(permission)
        if refusal is not None:
            return refusal
        if request.method == "POST" and unsaved_forms.REOPEN_FIELD in request.form:
            return _show_stored_form(view, url_params)
        safe = request.method in _SAFE_METHODS
        if is_protected(request.endpoint, permission, safe=safe):
            question = ask_for_password(safe=safe)
            if question is not None:
                return question
        if safe:
            return view(**url_params)
        subject = " ".join(map(str, url_params.values())) or "-"
        action = AuditedAction(current_user.name, request.endpoint, subject, permission)
        try:
            with audited(action):
                answer = view(**url_params)
        except ChangeHeldError as held:
            answer = _keep_for_review(held)
        return unsaved_forms.remove_saved(answer)

    guarded.permission = permission
    return guarded


def _keep_for_review(held: ChangeHeldError) -> ResponseReturnValue:
    """Keep a change that a second person has to approve, and say so on the page it came from."""
    with work(services().database) as session:
        held_changes.keep(session, held)
    flash("Thay đổi này chờ một người khác duyệt; bạn đọc vẫn thấy như cũ.", "good")
    return redirect(referring_page().path or url_for("office.desk"), code=303)


def _refusal(permission: Permission) -> ResponseReturnValue | None:
    """Return the page to go to first; a form that was sent is stored.

    Raises PermissionDeniedError.
    """
    if not current_user.is_authenticated:
        return _redirect_to_sign_in()
    if not may(current_user.role, permission):
        unsaved_forms.hold_and_report()
        raise PermissionDeniedError
    if current_user.required_endpoint and request.endpoint not in _ALLOWED_WHILE_PENDING:
        unsaved_forms.hold_and_report()
        return redirect(url_for(current_user.required_endpoint))
    return None


def _show_stored_form(
    view: Callable[..., ResponseReturnValue], url_params: dict[str, object]
) -> ResponseReturnValue:
    """Show the form of a view with stored values; nothing is saved."""
    stored_form = unsaved_forms.reopen()
    if stored_form.address == address_of_request() and getattr(view, "reopens", False):
        return view(**url_params)
    return redirect(url_for("office.unsaved_form", draft_id=stored_form.id), code=303)


def _redirect_to_sign_in() -> ResponseReturnValue:
    """Ask for the password; a form that was sent is stored, or stays in the page."""
    form_address = unsaved_forms.hold() if request.method == "POST" else None
    form = None if form_address else typed_form()
    if form is not None and form.texts:
        raise SessionEndedError
    return redirect(url_for("office.sign_in", tiep=form_address or _return_path()))


def _return_path() -> str | None:
    """Return the path to return to: this page, or the page with the submitted form."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return referring_page().path or None
