"""Opens a further point with one form: record, hours, equipment, codes, page."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.access_points import point_forms as forms
from app.services import services
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.programme import new_point
from library.programme.new_point import MOST, NewPoint

_USUAL = "7:30-11:30 13:30-17:00"


def show() -> str:
    """Ask what the new point is; what the register of candidates says stands there already."""
    return _form()


def take() -> ResponseReturnValue:
    """Open the point, and show once the codes for its computers."""
    told = request.form
    try:
        new = NewPoint(
            code=forms.code(told),
            facts=forms.facts(told),
            week=[told.get("gio-ngay", "")] * 5 + [told.get("gio-bay", ""), told.get("gio-cn", "")],
            computers=told.get("so-may", -1, type=int),
            source=forms.text(told, "nguon"),
            candidate=told.get("so", type=int),
        )
        with work(services().database) as session:
            codes = new_point.open_point(session, new, since=forms.day(told), by=current_user.name)
    except LibraryError as error:
        return _form(str(error)), error.status
    return render_template("programme/opened.html", new=new, codes=codes)


def _form(problem: str = "") -> str:
    number, facts = request.values.get("so", type=int), None
    if number is not None:
        with reading(services().database) as session:
            facts = new_point.suggested(session, number)
    return render_template(
        "programme/open_point.html",
        facts=facts,
        number=number,
        typed=request.form,
        today=clock.today(),
        usual=_USUAL,
        most=MOST,
        problem=problem,
    )
