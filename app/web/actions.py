"""Actions of forms: one unit of work and its message, then the next page or the form again."""

from collections.abc import Callable
from functools import wraps

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.services import services
from library.database import work
from library.errors import LibraryError


def action(
    endpoint: str = "",
    form_again: Callable[..., str] | None = None,
    raised: tuple[int, ...] = (),
) -> Callable[[Callable[..., str | tuple[str, str]]], Callable[..., ResponseReturnValue]]:
    """Wrap a view that changes something; the page at an endpoint follows and shows its message.

    The view gets a session before the values of its address. It returns the message, with the
    address of the next page unless the endpoint is enough. `form_again` shows an error, unless its
    status is among those `raised`: it gets the values of the address and the `problem`.
    """

    def decorate(
        view: Callable[..., str | tuple[str, str]],
    ) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def wrapper(**values: object) -> ResponseReturnValue:
            try:
                with work(services().database) as session:
                    answer = view(session, **values)
            except LibraryError as error:
                if form_again is None or error.status in raised:
                    raise
                return form_again(**values, problem=str(error)), error.status
            message, address = answer if isinstance(answer, tuple) else (answer, None)
            if message:
                flash(message, "good")
            return redirect(address or _address(endpoint, values), code=303)

        return wrapper

    return decorate


def _address(endpoint: str, values: dict[str, object]) -> str:
    """Return the address of a page, with those values of this address that it needs."""
    rule = next(current_app.url_map.iter_rules(endpoint))
    return url_for(endpoint, **{name: values[name] for name in rule.arguments if name in values})
