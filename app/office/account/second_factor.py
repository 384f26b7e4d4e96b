"""Lets members of staff ask for a code of their phone besides their password, and stop asking."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import totp as phone
from app.accounts.staff_login import check_password
from app.accounts.trusted_browsers import knock
from app.office.account.sign_in import key
from app.services import services
from library import clock
from library.database import work
from library.errors import LibraryError
from library.staff import second_factor, staff_accounts
from library.staff.problems import WrongCodeError


def show(problem: str = "") -> ResponseReturnValue:
    """Show the picture to be scanned, or what there is to do with a second step that is on."""
    if not (current_user.has_second_factor or current_user.seat.is_sure):
        return _be_sure()
    settings = services().settings
    name, member_id = current_user.name, current_user.id
    is_on = current_user.has_second_factor
    return render_template(
        "office/account/second_factor.html",
        set_up=None if is_on else phone.begin(key(), member_id, name, settings.library_name),
        is_required=current_user.role.value in settings.second_factor,
        problem=problem,
    )


def turn_on() -> ResponseReturnValue:
    """Ask for a code from now on, once one was shown; hand out recovery codes."""
    told = request.form
    if current_user.has_second_factor or not current_user.seat.is_sure:
        return _be_sure()  # who finds a browser open pairs no phone of theirs with the account
    try:
        secret = phone.from_form(key(), current_user.id, told.get("khoa", ""))
        step = phone.step_of(secret, told.get("ma", ""), clock.now())
        if step is None:
            raise WrongCodeError
    except LibraryError as error:
        return show(str(error)), error.status
    kept, codes = phone.sealed(key(), current_user.id, secret), phone.recovery_codes()
    with work(services().database) as session:
        member = staff_accounts.numbered(session, current_user.id)
        second_factor.turn_on(session, member, kept, step, _digests(codes))
    return render_template("office/account/recovery_codes.html", codes=codes, begun=True)


def change() -> ResponseReturnValue:
    """With the password: hand out new recovery codes, or ask for no code any more."""
    told, database = request.form, services().database
    try:
        password = told.get("mat-khau", "")
        check_password(database, key(), current_user.id, knock(current_user.name), password)
    except LibraryError as error:
        return show(str(error)), error.status
    codes = phone.recovery_codes() if told.get("viec") == "ma-moi" else ()
    with work(database) as session:
        member = staff_accounts.numbered(session, current_user.id)
        if codes:
            second_factor.renew(session, member, _digests(codes))
        else:
            second_factor.turn_off(session, member, current_user.name)
    if codes:
        return render_template("office/account/recovery_codes.html", codes=codes, begun=False)
    flash("Đã tắt xác nhận hai bước.", "good")
    return redirect(url_for("office.own_account"), code=303)


def _be_sure() -> ResponseReturnValue:
    there = url_for("office.two_steps")
    return redirect(url_for("office.confirming", tiep=there), code=303)


def _digests(codes: tuple[str, ...]) -> list[str]:
    return [phone.recovery_digest(key(), current_user.id, code) for code in codes]
