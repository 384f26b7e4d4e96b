"""Actions that need the password again, unless it was typed in this session a short time ago.

The form that was being sent is shown again with a field for the password, and sent together with
it: nothing is typed twice, and nothing is stored meanwhile.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.staff_login import confirm
from app.accounts.trusted_browsers import sign_in_attempt
from app.services import services
from app.web.failed_saves import CONFIRMATION_FIELD, TypedForm, typed_form
from library.errors import LibraryError
from library.installation import secret_key
from library.staff.permissions import Permission

PROTECTED_ENDPOINTS = frozenset(
    {
        # roles and rights
        "office.decide_changes",
        "office.decide_opening",
        "office.entrust",
        "office.make_profile",
        "office.put_profile_back",
        "office.undo_change",
        "office.save_profile",
        # deletion and withdrawal
        "office.bulk_apply",
        "office.bulk_undo",
        "office.drop",
        "office.empty_bin",
        "office.take_back",
        "office.withdraw",
        # keys of public computers, and the networks and computers that open reading-room items
        "office.announce",
        "office.move_device",
        "office.renew_device",
        "office.renew_waiting",
        "office.replace_device",
        "office.revoke_device",
        "office.set_networks",
        "programme.take_opening",
    }
)
"""Endpoints that change rights, or delete something; accounts are protected by their permission.

`office.describe` asks by itself when it changes the rights of a published item.
"""

_PROTECTED_PERMISSIONS = {Permission.STAFF}
"""Permissions all of whose pages are protected, also for reading."""


def is_protected(endpoint: str, permission: Permission, *, safe: bool) -> bool:
    """Return True if a request needs a recent password; `safe` requests change nothing."""
    return permission in _PROTECTED_PERMISSIONS or (not safe and endpoint in PROTECTED_ENDPOINTS)


def ask_for_password(*, safe: bool) -> ResponseReturnValue | None:
    """Return the form that asks for the password; None if it was typed recently, or just now."""
    if current_user.session_row.has_recent_password:
        return None
    if safe:
        return redirect(url_for("office.confirming", tiep=request.full_path.rstrip("?")))
    form = typed_form()
    if form is None:
        return redirect(url_for("office.confirming"), code=303)
    if CONFIRMATION_FIELD not in request.form:
        return _page(form), 403
    settings, attempt = services().settings, sign_in_attempt(current_user.name)
    try:
        confirm(
            services().database,
            secret_key(settings),
            current_user.session_row,
            attempt,
            request.form[CONFIRMATION_FIELD],
        )
    except LibraryError as error:
        return _page(form, str(error)), error.status
    return None


def _page(form: TypedForm, reason: str = "") -> str:
    return render_template(
        "office/account/confirm_and_send.html",
        form=form,
        password_field=CONFIRMATION_FIELD,
        refused=reason,
    )
