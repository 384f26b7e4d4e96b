"""Own account of a member of staff: password, sessions and the second factor."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts import totp
from app.accounts.password_rules import STAFF_MIN_LENGTH
from app.accounts.passwords import hash_new_password
from app.accounts.staff_login import check_password, check_second_factor
from app.accounts.trusted_browsers import sign_in_attempt
from app.office.account.sign_in import key
from app.services import services
from app.web.actions import action
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.staff import second_factor, staff_accounts, staff_sessions
from library.staff.audit import note
from library.staff.problems import SamePasswordError, WrongCodeError


def show(problem: str = "") -> str:
    """Show role, password form, second factor and sessions."""
    with reading(services().database) as session:
        return render_template(
            "office/account/own_account.html",
            seats=staff_sessions.sessions_of_member(session, current_user.id),
            codes_left=second_factor.count_recovery_codes(session, current_user.id),
            shortest=STAFF_MIN_LENGTH,
            problem=problem,
        )


def change_password() -> ResponseReturnValue:
    """Save a new password and end all other sessions."""
    form, database = request.form, services().database
    old, new = form.get("cu", ""), form.get("moi", "")
    try:
        check_password(database, key(), current_user.id, sign_in_attempt(current_user.name), old)
        if old == new:
            raise SamePasswordError
        names = current_user.name, services().settings.library_name
        password_hash = hash_new_password(new, form.get("lai", ""), *names)
    except LibraryError as error:
        return show(str(error)), error.status
    with work(database) as session:
        member = staff_accounts.get_by_id(session, current_user.id)
        staff_accounts.set_password(
            session, member, password_hash, current_session=current_user.session_row.id
        )
    flash("Đã đổi mật khẩu. Các trình duyệt khác phải đăng nhập lại.", "good")
    return redirect(url_for("office.own_account"), code=303)


@action("office.own_account")
def end_session(session: Session) -> str:
    """End one of one's own sessions, or all but the current one."""
    session_id = request.form.get("phien", type=int)
    if session_id is None:
        count = staff_sessions.end_all(
            session, current_user.id, except_id=current_user.session_row.id
        )
    else:
        count = int(staff_sessions.end_session(session, current_user.id, session_id))
    if count:
        name = current_user.name
        note(session, name, "staff.end_sessions", name, f"{count} phiên")
    return f"Đã kết thúc {count} phiên."


def show_second_factor(problem: str = "") -> ResponseReturnValue:
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


def turn_on_second_factor() -> ResponseReturnValue:
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
        return show_second_factor(str(error)), error.status
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


def change_second_factor() -> ResponseReturnValue:
    """Issue new recovery codes or turn the second factor off, given the password and a code."""
    form, database = request.form, services().database
    try:
        attempt = sign_in_attempt(current_user.name)
        check_password(database, key(), current_user.id, attempt, form.get("mat-khau", ""))
        check_second_factor(database, key(), current_user.id, attempt, form.get("ma", ""))
    except LibraryError as error:
        return show_second_factor(str(error)), error.status
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
