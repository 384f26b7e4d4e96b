"""Pages of the forms that a member of staff has not saved: list, one form, removal, storing."""

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import BadRequest, HTTPException

from app.accounts.unsaved_forms import tell_script
from app.services import services
from app.web.failed_saves import DRAFT_FIELD, TypedForm, typed_form
from app.web.formats import moment
from library.database import reading, work
from library.staff import form_drafts
from library.staff.form_drafts import UnsavedForm

ADDRESS_FIELD, TITLE_FIELD, PAGE_FIELD = "luu-dia-chi", "luu-ten", "luu-trang"
"""Fields with which a page describes the form that it stores."""


def show_all() -> str:
    """Show this person's unsaved forms."""
    with reading(services().database) as session:
        headings = form_drafts.headings(session, current_user.id)
    return render_template(
        "office/account/unsaved_forms.html",
        headings=headings,
        days=form_drafts.LIFETIME.days,
    )


def show(draft_id: str) -> str:
    """Show one unsaved form with everything typed, to be opened, sent or removed."""
    with reading(services().database) as session:
        heading, unsaved_form = form_drafts.find(session, current_user.id, draft_id)
    view = _view_of(unsaved_form.address)
    return render_template(
        "office/account/unsaved_form.html",
        heading=heading,
        page=unsaved_form.page,
        form=TypedForm(unsaved_form.address, unsaved_form.fields, unsaved_form.files, heading.id),
        reopens=getattr(view, "reopens", False),
    )


def remove(draft_id: str) -> ResponseReturnValue:
    """Remove an unsaved form."""
    with work(services().database) as session:
        form_drafts.remove(session, current_user.id, draft_id)
    flash("Đã xóa biểu mẫu chưa lưu.", "good")
    return tell_script(redirect(url_for("office.unsaved_forms"), code=303), draft_id)


def store() -> Response:
    """Store the form that is being typed; the answer is JSON for the script of the page."""
    address = request.form.get(ADDRESS_FIELD, "")
    form = typed_form()
    if form is None or _view_of(address) is None:
        raise BadRequest
    about = (ADDRESS_FIELD, TITLE_FIELD, PAGE_FIELD)
    unsaved_form = UnsavedForm(
        address,
        tuple((name, text) for name, text in form.fields if name not in about),
        page=request.form.get(PAGE_FIELD, ""),
        title=request.form.get(TITLE_FIELD, ""),
    )
    with work(services().database) as session:
        stored_id = form_drafts.store(
            session, current_user.id, unsaved_form, request.form.get(DRAFT_FIELD, "")
        )
        heading, _ = form_drafts.find(session, current_user.id, stored_id)
    return jsonify(id=stored_id, saved=moment(heading.saved))


def _view_of(address: str) -> object | None:
    """Return the view of the office to which a form is sent; None for any other address."""
    path = address.partition("?")[0]
    if not path.startswith("/can-bo/"):
        return None
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return None
    return current_app.view_functions.get(endpoint)
