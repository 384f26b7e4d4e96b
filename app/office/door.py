"""Lets staff in and out."""

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from app.house import house
from app.security import own_address
from app.signing_in import admit
from library.errors import LibraryError


def show() -> ResponseReturnValue:
    """Ask for name and password."""
    if current_user.is_authenticated:
        return redirect(_onwards(), code=303)
    return render_template("office/sign_in.html", back=request.args.get("tiep", ""))


def sign_in() -> ResponseReturnValue:
    """Let in who knows the password, and lead them where they were going."""
    name, back = request.form.get("ten", ""), request.form.get("tiep", "")
    try:
        member = admit(house().database, name, request.form.get("mat-khau", ""))
    except LibraryError as error:
        page = render_template("office/sign_in.html", back=back, name=name, refused=str(error))
        return page, error.status
    session.clear()  # nothing a stranger may have planted before survives
    session.permanent = True
    login_user(member)
    return redirect(_onwards(), code=303)


def sign_out() -> ResponseReturnValue:
    """Forget who was here."""
    logout_user()
    session.clear()
    return redirect(url_for("public.home"), code=303)


def keep_nothing(response: Response) -> Response:
    """Leave no office page in the browser of a shared computer."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _onwards() -> str:
    return own_address(request.values.get("tiep"), url_for("office.desk"))
