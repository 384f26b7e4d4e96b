"""Error answers that explain the problem and the next step: pages, or JSON for computers."""

import logging
from collections.abc import Callable
from functools import wraps

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from app.accounts import unsaved_forms
from app.services import services
from app.web.caching import NO_STORE, set_policy
from app.web.failed_saves import typed_form
from app.web.language import current_language
from app.web.remedies import is_office_address, is_office_request, previous_page, remedies
from app.web.security import is_from_this_site
from library.database_failures import failure_of
from library.errors import FormExpiredError, LibraryError
from library.repeats import repeated
from library.settings import Settings

JSON_APIS = ("/api/k/", "/api/kit/", "/api/v1/", "/sushi/", "/mcp")
"""Addresses of programs, which read JSON only: public computers, stations, the API, COUNTER,
models."""

_REREADABLE_BODIES = (
    "",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json",
)
"""Types of bodies that Flask parses once and keeps; no type means no body."""

_log = logging.getLogger(__name__)
_TEMPLATES = {403: "403", 404: "404", 405: "405", 413: "413", 500: "500"}
_PROGRAM_MESSAGES = {
    400: "Yêu cầu không đúng dạng.",
    404: "Không có địa chỉ này.",
    405: "Địa chỉ này không nhận phương thức ấy.",
    413: "Yêu cầu quá lớn.",
    500: "Máy chủ có lỗi; lỗi đã được ghi lại. Hãy thử lại sau ít phút.",
}


def install(app: Flask, _settings: Settings) -> None:
    """Register a helpful answer for every error."""
    app.register_error_handler(LibraryError, _expected)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OverflowError, _out_of_range)
    app.register_error_handler(DataError, _out_of_range)
    app.register_error_handler(Exception, _unexpected)
    app.preprocess_request = _repeating(app.preprocess_request)
    app.dispatch_request = _always_answering(_repeating(app.dispatch_request))


def _repeating(part: Callable[..., object]) -> Callable[..., object]:
    """Return a part of the request that runs again if the database ended it before a commit.

    A body that a view reads piece by piece cannot be read twice.
    """

    @wraps(part)
    def run(*args: object) -> object:
        if request.mimetype not in _REREADABLE_BODIES:
            return part(*args)
        context = dict(vars(g))
        return repeated(lambda: _from_the_beginning(context, part, *args))

    return run


def _from_the_beginning(
    context: dict[str, object], part: Callable[..., object], *args: object
) -> object:
    """Run a part of the request without what an earlier attempt noted: a use counts once."""
    vars(g).clear()
    vars(g).update(context)
    for file in request.files.values() if "files" in vars(request) else ():
        file.stream.seek(0)
    return part(*args)


def _always_answering(dispatch: Callable[[], ResponseReturnValue]) -> Callable[..., object]:
    """Return a dispatcher that turns panics of native libraries into exceptions.

    A panic is a BaseException, for which the server would leave the reader without an answer.
    """

    @wraps(dispatch)
    def answer(*args: object) -> ResponseReturnValue:
        try:
            return dispatch(*args)
        except (Exception, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:
            raise RuntimeError(str(error)) from error

    return answer


def _expected(error: LibraryError) -> Response:
    g.refusal = error
    if error.status >= 500 and error.retry_after is None:
        _log.error("%s", error)
    text = str(error) if is_office_address() else error.reason
    comes_back = (error.status >= 500 or error.shows_form) and not _is_program_request()
    form = typed_form() if comes_back else None
    if form is not None:
        body = _render("not_saved", form=form, reason=text)
        response = set_policy(make_response(body, error.status), NO_STORE)
    elif error.retry_after is None or _is_program_request():
        response = _answer(error.status, message=text)
    else:
        body = _render("retry", message=text, seconds=error.retry_after)
        response = make_response(body, error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _form_too_old(_error: CSRFError) -> Response:
    """Store the form or send it back, if it comes from a page of this site."""
    try:
        form_address = unsaved_forms.hold()
    except Exception as error:  # a failed database must not lose the form
        return _unexpected(error)
    if form_address:
        return make_response(redirect(url_for("office.sign_in", tiep=form_address), code=303))
    if is_from_this_site() and typed_form():
        return _expected(FormExpiredError())
    return make_response(_render("form"), 400)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()
    response = _answer(error.code)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _out_of_range(_error: Exception) -> Response:
    """Return 404 for a number that no table can hold."""
    _log.warning("A number is out of range", exc_info=True)
    return _answer(404)


def _unexpected(error: Exception) -> Response:
    _log.exception("A request failed")
    failure = failure_of(error)
    return _answer(500) if failure is None else _expected(failure)


def _is_program_request() -> bool:
    return request.path.startswith(JSON_APIS)


def _answer(status: int, message: str = "") -> Response:
    return _json(status, message) if _is_program_request() else _page(status, message)


def _json(status: int, message: str) -> Response:
    response = jsonify(error=message or _PROGRAM_MESSAGES.get(status, f"Lỗi {status}."))
    response.status_code = status
    return set_policy(response, NO_STORE)


def _page(status: int, message: str) -> Response:
    if message and status < 500 and is_office_request():
        steps, back = remedies(g.get("refusal")), previous_page()
        body = _render("refused", message=message, steps=steps, back=back, form=typed_form())
        return set_policy(make_response(body, status), NO_STORE)
    name = _TEMPLATES.get(status, "other")
    return make_response(_render(name, message=message, status=status), status)


def _render(name: str, **values: object) -> str:
    """Render an error page; without menus if they need the database that has just failed."""
    template = f"errors/{name}.html"
    try:
        return render_template(template, **values)
    except Exception:  # whatever failed in the menus, the reason of the first failure is shown
        _log.exception("The menus of an error page failed")
        page = current_app.jinja_env.get_template(template)
        values |= {"layout": "layout/plain.html", "language": current_language()}
        return page.render(upload_mb=services().settings.upload_mb, **values)
