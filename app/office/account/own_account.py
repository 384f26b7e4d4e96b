"""Own account of a member of staff: password and sessions."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.password_rules import STAFF_MIN_LENGTH
from app.accounts.passwords import hash_new_password
from app.accounts.staff_login import check_password
from app.accounts.trusted_browsers import sign_in_attempt
from app.office.account.sign_in import key
from app.services import services
from library.database import reading, work
from library.errors import LibraryError
from library.staff import second_factor, staff_accounts, staff_sessions
from library.staff.audit import note
from library.staff.problems import SamePasswordError


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


def end_session() -> ResponseReturnValue:
    """End one of one's own sessions, or all but the current one."""
    session_id = request.form.get("phien", type=int)
    with work(services().database) as session:
        if session_id is None:
            count = staff_sessions.end_all(
                session, current_user.id, except_id=current_user.session_row.id
            )
        else:
            count = int(staff_sessions.end_session(session, current_user.id, session_id))
        if count:
            name = current_user.name
            note(session, name, "staff.end_sessions", name, f"{count} phiên")
    flash(f"Đã kết thúc {count} phiên.", "good")
    return redirect(url_for("office.own_account"), code=303)
