"""Makes this computer known to the library by a code that is typed once."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.house import house
from app.visitors import DEVICE_COOKIE, device_id
from library.database import work
from library.points.enrolment import enrol

_TEN_YEARS = 10 * 365 * 24 * 3600


def show() -> str:
    """Say whether this computer is known, and ask for the code when it is not."""
    return render_template("kiosk/enrolment.html", known=device_id() is not None, refused=False)


def enrol_this() -> ResponseReturnValue:
    """Exchange the code for a token that stays in this browser."""
    with work(house().database) as session:
        token = enrol(session, request.form.get("ma", ""))
    if token is None:
        return render_template("kiosk/enrolment.html", known=False, refused=True), 400
    response = redirect(url_for("kiosk.enrolment"), code=303)
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=_TEN_YEARS,
        httponly=True,
        samesite="Strict",
        secure=house().settings.https,
    )
    return response
