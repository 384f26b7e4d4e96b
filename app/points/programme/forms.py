"""Statistical forms: filled in on screen and as files, and updates of their templates."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.points.programme import scope
from app.points.programme.conversions import convert_paper
from app.points.programme.uploaded_versions import merge_upload, upload_to_decide, uploaded_text
from app.services import services
from app.web.attachments import DOCX, XLSX, as_download
from app.web.body_limits import receives_files
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from points.programme.forms import fill, form_store, form_values
from points.programme.forms.fill import FilledForm
from points.programme.periods import year
from points.programme.problems import FormNotFoundError

_MAX_UPLOAD_BYTES = 500_000
_TYPES = {"docx": DOCX, "pdf": "application/pdf", "xlsx": XLSX}


def show_all(problem: str = "") -> str:
    """Show the forms, the available figures and the upload form for a template."""
    with reading(services().database) as session:
        forms = form_store.every_form(session)
        versions = {form.code: str(max(form_store.texts(session, form.code))) for form in forms}
    return render_template(
        "points/programme/forms.html",
        forms=forms,
        figures=form_values.available_figures(),
        versions=versions,
        problem=problem,
        text=upload_to_decide(),
    )


@receives_files
def enter() -> ResponseReturnValue:
    """Save a new form or its next version."""
    code, text = request.form.get("dan-vao", ""), uploaded_text(_MAX_UPLOAD_BYTES)
    try:
        with work(services().database) as session:
            if code:
                text = form_store.with_pasted_lines(
                    form_store.text_of(session, code),
                    request.form.get("dong", ""),
                    request.form.get("ly-do", ""),
                )
            form = form_store.enter(
                session,
                _with_newer_version(session, text),
                _uploaded_workbook(),
                by=current_user.name,
                reason=request.form.get("ly-do", ""),
            )
    except LibraryError as error:
        return (show(code, str(error)) if code else show_all(str(error))), error.status
    flash(f"Đã ghi biểu {form.code}, phiên bản {form.version}.", "good")
    return redirect(url_for("programme.form", code=form.code), code=303)


def show(code: str, problem: str = "") -> str:
    """Show a filled form of a period, for the province or one point."""
    with reading(services().database) as session:
        form = _fill_form(session, code)
        points = scope.own_points(session, form.period)
        versions = form_store.history(session, code)
    this_year = clock.today().year
    return render_template(
        "points/programme/form.html",
        filled_form=form,
        points=points,
        code=request.args.get("diem", ""),
        period=form.period,
        periods=[year(this_year - years_back) for years_back in range(5)],
        versions=versions,
        problem=problem,
        figures=form_values.available_figures() if form.form.awaits_text else {},
    )


def send(code: str, suffix: str) -> Response:
    """Send a filled form as a file."""
    with reading(services().database) as session:
        form = _fill_form(session, code)
        if suffix == "xlsx":
            content = fill.as_xlsx(session, form)
        else:
            content = fill.as_paper(form, services().settings.library_name)
    if suffix == "pdf":
        content = convert_paper(content, suffix, services().settings.cache, form.title)
    return as_download(Response(content, content_type=_TYPES[suffix]), f"{form.title}.{suffix}")


def send_wording(code: str, suffix: str) -> Response:
    """Send the current template: the TOML file or its workbook."""
    with reading(services().database) as session:
        text = form_store.text_of(session, code)
        version = max(form_store.texts(session, code))
        workbook = form_store.workbook_of(session, code)
    if suffix == "toml":
        response = Response(text, content_type="application/toml; charset=utf-8")
        return as_download(response, f"{code}-{version}.toml")
    if workbook is None:
        raise FormNotFoundError(f"{code}.xlsx")
    return as_download(Response(workbook, content_type=XLSX), f"{code}.xlsx")


def _fill_form(session: Session, code: str) -> FilledForm:
    form, points = (
        form_store.form_of(session, code),
        scope.own_points(session, scope.asked_period()),
    )
    point = scope.asked_point(points)
    point_name = next(((item.code, item.facts.name) for item in points if item.code == point), None)
    return fill.fill(session, form, scope.asked_period(), clock.today(), point_name)


def _with_newer_version(session: Session, text: str) -> str:
    """Return an uploaded template with what others entered after its file was downloaded."""
    code = form_store.read_form(text).code
    return merge_upload(code, form_store.texts(session, code), text)


def _uploaded_workbook() -> bytes | None:
    file = request.files.get("bang-tinh")
    return (file.read(_MAX_UPLOAD_BYTES) or None) if file else None
