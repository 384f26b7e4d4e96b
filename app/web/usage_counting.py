"""Counts what readers do: searches, records looked at, pages read; notes what was found."""

from functools import partial

from counter_robots import is_robot_or_machine
from flask import Flask, Response, current_app, g, request
from flask_login import current_user

from app.accounts.who_asks import visitor
from app.services import services
from library import clock
from library.settings import Settings
from library.usage.item_use import record
from library.usage.models import UseKind
from library.usage.past_searches import remember

_GOOD_ANSWERS = (200, 304)


def install(app: Flask, _settings: Settings) -> None:
    """Look at each answer on its way out."""
    app.after_request(_write_down)


def count(kind: UseKind, item_id: str | None = None, page_number: int | None = None) -> None:
    """Say that this request, if a reader's and answered well, is a use."""
    g.use = partial(record, kind=kind, item_id=item_id, page_number=page_number)


def note_found(typed: str) -> None:
    """Say that what this request asked for, if a reader's, may help others who begin to type it."""
    g.found = typed


def _write_down(response: Response) -> Response:
    use, found = g.pop("use", None), g.pop("found", None)
    if use is not None and response.status_code in _GOOD_ANSWERS and _is_a_reader():
        who, at, key = visitor(), clock.now(), current_app.secret_key
        services().clerk.write(lambda session: use(session, visitor=who, at=at))
        if found is not None:
            services().clerk.write(lambda session: remember(session, found, at.date(), key))
    return response


def _is_a_reader() -> bool:
    agent = request.user_agent.string
    return (
        request.method == "GET"
        and not _fetched_ahead()
        and not current_user.is_authenticated
        and bool(agent)
        and not is_robot_or_machine(agent)
    )


def _fetched_ahead() -> bool:
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in purpose for purpose in purposes)
