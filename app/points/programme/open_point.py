"""Opening of a new access point with one form: data, hours, equipment and codes."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.unsaved_forms import reopens, report_saved
from app.points.access_points import point_forms as forms
from app.services import services
from app.web.form_versions import stop_if_reopened
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from points.programme import new_point
from points.programme.new_point import MAX_COMPUTERS, NewPoint

_USUAL_HOURS = "7:30-11:30 13:30-17:00"


def show(problem: str = "") -> str:
    """Show the form, prefilled from the register of candidates."""
    number, facts = request.values.get("so", type=int), None
    if number is not None:
        with reading(services().database) as session:
            facts = new_point.candidate_facts(session, number)
    return render_template(
        "points/programme/open_point.html",
        facts=facts,
        number=number,
        typed=request.form,
        today=clock.today(),
        usual=_USUAL_HOURS,
        most=MAX_COMPUTERS,
        problem=problem,
    )


@reopens
def open_point() -> ResponseReturnValue:
    """Open the point and show the enrolment codes of its computers once."""
    form = request.form
    try:
        stop_if_reopened()
        new = NewPoint(
            code=forms.code(form),
            facts=forms.facts(form),
            week=[form.get("gio-ngay", "")] * 5 + [form.get("gio-bay", ""), form.get("gio-cn", "")],
            computers=form.get("so-may", -1, type=int),
            source=forms.text(form, "nguon"),
            candidate=form.get("so", type=int),
        )
        with work(services().database) as session:
            codes = new_point.open_point(session, new, since=forms.day(form), by=current_user.name)
    except LibraryError as error:
        return show(str(error)), error.status
    report_saved()
    return render_template("points/programme/opened.html", new=new, codes=codes)
