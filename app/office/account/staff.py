"""Staff accounts for administrators: open, change and close."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.account.sign_in import key
from app.office.lists.list_form import Choice, ListForm, read_list
from app.office.lists.view_forms import narrow
from app.services import services
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.staff import (
    password_reset_links,
    second_factor,
    staff_accounts,
    staff_sessions,
    throttle,
)
from library.staff.audit import note
from library.staff.models import StaffMember
from library.staff.password_reset_links import LINK_LIFETIME, NO_PASSWORD
from library.staff.permissions import PERMISSION_NAMES, ROLES

_STANDINGS = {"mo": "hoạt động", "cho": "chờ đặt mật khẩu", "dong": "đã đóng"}
_FORM = ListForm(
    "office.staff",
    orders={"ten": "tên A đến Y", "moi": "mới mở trước"},
    choices=(
        Choice("vai", "Vai trò", {key: role.name for key, role in ROLES.items()}),
        Choice("tinh-trang", "Tình trạng", _STANDINGS),
    ),
    search_help="Tên đăng nhập, vai trò. Không cần gõ dấu.",
)


def _standing(member: StaffMember) -> str:
    if not member.active:
        return "dong"
    return "cho" if member.password_hash == NO_PASSWORD else "mo"


def show_rights() -> str:
    """Show the permissions of each role."""
    return render_template("office/account/roles.html", roles=ROLES, permissions=PERMISSION_NAMES)


def show_all(problem: str = "") -> str:
    """Show all accounts and the form for a new one."""
    with reading(services().database) as session:
        listing, members = narrow(
            read_list(session, _FORM),
            staff_accounts.list_members(session),
            words=lambda member: (member.name, member.role_name),
            filters={"vai": lambda member: member.role, "tinh-trang": _standing},
            orders={"moi": lambda member: -member.created.timestamp()},
        )
        return render_template(
            "office/account/staff.html",
            members=members,
            listing=listing,
            roles=ROLES,
            no_password=NO_PASSWORD,
            typed=request.form,
            problem=problem,
        )


def add() -> ResponseReturnValue:
    """Open an account without a password and show the link to set one."""
    form = request.form
    try:
        with work(services().database) as session:
            role = _typed_role(next(iter(ROLES)))
            by, name = current_user.name, form.get("ten", "")
            member = staff_accounts.add_staff(session, name, NO_PASSWORD, role, by=by)
            code = password_reset_links.create_link(session, member, by)
    except LibraryError as error:
        return show_all(str(error)), error.status
    return _show_link(member, code)


def show(member_id: int, problem: str = "") -> str:
    """Show one account with its actions."""
    with reading(services().database) as session:
        member = staff_accounts.get_by_id(session, member_id)
        return render_template(
            "office/account/staff_member.html",
            member=member,
            seats=staff_sessions.sessions_of_member(session, member_id),
            roles=ROLES,
            problem=problem,
        )


def act(member_id: int, act: str) -> ResponseReturnValue:
    """Run one action on an account."""
    try:
        with work(services().database) as session:
            member = staff_accounts.get_by_id(session, member_id)
            code = (
                password_reset_links.create_link(session, member, current_user.name)
                if act == "lien-ket"
                else None
            )
            message = "" if code else _ACTIONS[act](session, member)
    except LibraryError as error:
        return show(member_id, str(error)), error.status
    if code:
        return _show_link(member, code)
    flash(message, "good")
    return redirect(url_for("office.staff_member", member_id=member_id), code=303)


def _show_link(member: StaffMember, code: str) -> str:
    address = url_for("office.new_password", code=code, _external=True)
    until = clock.now() + LINK_LIFETIME
    return render_template(
        "office/account/password_link.html", member=member, address=address, until=until
    )


def _change_role(session: Session, member: StaffMember) -> str:
    role = _typed_role(member.role)
    staff_accounts.change_role(session, member, role, current_user.name)
    return f"{member.name} nay là {member.role_name}."


def _typed_role(default: str) -> str:
    role = request.form.get("vai-tro", default)
    return role if role in ROLES else default


def _close(session: Session, member: StaffMember) -> str:
    staff_accounts.close(session, member, current_user.name)
    return "Đã đóng tài khoản và kết thúc mọi phiên. Nhật ký vẫn giữ những việc đã làm."


def _reopen(session: Session, member: StaffMember) -> str:
    staff_accounts.reopen(session, member, current_user.name)
    return "Đã mở lại tài khoản."


def _drop_second_factor(session: Session, member: StaffMember) -> str:
    second_factor.turn_off(session, member, current_user.name)
    return "Đã tắt xác nhận hai bước của tài khoản này."


def _end_sessions(session: Session, member: StaffMember) -> str:
    count = staff_sessions.end_all(session, member.id)
    note(session, current_user.name, "staff.end_sessions", member.name, f"{count} phiên")
    return f"Đã kết thúc {count} phiên."


def _unlock(session: Session, member: StaffMember) -> str:
    throttle.unlock(session, key(), member.name)
    note(session, current_user.name, "staff.unlock", member.name)
    return "Đã mở khóa: tài khoản đăng nhập được ngay."


_ACTIONS: dict[str, Callable[[Session, StaffMember], str]] = {
    "vai-tro": _change_role,
    "dong": _close,
    "mo-lai": _reopen,
    "tat-hai-buoc": _drop_second_factor,
    "ket-thuc-phien": _end_sessions,
    "mo-khoa": _unlock,
}
