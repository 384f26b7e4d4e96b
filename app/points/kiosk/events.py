"""API of the public computers: events, rules, survey answers, enrolment."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import wraps

from flask import Response, jsonify, request
from flask import session as visit
from sqlalchemy.orm import Session

from app.accounts.reader_accounts import delete_cookie as forget_reader
from app.accounts.who_asks import keep_token
from app.points.kiosk.agent_releases import public_key
from app.points.kiosk.enrolment import exchange
from app.services import services
from app.web.caching import NO_STORE, set_policy
from app.web.data_saver import delete_cookies as forget_budget
from app.web.language import delete_cookie as forget_language
from library import clock
from library.database import reading, work
from points.access_points.enrolment import (
    DeviceClient,
    client_of,
    enrol_agent,
    enrol_agent_and_page,
    point_of,
)
from points.access_points.kiosk_rules import KioskRules, rules_for
from points.access_points.opening_hours import HANOI
from points.access_points.problems import UnknownCodeError, UnknownTokenError
from points.programme.registers import incidents
from points.usage.demographics import add
from points.usage.events import intake
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds
from points.usage.problems import BatchTooLargeError

_MAX_BYTES = 256 << 10
_BEARER = "Bearer "


def for_computers(view: Callable[[DeviceClient], Response]) -> Callable[[], Response]:
    """Authenticate a computer by its token; app.web.errors answers errors in JSON."""

    @wraps(view)
    def json_response() -> Response:
        return set_policy(view(_client()), NO_STORE)

    return json_response


@for_computers
def receive(client: DeviceClient) -> Response:
    """Store the new events of a batch and acknowledge each event."""
    if request.content_length is None or request.content_length > _MAX_BYTES:
        raise BatchTooLargeError(_MAX_BYTES >> 10)
    batch, now = read_batch(request.get_json(silent=True)), clock.now()
    device_id = client.device_id
    with work(services().database, intake.turn_of(device_id, batch)) as session:
        receipt = intake.receive(session, device_id, batch, now, by_agent=client.is_agent)
        incidents.enter(session, device_id, receipt.faults, now)
        revision = _rules(session, device_id, now).revision
    return jsonify(
        server_time=milliseconds(now),
        results=[{"event_id": name, "result": result} for name, result in receipt.results],
        config_rev=revision,
    )


@for_computers
def rules(client: DeviceClient) -> Response:
    """Send the rules of the computer's access point; renew the token cookie of a wiped browser."""
    now = clock.now()
    with reading(services().database) as session:
        kiosk_rules = _rules(session, client.device_id, now)
    response = jsonify(
        config_rev=kiosk_rules.revision, server_time=milliseconds(now), **asdict(kiosk_rules)
    )
    if not client.is_agent:
        keep_token(response, token_of_request())
    return response


@for_computers
def survey(client: DeviceClient) -> Response:
    """Count the survey answers of a reader; only the access point and the day are stored."""
    answers = request.get_json(silent=True)
    now = clock.now()
    with work(services().database) as session:
        point_id = point_of(session, client.device_id, now)
        day = now.astimezone(HANOI).date()
        is_counted = isinstance(answers, dict) and add(session, point_id, day, answers)
    return jsonify(counted=bool(is_counted))


@for_computers
def wipe(_client_unused: DeviceClient) -> Response:
    """Delete the traces of a sitting from this browser."""
    visit.clear()
    response = jsonify(wiped=True)
    forget_language(response)
    forget_budget(response)
    forget_reader(response)
    response.headers["Clear-Site-Data"] = '"cache"'  # more would take the token and the queue along
    return response


def enrol() -> Response:
    """Exchange a code for the token of an agent, and if it wants, for one of the page as well."""
    body = request.get_json(silent=True)
    fields = body if isinstance(body, dict) else {}
    code, now = str(fields.get("code", "")), clock.now()
    with work(services().database) as session:
        if fields.get("page") is True:
            tokens = exchange(session, code, enrol_agent_and_page)
        else:
            token = exchange(session, code, enrol_agent)
            tokens = None if token is None else (token, None)
        client = None if tokens is None else client_of(session, tokens[0])
        kiosk_rules = None if client is None else _rules(session, client.device_id, now)
    if tokens is None or kiosk_rules is None:
        raise UnknownCodeError
    response = jsonify(
        token=tokens[0],
        page_token=tokens[1],
        label=kiosk_rules.label,
        point=kiosk_rules.point,
        update_key=public_key(services().settings.home),
    )
    return set_policy(response, NO_STORE)


def _client() -> DeviceClient:
    with reading(services().database) as session:
        client = client_of(session, token_of_request())
    if client is None:
        raise UnknownTokenError
    return client


def token_of_request() -> str:
    """Return the token in the request, or an empty text."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix(_BEARER) if header.startswith(_BEARER) else ""


def _rules(session: Session, device_id: int, now: datetime) -> KioskRules:
    point_id = point_of(session, device_id, now)
    probe = services().settings.line_probe
    return rules_for(session, device_id, point_id, now, line_probe=probe)
