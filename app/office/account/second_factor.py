"""Set-up and removal of the second factor (one-time codes) by its owner."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import totp
from app.accounts.staff_login import check_password, check_second_factor
from app.accounts.trusted_browsers import sign_in_attempt
from app.office.account.sign_in import key
from app.services import services
from library import clock
from library.database import work
from library.errors import LibraryError
from library.staff import second_factor, staff_accounts
from library.staff.problems import WrongCodeError


def show(problem: str = "") -> ResponseReturnValue:
    """Show the QR code for set-up, or the actions if the second factor is on."""
    if not (current_user.has_second_factor or current_user.session_row.has_recent_password):
        return _ask_for_password()
    settings = services().settings
    name, member_id = current_user.name, current_user.id
    is_on = current_user.has_second_factor
    return render_template(
        "office/account/second_factor.html",
        set_up=None if is_on else totp.new_setup(key(), member_id, name, settings.library_name),
        is_required=current_user.role in settings.second_factor,
        problem=problem,
    )


def turn_on() -> ResponseReturnValue:
    """Turn on the second factor after a valid code, and show the recovery codes."""
    form = request.form
    if current_user.has_second_factor or not current_user.session_row.has_recent_password:
        return (
            _ask_for_password()
        )  # a stranger at an open browser cannot pair their own phone with the account
    try:
        secret = totp.secret_from_form(key(), current_user.id, form.get("khoa", ""))
        step = totp.matching_step(secret, form.get("ma", ""), clock.now())
        if step is None:
            raise WrongCodeError
    except LibraryError as error:
        return show(str(error)), error.status
    encrypted_secret, codes = (
        totp.encrypt_secret(key(), current_user.id, secret),
        totp.new_recovery_codes(),
    )
    with work(services().database) as session:
        member = staff_accounts.get_by_id(session, current_user.id)
        second_factor.turn_on(session, member, encrypted_secret, step, _digests(codes))
    return render_template(
        "office/account/recovery_codes.html", codes=codes, second_factor_enabled=True
    )


def change() -> ResponseReturnValue:
    """Issue new recovery codes or turn the second factor off, given the password and a code."""
    form, database = request.form, services().database
    try:
        attempt = sign_in_attempt(current_user.name)
        check_password(database, key(), current_user.id, attempt, form.get("mat-khau", ""))
        check_second_factor(database, key(), current_user.id, attempt, form.get("ma", ""))
    except LibraryError as error:
        return show(str(error)), error.status
    codes = totp.new_recovery_codes() if form.get("viec") == "ma-moi" else ()
    with work(database) as session:
        member = staff_accounts.get_by_id(session, current_user.id)
        if codes:
            second_factor.renew(session, member, _digests(codes))
        else:
            second_factor.turn_off(session, member, current_user.name)
    if codes:
        return render_template(
            "office/account/recovery_codes.html", codes=codes, second_factor_enabled=False
        )
    flash("Đã tắt xác nhận hai bước.", "good")
    return redirect(url_for("office.own_account"), code=303)


def _ask_for_password() -> ResponseReturnValue:
    return_url = url_for("office.two_steps")
    return redirect(url_for("office.confirming", tiep=return_url), code=303)


def _digests(codes: tuple[str, ...]) -> list[str]:
    return [totp.recovery_digest(key(), current_user.id, code) for code in codes]
