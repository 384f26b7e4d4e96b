"""Forms of staff that are not saved yet: stored when they are refused, opened again, removed.

A form of the office carries a stamp: the signed number of the person for whom the page was made.
With it, a form that arrives without a session is stored for that person, and only that person can
open it after signing in. A stranger has no stamp, and so cannot store anything.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, flash, g, make_response, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import BadSignature, TimestampSigner
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import ImmutableMultiDict

from app.services import services
from app.web.failed_saves import DRAFT_FIELD, STAMP_FIELD, address_of_request, typed_form
from app.web.security import referring_page
from library.database import reading, work
from library.errors import LibraryError
from library.installation import secret_key
from library.settings import Settings
from library.staff import form_drafts
from library.staff.form_drafts import DraftHeading, UnsavedForm
from library.staff.models import StaffMember

REOPEN_FIELD = "mo-lai"
"""Field with the id of the stored form that is to be shown in its own form again."""

SAVED_COOKIE = "da-luu"
"""Cookie with the id of the form that was saved last, for the script that keeps a copy of it."""

_SAVED_COOKIE_SECONDS = 3600
_TITLE_LENGTH = 80
_STAMPED_BLUEPRINTS = ("office", "programme")
_NEVER_STORED = {
    *("office.store_form", "office.remove_form", "office.sign_out"),
    "office.check_marc",  # sent by a script while a record is typed
}
_View = TypeVar("_View", bound=Callable[..., ResponseReturnValue])


def install(app: Flask, _settings: Settings) -> None:
    """Make the stamp and the stored forms available to templates."""
    app.jinja_env.globals.update(
        form_stamp=form_stamp,
        draft_id=draft_id,
        unsaved_forms=unsaved_forms,
        reopened=reopened,
        comes_back=comes_back,
        typed_value=typed_value,
    )


def reopens(view: _View) -> _View:
    """Mark a view that can show its form with stored values; it asks `reopened`."""
    view.reopens = True
    return view


def form_stamp() -> str:
    """Return the stamp of the signed-in person; empty outside the office."""
    if request.blueprint not in _STAMPED_BLUEPRINTS:
        return ""
    try:
        is_signed_in = current_user.is_authenticated
    except SQLAlchemyError:  # the page reports a failed database, and must be able to do so
        return request.form.get(STAMP_FIELD, "")
    if not is_signed_in:
        return request.form.get(STAMP_FIELD, "")
    return _signer().sign(str(current_user.id)).decode()


def hold() -> str | None:
    """Store the refused form of this request; return the address of its page.

    Returns None if there is nothing to store, no stamp, or no room for it.
    """
    member_id, form = _stamped_member(), typed_form()
    if request.endpoint in _NEVER_STORED or member_id is None or form is None:
        return None
    if not any(text.strip() for _, text in form.fields):
        return None
    title = " ".join(form.texts[0].split())[:_TITLE_LENGTH] if form.texts else ""
    unsaved_form = UnsavedForm(form.address, form.fields, form.files, referring_page().path, title)
    try:
        with work(services().database) as db:
            if db.get(StaffMember, member_id) is None:
                return None
            stored_id = form_drafts.store(
                db,
                member_id,
                unsaved_form,
                request.form.get(DRAFT_FIELD, ""),
                replaces_oldest=current_user.is_authenticated and current_user.id == member_id,
            )
    except LibraryError:
        return None
    return url_for("office.unsaved_form", draft_id=stored_id)


def hold_and_report() -> None:
    """Store the refused form of a signed-in person, and report on the next page where it is."""
    if request.method == "POST" and hold():
        flash("Những gì bạn vừa gõ được giữ ở “Biểu mẫu chưa lưu” trên bàn làm việc.", "good")


def reopen() -> DraftHeading:
    """Put the stored form that is asked for in place of this request's form, and return it.

    Raises DraftNotFoundError.
    """
    with reading(services().database) as db:
        heading, form = form_drafts.find(db, current_user.id, request.form[REOPEN_FIELD])
    request.form = ImmutableMultiDict([*form.fields, (DRAFT_FIELD, heading.id)])
    g.reopened_form = heading
    return heading


def reopened() -> DraftHeading | None:
    """Return the stored form with which this page is filled, if there is one."""
    return g.get("reopened_form")


def comes_back(action: str) -> bool:
    """Return True if this page shows the form with this action again as it was sent."""
    return request.method == "POST" and address_of_request() == action


def draft_id(action: str) -> str:
    """Return the id of the stored form that a page shows again in the form with this action."""
    return request.form.get(DRAFT_FIELD, "") if comes_back(action) else ""


def typed_value(action: str, name: str, stored_value: object = "") -> object:
    """Return a field as it was sent with the form that comes back, or the stored value."""
    return request.form.get(name, stored_value) if comes_back(action) else stored_value


def unsaved_forms(action: str) -> list[DraftHeading]:
    """Return this person's stored forms for an address, without the one that is shown."""
    if "unsaved_forms" not in g:
        with reading(services().database) as db:
            g.unsaved_forms = form_drafts.headings(db, current_user.id)
    open_draft_id = draft_id(action)
    return [form for form in g.unsaved_forms if form.address == action and form.id != open_draft_id]


def report_saved() -> None:
    """Report that the form of this request is saved, although the answer is no redirect."""
    g.form_saved = True


def remove_saved(answer: ResponseReturnValue) -> ResponseReturnValue:
    """Remove the stored form after its form was saved, which a redirect shows."""
    saved_id = request.form.get(DRAFT_FIELD, "")
    if not saved_id:
        return answer
    response = make_response(answer)
    is_saved = 300 <= response.status_code < 400 and not _was_refused()
    if not (is_saved or g.get("form_saved")):
        return response
    with work(services().database) as db:
        form_drafts.remove(db, current_user.id, saved_id, address_of_request())
    return tell_script(response, saved_id)


def tell_script(response: Response, saved_id: str) -> Response:
    """Report to the script of the page which form it need not keep any more."""
    response.set_cookie(
        SAVED_COOKIE,
        saved_id,
        max_age=_SAVED_COOKIE_SECONDS,
        path="/can-bo",
        samesite="Strict",
        secure=services().settings.https,
    )
    return response


def _was_refused() -> bool:
    kinds = {kind for kind, _ in session.get("_flashes", ())}
    return "bad" in kinds and "good" not in kinds


def _stamped_member() -> int | None:
    lifetime = int(form_drafts.LIFETIME.total_seconds())
    try:
        return int(_signer().unsign(request.form.get(STAMP_FIELD, ""), max_age=lifetime))
    except (BadSignature, ValueError):
        return None


def _signer() -> TimestampSigner:
    return TimestampSigner(secret_key(services().settings), salt=STAMP_FIELD)
