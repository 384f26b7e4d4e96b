"""Shows readers what the library keeps of them, hands it out, and throws it away when asked."""

from collections.abc import Callable
from functools import wraps

from flask import Response, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import reader_accounts as who
from app.accounts.passwords import chosen
from app.readers import sign_in
from app.services import services
from app.web.attachments import as_download
from library.corrections.reader_reports import text_reports
from library.database import reading, work
from library.errors import LibraryError
from library.readers import reader_accounts, reading_lists


def _for_its_owner(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    @wraps(view)
    def owned() -> ResponseReturnValue:
        if who.account() is None:
            return redirect(url_for("readers.account"), code=303)
        return view()

    return owned


def show() -> str:
    """Show the list, the proposals and what can be done; or ask who is there."""
    return sign_in.ask() if who.account() is None else _page()


@_for_its_owner
def send() -> Response:
    """Send all that is kept of a reader."""
    reader = who.account()
    with reading(services().database) as session:
        told = {
            "name": reader.name,
            "opened": reader.opened.isoformat(),
            "list": [_address(place) for place in reading_lists.places(session, reader.id)],
            "proposals": [
                {
                    "page": url_for("public.page", item_id=one.item_id, number=one.number),
                    "title": one.title,
                    "seen": one.seen,
                    "meant": one.meant,
                    "day": one.at.date().isoformat(),
                    "state": state.value,
                }
                for one, state in text_reports.of_reader(session, reader.id)
            ],
        }
    written = json.dumps(told, ensure_ascii=False, indent=1)
    response = Response(written, content_type="application/json; charset=utf-8")
    return as_download(response, "tai-khoan-ban-doc.json")


@_for_its_owner
def merge() -> ResponseReturnValue:
    """Put what is told on the list of the account."""
    with work(services().database) as session:
        reading_lists.merge(
            session, who.account().id, reading_lists.read_places(request.form.get("m", ""))
        )
    return redirect(url_for("readers.account", **{"da-ghi": 1}), code=303)


@_for_its_owner
def drop() -> ResponseReturnValue:
    """Take one thing off the list."""
    with work(services().database) as session:
        reading_lists.drop(session, who.account().id, request.form.get("m", ""))
    return redirect(url_for("readers.account"), code=303)


@_for_its_owner
def change_password() -> ResponseReturnValue:
    """Keep a new password."""
    told, reader = request.form, who.account()
    try:
        sign_in.must_know(reader.name, told.get("cu", ""))
        kept = chosen(told.get("moi", ""), told.get("lai", ""), reader.name)
    except LibraryError as error:
        return _page(problem=str(error)), error.status
    with work(services().database) as session:
        reader_accounts.set_password(session, reader.id, kept, here=who.token())
    return redirect(url_for("readers.account", **{"da-doi": 1}), code=303)


@_for_its_owner
def close() -> ResponseReturnValue:
    """Throw the account away, with all that belongs to it."""
    reader = who.account()
    try:
        sign_in.must_know(reader.name, request.form.get("mat-khau", ""))
    except LibraryError as error:
        return _page(not_closed=str(error)), error.status
    with work(services().database) as session:
        reader_accounts.close(session, reader.id)
    return who.forget(Response(render_template("readers/closed.html")))


def _page(**told: str) -> str:
    reader = who.account()
    with reading(services().database) as session:
        return render_template(
            "readers/account.html",
            reader=reader,
            list_address=",".join(reading_lists.places(session, reader.id)),
            how_many=len(reading_lists.places(session, reader.id)),
            proposals=text_reports.of_reader(session, reader.id),
            most=reading_lists.MOST,
            **told,
        )


def _address(place: str) -> str:
    item_id, _, number = place.partition(":")
    if number:
        return url_for("public.page", item_id=item_id, number=int(number))
    return url_for("public.item", item_id=item_id)
