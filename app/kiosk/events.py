"""The door at which public computers speak: each may add its own events and read its own rules."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import wraps

from flask import Response, jsonify, request
from flask import session as visit
from sqlalchemy.orm import Session

from app.accounts.reader_accounts import forget as forget_reader
from app.accounts.who_asks import keep_token
from app.services import services
from app.web.data_saver import forget as forget_budget
from app.web.language import forget as forget_language
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.points.enrolment import Speaker, enrol_agent, point_of, speaker_of
from library.points.kiosk_rules import DeskRules, rules_for
from library.points.opening_hours import HANOI
from library.points.problems import UnknownCodeError, UnknownTokenError
from library.programme.registers import incidents
from library.usage.demographics import add
from library.usage.events import intake
from library.usage.events.protocol import read_batch
from library.usage.events.timeline import milliseconds
from library.usage.problems import BatchTooLargeError

_LARGEST = 256 << 10
_BEARER = "Bearer "


def _in_json(view: Callable[[Speaker], Response]) -> Callable[[], Response]:
    """Let in who shows a token, and answer machines as machines read."""

    @wraps(view)
    def behind_the_door() -> Response:
        try:
            response = view(_speaker())
        except LibraryError as error:
            response = jsonify(error=str(error))
            response.status_code = error.status
        response.headers["Cache-Control"] = "no-store"
        return response

    return behind_the_door


@_in_json
def receive(speaker: Speaker) -> Response:
    """Keep what is new in a batch; say of each event that it may be forgotten."""
    if (request.content_length or _LARGEST + 1) > _LARGEST:
        raise BatchTooLargeError(_LARGEST >> 10)
    batch, now = read_batch(request.get_json(silent=True)), clock.now()
    with work(services().database) as session:
        device_id = speaker.device_id
        receipt = intake.receive(session, device_id, batch, now, by_agent=speaker.is_agent)
        incidents.enter(session, device_id, receipt.faults, now)
        revision = _rules(session, device_id, now).revision
    return jsonify(
        server_time=milliseconds(now),
        results=[{"event_id": name, "result": result} for name, result in receipt.results],
        config_rev=revision,
    )


@_in_json
def rules(speaker: Speaker) -> Response:
    """Tell a computer the rules of its place; a wiped browser is known again from now on."""
    now = clock.now()
    with reading(services().database) as session:
        found = _rules(session, speaker.device_id, now)
    response = jsonify(config_rev=found.revision, server_time=milliseconds(now), **asdict(found))
    if not speaker.is_agent:
        keep_token(response, _token())
    return response


@_in_json
def survey(speaker: Speaker) -> Response:
    """Add the answers of a reader who liked to give some; only the point and the day are kept."""
    told = request.get_json(silent=True)
    now = clock.now()
    with work(services().database) as session:
        point_id = point_of(session, speaker.device_id, now)
        day = now.astimezone(HANOI).date()
        counted = isinstance(told, dict) and add(session, point_id, day, told)
    return jsonify(counted=bool(counted))


@_in_json
def wipe(_speaker: Speaker) -> Response:
    """Take back what the library left in this browser while somebody sat at it."""
    visit.clear()
    response = jsonify(wiped=True)
    forget_language(response)
    forget_budget(response)
    forget_reader(response)
    response.headers["Clear-Site-Data"] = '"cache"'  # more would take the token and the queue along
    return response


def enrol() -> Response:
    """Exchange a code for the token of an agent."""
    told = request.get_json(silent=True)
    code = told.get("code", "") if isinstance(told, dict) else ""
    now = clock.now()
    with work(services().database) as session:
        token = enrol_agent(session, str(code))
        speaker = None if token is None else speaker_of(session, token)
        found = None if speaker is None else _rules(session, speaker.device_id, now)
    if found is None:
        response = jsonify(error=str(UnknownCodeError()))
        response.status_code = UnknownCodeError.status
    else:
        response = jsonify(token=token, label=found.label, point=found.point)
    response.headers["Cache-Control"] = "no-store"
    return response


def _speaker() -> Speaker:
    with reading(services().database) as session:
        known = speaker_of(session, _token())
    if known is None:
        raise UnknownTokenError
    return known


def _token() -> str:
    shown = request.headers.get("Authorization", "")
    return shown.removeprefix(_BEARER) if shown.startswith(_BEARER) else ""


def _rules(session: Session, device_id: int, now: datetime) -> DeskRules:
    point_id = point_of(session, device_id, now)
    probe = services().settings.line_probe
    return rules_for(session, device_id, point_id, now, line_probe=probe)
