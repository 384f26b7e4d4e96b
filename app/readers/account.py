"""Account page of a reader: data stored, data export, and deletion."""

from collections.abc import Callable
from functools import wraps

from flask import Response, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import reader_accounts as who
from app.accounts.password_rules import READER_MIN_LENGTH
from app.accounts.passwords import hash_new_password
from app.readers import sign_in
from app.services import services
from app.web.actions import action
from app.web.attachments import as_download
from library.corrections import text_reports
from library.database import reading, work
from library.errors import LibraryError
from library.readers import reader_accounts, reading_lists


def _signed_in_only(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    @wraps(view)
    def guarded() -> ResponseReturnValue:
        if who.account() is None:
            return redirect(url_for("readers.account"), code=303)
        return view()

    return guarded


def show() -> str:
    """Render the account page, or the sign-in form if nobody is signed in."""
    return sign_in.show_form() if who.account() is None else _page()


@_signed_in_only
def send() -> Response:
    """Send all data stored about the reader as JSON."""
    reader = who.account()
    with reading(services().database) as session:
        personal_data = {
            "name": reader.name,
            "opened": reader.opened.isoformat(),
            "list": [_address(place) for place in reading_lists.places(session, reader.id)],
            "proposals": [
                {
                    "page": url_for("public.page", item_id=report.item_id, number=report.number),
                    "title": report.title,
                    "seen": report.seen,
                    "meant": report.meant,
                    "day": report.at.date().isoformat(),
                    "state": state.value,
                }
                for report, state in text_reports.reports_of_reader(session, reader.id)
            ],
        }
    content = json.dumps(personal_data, ensure_ascii=False, indent=1)
    response = Response(content, content_type="application/json; charset=utf-8")
    return as_download(response, "tai-khoan-ban-doc.json")


@_signed_in_only
@action()
def merge(session: Session) -> tuple[str, str]:
    """Add the submitted entries to the reading list of the account."""
    places = reading_lists.read_places(request.form.get("m", ""))
    reading_lists.merge(session, who.account().id, places)
    return "", url_for("readers.account", **{"da-ghi": 1})


@_signed_in_only
@action("readers.account")
def drop(session: Session) -> str:
    """Remove one entry from the reading list."""
    reading_lists.drop(session, who.account().id, request.form.get("m", ""))
    return ""


@_signed_in_only
def change_password() -> ResponseReturnValue:
    """Change the password."""
    form, reader = request.form, who.account()
    try:
        sign_in.check_password(reader.name, form.get("cu", ""))
        names = reader.name, services().settings.library_name
        password_hash = hash_new_password(
            form.get("moi", ""), form.get("lai", ""), *names, min_length=READER_MIN_LENGTH
        )
    except LibraryError as error:
        return _page(problem=str(error)), error.status
    with work(services().database) as session:
        reader_accounts.set_password(session, reader.id, password_hash, current_session=who.token())
    return redirect(url_for("readers.account", **{"da-doi": 1}), code=303)


@_signed_in_only
def close() -> ResponseReturnValue:
    """Delete the account with all its data."""
    reader = who.account()
    try:
        sign_in.check_password(reader.name, request.form.get("mat-khau", ""))
    except LibraryError as error:
        return _page(not_closed=str(error)), error.status
    with work(services().database) as session:
        reader_accounts.close(session, reader.id)
    return who.delete_cookie(Response(render_template("readers/closed.html")))


def _page(**messages: str) -> str:
    reader = who.account()
    with reading(services().database) as session:
        return render_template(
            "readers/account.html",
            reader=reader,
            list_address=",".join(reading_lists.places(session, reader.id)),
            how_many=len(reading_lists.places(session, reader.id)),
            proposals=text_reports.reports_of_reader(session, reader.id),
            most=reading_lists.MAX_ENTRIES,
            **messages,
        )


def _address(place: str) -> str:
    item_id, _, number = place.partition(":")
    if number:
        return url_for("public.page", item_id=item_id, number=int(number))
    return url_for("public.item", item_id=item_id)
