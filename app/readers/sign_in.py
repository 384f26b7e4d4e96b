"""Lets readers open an account, come in and go out."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.accounts import reader_accounts as who
from app.accounts.passwords import chosen, is_right
from app.accounts.who_asks import device_id
from app.services import services
from library.database import reading, work
from library.errors import LibraryError
from library.installation import secret_key
from library.readers import reader_accounts
from library.readers.problems import ReaderUnknownError
from library.staff import throttle


def be_closed() -> ResponseReturnValue | None:
    """Answer as if there were nothing here, unless the library offers accounts."""
    if services().settings.reader_accounts == "off":
        raise NotFound
    if not who.offered():
        return render_template("readers/not_here.html"), 403
    return None


def open_account() -> ResponseReturnValue:
    """Open an account and let its owner in."""
    told = request.form
    name = told.get("ten", "")
    counted = throttle.keys_of_opening(_key(), request.remote_addr or "")
    try:
        with work(services().database) as session:
            throttle.take_a_try(session, counted)
        kept = chosen(told.get("moi", ""), told.get("lai", ""), name)
        with work(services().database) as session:
            reader = reader_accounts.open_account(session, name, kept)
            token = reader_accounts.sign_in(session, reader.id, stays=_stays())
    except LibraryError as error:
        return ask(opening=name, not_opened=str(error)), error.status
    return _come_in(token)


def sign_in() -> ResponseReturnValue:
    """Let in who knows the password."""
    told = request.form
    name = told.get("ten", "")
    try:
        reader_id = must_know(name, told.get("mat-khau", ""))
    except LibraryError as error:
        return ask(name=name, refused=str(error)), error.status
    with work(services().database) as session:
        token = reader_accounts.sign_in(session, reader_id, stays=_stays())
    return _come_in(token)


def sign_out() -> ResponseReturnValue:
    """Forget who was here."""
    with work(services().database) as session:
        reader_accounts.sign_out(session, who.token())
    return who.forget(redirect(url_for("readers.account"), code=303))


def must_know(name: str, password: str) -> int:
    """Return whose name and password this is; raise ReaderUnknownError."""
    counted = throttle.keys_of_reader(_key(), name, request.remote_addr or "")
    with work(services().database) as session:
        throttle.take_a_try(session, counted)
    with reading(services().database) as session:
        found = reader_accounts.password_of(session, name)
    if not is_right(found[1] if found else None, password):
        raise ReaderUnknownError
    with work(services().database) as session:
        throttle.succeeded(session, counted)
    return found[0].id


def ask(**told: str) -> str:
    """Ask who is there, or to open an account."""
    return render_template("readers/sign_in.html", is_public=device_id() is not None, **told)


def keep_nothing(response: Response) -> Response:
    """Leave no page about an account in a browser."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _come_in(token: str) -> Response:
    return who.keep(redirect(url_for("readers.account"), code=303), token, stays=_stays())


def _stays() -> bool:
    return "giu" in request.form and device_id() is None


def _key() -> str:
    return secret_key(services().settings)
