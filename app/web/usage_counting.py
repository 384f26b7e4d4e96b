"""Usage counting: searches, record views, page views, and successful queries."""

from functools import partial

from counter_robots import is_robot_or_machine
from flask import Flask, Response, current_app, g, request
from flask_login import current_user

from app.accounts.who_asks import visitor
from app.services import services
from kit.outbox.room_events import report_search
from library import clock
from library.settings import Settings
from points.item_use import record
from points.past_searches import remember, remember_missed
from points.use_kind import DENIALS, UseKind

_COUNTED_STATUSES = (200, 206, 304)


def install(app: Flask, _settings: Settings) -> None:
    """Record the use after each response."""
    app.after_request(_record_use)


def count(kind: UseKind, item_id: str | None = None, page_number: int | None = None) -> None:
    """Mark this request as a use, counted if it is a reader's and succeeds.

    A denial is counted though the request does not succeed.
    """
    use = partial(record, kind=kind, item_id=item_id, page_number=page_number)
    name = "denials" if kind in DENIALS else "uses"
    setattr(g, name, (*g.get(name, ()), use))  # a brief copy of the page has the same tuple


def note_successful_search(query_text: str) -> None:
    """Mark this query as successful, so that it may be suggested to other readers."""
    g.found = query_text


def note_missed_search(query_text: str) -> None:
    """Mark this query as one that found nothing: doubtful lines with its words are worth more."""
    g.missed = query_text


def _record_use(response: Response) -> Response:
    uses, query, miss = g.pop("uses", []), g.pop("found", None), g.pop("missed", None)
    uses = [*(uses if _is_counted(response) else ()), *g.pop("denials", ())]
    if uses and _is_reader_request():
        current_visitor, at, key = visitor(), clock.now(), current_app.secret_key
        for use in uses:
            services().usage_writer.write(partial(use, visitor=current_visitor, at=at))
        if query is not None:
            note = partial(remember, query=query, day=at.date(), key=key)
            services().usage_writer.write(note)
            _report_search(query, has_hits=True)
        if miss is not None:
            note = partial(remember_missed, query=miss, day=at.date(), key=key)
            services().usage_writer.write(note)
            _report_search(miss, has_hits=False)
    return response


def _is_counted(response: Response) -> bool:
    """Return True for an answer with the content or its beginning; later ranges are no new use."""
    begins = request.range.ranges[0][0] if request.range else 0
    return response.status_code in _COUNTED_STATUSES and begins == 0


def _report_search(query_text: str, *, has_hits: bool) -> None:
    settings = services().settings
    if settings.station:
        report = partial(report_search, settings=settings, query=query_text, has_hits=has_hits)
        services().usage_writer.write(report)


def _is_reader_request() -> bool:
    agent = request.user_agent.string
    return (
        request.method == "GET"
        and not _is_prefetch()
        and not current_user.is_authenticated
        and bool(agent)
        and not is_robot_or_machine(agent)
    )


def _is_prefetch() -> bool:
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in purpose for purpose in purposes)
