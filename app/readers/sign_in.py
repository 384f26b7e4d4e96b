"""Opening of reader accounts, sign-in and sign-out."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.accounts import reader_accounts as who
from app.accounts.password_rules import READER_MIN_LENGTH
from app.accounts.passwords import hash_new_password, verify_password
from app.accounts.trusted_browsers import reader_mark, remember_reader
from app.accounts.who_asks import device_id
from app.server.client_shares import share_of_request
from app.services import services
from app.web.caching import NO_STORE, set_policy
from library.database import reading, work
from library.errors import LibraryError
from library.installation import secret_key
from library.readers import reader_accounts
from library.readers.problems import ReaderUnknownError
from library.staff import throttle
from library.staff.throttle import SignInAttempt


def require_accounts_offered() -> ResponseReturnValue | None:
    """Refuse the request unless the library offers accounts here."""
    if services().settings.reader_accounts == "off":
        raise NotFound
    if not who.is_offered():
        return render_template("readers/not_here.html"), 403
    return None


def open_account() -> ResponseReturnValue:
    """Open an account and sign its owner in."""
    form = request.form
    name = form.get("ten", "")
    keys = throttle.account_opening_keys(_hash_key(), share_of_request())
    try:
        with work(services().database) as session:
            throttle.count_attempt(session, keys)
        names = name, services().settings.library_name
        password_hash = hash_new_password(
            form.get("moi", ""), form.get("lai", ""), *names, min_length=READER_MIN_LENGTH
        )
        with work(services().database) as session:
            reader = reader_accounts.open_account(session, name, password_hash)
            token = reader_accounts.sign_in(session, reader.id, remember=_stay_signed_in())
    except LibraryError as error:
        return show_form(opening=name, not_opened=str(error)), error.status
    return _signed_in_response(token, name)


def sign_in() -> ResponseReturnValue:
    """Sign a reader in by name and password."""
    form = request.form
    name = form.get("ten", "")
    try:
        reader_id = check_password(name, form.get("mat-khau", ""))
    except LibraryError as error:
        return show_form(name=name, refused=str(error)), error.status
    with work(services().database) as session:
        token = reader_accounts.sign_in(session, reader_id, remember=_stay_signed_in())
    return _signed_in_response(token, name)


def sign_out() -> ResponseReturnValue:
    """Sign the reader out."""
    with work(services().database) as session:
        reader_accounts.sign_out(session, who.token())
    return who.delete_cookie(redirect(url_for("readers.account"), code=303))


def check_password(name: str, password: str) -> int:
    """Return the id of the reader with this name and password; raise ReaderUnknownError."""
    account_key = reader_accounts.name_key(name)
    attempt = SignInAttempt(account_key, share_of_request(), reader_mark(account_key))
    keys = throttle.reader_keys(_hash_key(), attempt)
    with work(services().database) as session:
        throttle.count_attempt(session, keys)
    with reading(services().database) as session:
        account = reader_accounts.find_with_password(session, name)
    if not verify_password(account[1] if account else None, password):
        raise ReaderUnknownError
    with work(services().database) as session:
        throttle.record_success(session, keys)
    return account[0].id


def show_form(**context: str) -> str:
    """Render the form to sign in or to open an account."""
    return render_template("readers/sign_in.html", is_public=device_id() is not None, **context)


def forbid_caching(response: Response) -> Response:
    """Forbid browsers to store account pages."""
    set_policy(response, NO_STORE)
    return response


def _signed_in_response(token: str, name: str) -> Response:
    response = redirect(url_for("readers.account"), code=303)
    remember_reader(response, reader_accounts.name_key(name))
    return who.set_cookie(response, token, stays=_stay_signed_in())


def _stay_signed_in() -> bool:
    return "giu" in request.form and device_id() is None


def _hash_key() -> str:
    return secret_key(services().settings)
