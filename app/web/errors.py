"""Error pages that explain the problem and the next step."""

import logging
from collections.abc import Callable
from functools import wraps

from flask import Flask, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from library.errors import LibraryError
from library.settings import Settings

_log = logging.getLogger(__name__)
_TEMPLATES = {403: "403", 404: "404", 405: "405", 413: "413", 500: "500"}


def install(app: Flask, _settings: Settings) -> None:
    """Register a helpful page for every error."""
    app.register_error_handler(LibraryError, _expected)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OverflowError, _out_of_range)
    app.register_error_handler(DataError, _out_of_range)
    app.register_error_handler(Exception, _unexpected)
    app.dispatch_request = _always_answering(app.dispatch_request)


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
    if error.status >= 500:
        _log.error("%s", error)
    return _page(error.status, message=str(error))


def _form_too_old(_error: CSRFError) -> Response:
    return make_response(render_template("errors/form.html"), 400)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code)


def _out_of_range(_error: Exception) -> Response:
    """Return 404 for a number that no table can hold."""
    _log.warning("A number is out of range", exc_info=True)
    return _page(404)


def _unexpected(_error: Exception) -> Response:
    _log.exception("A request failed")
    return _page(500)


def _page(status: int, message: str = "") -> Response:
    name = _TEMPLATES.get(status, "other")
    return make_response(
        render_template(f"errors/{name}.html", said=message, status=status), status
    )
