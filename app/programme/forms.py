"""Shows the statistical forms filled in, sends them as files, and takes their wording anew."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.programme import scope
from app.programme.conversions import converted
from app.services import services
from app.web.attachments import DOCX, XLSX, as_download
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.programme.forms import fill, form_store, form_values
from library.programme.forms.fill import Filled
from library.programme.periods import year
from library.programme.problems import FormNotFoundError

_LARGEST = 500_000
_TYPES = {"docx": DOCX, "pdf": "application/pdf", "xlsx": XLSX}


def show_all() -> str:
    """Show the forms, which figures they may ask for, and the form that takes a wording."""
    return _all()


def enter() -> ResponseReturnValue:
    """Take a form, or its next version."""
    try:
        text, workbook = _handed_in("tep"), _handed_in("bang-tinh") or None
        with work(services().database) as session:
            entered = form_store.enter(
                session,
                text.decode("utf-8-sig", errors="replace"),
                workbook,
                by=current_user.name,
                reason=request.form.get("ly-do", ""),
            )
    except LibraryError as error:
        return _all(str(error)), error.status
    flash(f"Đã ghi biểu {entered.code}, phiên bản {entered.version}.", "good")
    return redirect(url_for("programme.form", code=entered.code), code=303)


def show(code: str) -> str:
    """Show a form filled in, of a period, of the province or of one point."""
    with reading(services().database) as session:
        points = scope.mine(session)
        done = _filled(session, code)
        versions = form_store.history(session, code)
    this = clock.today().year
    return render_template(
        "programme/form.html",
        done=done,
        points=points,
        code=request.args.get("diem", ""),
        period=done.period,
        periods=[year(this - back) for back in range(5)],
        versions=versions,
    )


def send(code: str, suffix: str) -> Response:
    """Send a form filled in as a file."""
    with reading(services().database) as session:
        done = _filled(session, code)
        if suffix == "xlsx":
            made = fill.as_xlsx(session, done)
        else:
            made = fill.as_paper(done, services().settings.library_name)
    if suffix == "pdf":
        made = converted(made, suffix, services().settings.cache, done.title)
    return as_download(Response(made, content_type=_TYPES[suffix]), f"{done.title}.{suffix}")


def send_wording(code: str, suffix: str) -> Response:
    """Send the wording as it is now: the file to be changed, or the workbook beside it."""
    with reading(services().database) as session:
        text = form_store.text_of(session, code)
        workbook = form_store.workbook_of(session, code)
    if suffix == "toml":
        return as_download(
            Response(text, content_type="application/toml; charset=utf-8"), f"{code}.toml"
        )
    if workbook is None:
        raise FormNotFoundError(f"{code}.xlsx")
    return as_download(Response(workbook, content_type=XLSX), f"{code}.xlsx")


def _filled(session: Session, code: str) -> Filled:
    form, points = form_store.form_of(session, code), scope.mine(session)
    point = scope.asked_point(points)
    named = next(((one.code, one.facts.name) for one in points if one.code == point), None)
    return fill.fill(session, form, scope.asked_period(), clock.today(), named)


def _handed_in(name: str) -> bytes:
    file = request.files.get(name)
    return file.read(_LARGEST) if file else b""


def _all(problem: str = "") -> str:
    with reading(services().database) as session:
        found = form_store.every_form(session)
    return render_template(
        "programme/forms.html", forms=found, figures=form_values.known(), problem=problem
    )
