"""Lets every member of staff look after their own account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.passwords import SHORTEST, chosen
from app.accounts.staff_login import check_password
from app.accounts.trusted_browsers import knock
from app.office.account.sign_in import key
from app.services import services
from library.database import reading, work
from library.errors import LibraryError
from library.staff import second_factor, staff_accounts, staff_sessions
from library.staff.audit import note
from library.staff.problems import SamePasswordError


def show(problem: str = "") -> str:
    """Show role, password, second step and sessions."""
    with reading(services().database) as session:
        return render_template(
            "office/account/own_account.html",
            seats=staff_sessions.of_member(session, current_user.id),
            codes_left=second_factor.left(session, current_user.id),
            shortest=SHORTEST,
            problem=problem,
        )


def change_password() -> ResponseReturnValue:
    """Keep a new password; all other browsers must sign in again."""
    told, database = request.form, services().database
    old, new = told.get("cu", ""), told.get("moi", "")
    try:
        check_password(database, key(), current_user.id, knock(current_user.name), old)
        if old == new:
            raise SamePasswordError
        kept = chosen(new, told.get("lai", ""), current_user.name)
    except LibraryError as error:
        return show(str(error)), error.status
    with work(database) as session:
        member = staff_accounts.numbered(session, current_user.id)
        staff_accounts.set_password(session, member, kept, here=current_user.seat.id)
    flash("Đã đổi mật khẩu. Các trình duyệt khác phải đăng nhập lại.", "good")
    return redirect(url_for("office.own_account"), code=303)


def end_session() -> ResponseReturnValue:
    """End one of one's sessions, or all but this one."""
    seat_id = request.form.get("phien", type=int)
    with work(services().database) as session:
        if seat_id is None:
            count = staff_sessions.end_all(session, current_user.id, but=current_user.seat.id)
        else:
            count = int(staff_sessions.end(session, current_user.id, seat_id))
        if count:
            name = current_user.name
            note(session, name, "staff.end_sessions", name, f"{count} phiên")
    flash(f"Đã kết thúc {count} phiên.", "good")
    return redirect(url_for("office.own_account"), code=303)
