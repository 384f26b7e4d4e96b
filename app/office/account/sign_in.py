"""Lets staff in and out."""

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from app.accounts.flask_login import seated
from app.accounts.passwords import chosen
from app.accounts.staff_login import Admitted, check_code, confirm, waiting
from app.accounts.staff_login import sign_in as admit
from app.accounts.trusted_browsers import knock, remember
from app.services import services
from app.web.security import own_address
from app.web.user_agents import family
from library.database import reading, work
from library.errors import LibraryError
from library.installation import secret_key
from library.staff import password_reset_links, staff_sessions
from library.staff.audit import note

_WAITING, _ONWARDS = "cho-ma", "tiep"


def show() -> ResponseReturnValue:
    """Ask for name and password."""
    if current_user.is_authenticated:
        return redirect(_onwards(), code=303)
    return render_template("office/account/sign_in.html", back=request.args.get("tiep", ""))


def sign_in() -> ResponseReturnValue:
    """Let in who knows the password; ask for the code where one must follow."""
    name, back = request.form.get("ten", ""), request.form.get("tiep", "")
    password = request.form.get("mat-khau", "")
    try:
        came = admit(services().database, key(), knock(name), password, browser())
    except LibraryError as error:
        page = render_template(
            "office/account/sign_in.html", back=back, name=name, refused=str(error)
        )
        return page, error.status
    session.clear()  # nothing a stranger may have planted before survives
    if not came.proven:
        session[_WAITING], session[_ONWARDS] = came.token, back
        return redirect(url_for("office.code"), code=303)
    return _seat(came, own_address(back, url_for("office.desk")))


def show_code() -> ResponseReturnValue:
    """Ask for the code of the phone."""
    try:
        waiting(services().database, session.get(_WAITING, ""))
    except LibraryError:
        return redirect(url_for("office.sign_in"), code=303)
    return render_template("office/account/second_factor_code.html")


def take_code() -> ResponseReturnValue:
    """Let in who shows the code of the phone, or one that was kept for a rainy day."""
    token, code = session.get(_WAITING, ""), request.form.get("ma", "")
    try:
        _id, name = waiting(services().database, token)
        proven = check_code(services().database, key(), token, knock(name), code, browser())
    except LibraryError as error:
        return render_template(
            "office/account/second_factor_code.html", refused=str(error)
        ), error.status
    onwards = own_address(session.get(_ONWARDS), url_for("office.desk"))
    session.clear()
    return _seat(Admitted(proven, name, proven=True), onwards)


def sign_out() -> ResponseReturnValue:
    """Forget who was here."""
    with work(services().database) as books:
        note(books, current_user.name, "staff.sign_out", current_user.name)
        staff_sessions.end(books, current_user.id, current_user.seat.id)
    logout_user()
    session.clear()
    return redirect(url_for("public.home"), code=303)


def show_confirming() -> str:
    """Ask for the password once more, before something dangerous."""
    return render_template(
        "office/account/confirm_password.html", back=request.args.get("tiep", "")
    )


def confirm_again() -> ResponseReturnValue:
    """Go on when it is right."""
    password = request.form.get("mat-khau", "")
    asked_by = knock(current_user.name)
    try:
        confirm(services().database, key(), current_user.seat, asked_by, password)
    except LibraryError as error:
        page = render_template(
            "office/account/confirm_password.html", back=_back(), refused=str(error)
        )
        return page, error.status
    return redirect(_onwards(), code=303)


def show_link(code: str) -> str:
    """Show somebody who was given a link where to choose a password."""
    with reading(services().database) as books:
        member = password_reset_links.whose(books, code)
    return render_template("office/account/new_password.html", code=code, name=member.name)


def use_link(code: str) -> ResponseReturnValue:
    """Keep the password, and lead to the door; this browser is known from now on."""
    told = request.form
    with reading(services().database) as books:
        name = password_reset_links.whose(books, code).name
    try:
        kept = chosen(told.get("moi", ""), told.get("lai", ""), name)
    except LibraryError as error:
        shown = {"code": code, "name": name, "refused": str(error)}
        return render_template("office/account/new_password.html", **shown), error.status
    with work(services().database) as books:
        password_reset_links.use(books, code, kept)
    page = render_template("office/account/sign_in.html", back="", name=name, done=True)
    return remember(Response(page), name)


def keep_nothing(response: Response) -> Response:
    """Leave no office page in the browser of a shared computer."""
    response.headers["Cache-Control"] = "no-store"
    return response


def key() -> str:
    """Return the secret of this installation."""
    return secret_key(services().settings)


def browser() -> str:
    """Return the family of the browser that asks."""
    return family(request.user_agent.string)


def _seat(came: Admitted, onwards: str) -> Response:
    session.permanent = True
    login_user(seated(came.token))
    return remember(redirect(onwards, code=303), came.name)


def _back() -> str:
    return request.form.get("tiep", "")


def _onwards() -> str:
    return own_address(request.values.get("tiep"), url_for("office.desk"))
