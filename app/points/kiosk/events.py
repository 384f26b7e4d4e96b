"""API of the public computers: events, rules, survey answers, enrolment."""

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial, wraps
from ipaddress import ip_address, ip_network

from flask import Response, current_app, jsonify, request
from flask import session as visit
from sqlalchemy.orm import Session

from app.accounts.reader_accounts import delete_cookie as forget_reader
from app.accounts.room_pass import is_signed
from app.accounts.warning_pass import forget_confirmations
from app.accounts.who_asks import keep_token
from app.points.kiosk.agent_releases import public_key
from app.points.kiosk.enrolment import exchange
from app.services import services
from app.web.caching import NO_STORE, set_policy
from app.web.data_saver import delete_cookies as forget_budget
from app.web.language import delete_cookie as forget_language
from kit.outbox.enrolment_reports import report_computer, report_enrolment
from kit.outbox.room_events import report_answers, report_batch
from library import clock
from library.catalogue.access import copy_seats
from library.database import reading, work
from library.untrusted.web_addresses import split_address
from points.access_points.enrolment import (
    PAGE_TOKEN_LIFETIME,
    DeviceClient,
    client_of,
    enrol_agent,
    enrol_agent_and_page,
    keep_room_key,
    page_token,
    point_of,
    replace_room_key,
)
from points.access_points.kiosk_rules import KioskRules, rules_for
from points.access_points.opening_hours import HANOI
from points.access_points.problems import BadSignatureError, UnknownCodeError, UnknownTokenError
from points.programme.registers import incidents
from points.usage.demographics import add
from points.usage.events import intake
from points.usage.events.intake import Delivery
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds
from points.usage.problems import BatchTooLargeError

_MAX_BYTES = 256 << 10
_BEARER = "Bearer "
_OWN_HOSTS = ("localhost", "127.0.0.1", "::1")
_PROXY_HEADERS = frozenset(("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via"))


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
    device_id, delivery, settings = client.device_id, _delivery(client), services().settings
    with work(services().database, intake.turn_of(device_id, batch)) as session:
        receipt = intake.receive(session, device_id, batch, now, delivery)
        incidents.enter(session, device_id, receipt.faults, now)
        report_batch(session, settings, device_id, batch, receipt, delivery)
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
    if _delivery(client).signed is False:
        return jsonify(counted=False)  # answers have no computer: nobody could accept them later
    with work(services().database) as session:
        point_id = point_of(session, client.device_id, now)
        day = now.astimezone(HANOI).date()
        is_counted = isinstance(answers, dict) and add(session, point_id, day, answers)
        if is_counted:
            report_answers(session, services().settings, client.device_id, answers)
    return jsonify(counted=bool(is_counted))


@for_computers
def wipe(client: DeviceClient) -> Response:
    """Delete the traces of a sitting from this browser, and give back its library copies."""
    with work(services().database, copy_seats.TURN) as session:
        copy_seats.leave(session, client.device_id, clock.now())
    visit.clear()
    response = jsonify(wiped=True)
    forget_language(response)
    forget_budget(response)
    forget_confirmations(response)
    forget_reader(response)
    response.headers["Clear-Site-Data"] = '"cache"'  # more would take the token and the queue along
    return response


@for_computers
def admit_page(client: DeviceClient) -> Response:
    """Send the agent a token for the page of its machine; store the key of its browser."""
    if not (client.is_agent and client.key):
        raise BadSignatureError
    fields = request.get_json(silent=True)
    key = bytes_of(fields.get("key") if isinstance(fields, dict) else None)
    with work(services().database) as session:
        if key:
            replace_room_key(session, client.device_id, key)
            report_computer(session, services().settings, client.device_id)
        token = page_token(session, client.device_id)
    return jsonify(token=token, seconds=PAGE_TOKEN_LIFETIME.seconds)


def enrol() -> Response:
    """Exchange a code for the token of an agent, and if it wants, for one of the page as well."""
    body = request.get_json(silent=True)
    fields = body if isinstance(body, dict) else {}
    code, now, key = str(fields.get("code", "")), clock.now(), bytes_of(fields.get("key")) or None
    with work(services().database) as session:
        if fields.get("page") is True:
            tokens = exchange(session, code, partial(enrol_agent_and_page, key=key))
        else:
            token = exchange(session, code, partial(enrol_agent, key=key))
            tokens = None if token is None else (token, None)
        client = None if tokens is None else client_of(session, tokens[0])
        if client is not None:
            report_enrolment(session, services().settings, client.device_id)
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


def bytes_of(text: object) -> bytes:
    """Return the bytes of a text in Base64; empty if it is none."""
    try:
        return b64decode(str(text or ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _client() -> DeviceClient:
    with reading(services().database) as session:
        client = client_of(session, token_of_request())
    if client is None:
        raise UnknownTokenError
    if client.is_agent and client.key and request.method == "POST" and not _is_signed(client.key):
        raise BadSignatureError
    return client


def _delivery(client: DeviceClient) -> Delivery:
    """Return the sender of the batch; where an agent vouches, no signature of a page counts."""
    network = _network_digest()
    if client.is_agent:
        return Delivery(by_agent=True, signed=client.key is not None or None, network=network)
    if not client.owes_signature:
        return Delivery(network=network)
    key = client.key or bytes_of(request.headers.get("X-Key"))
    is_ours = _browsers_have_keys() and not client.has_agent_key and _is_signed(key)
    if is_ours and client.key is None:
        with work(services().database) as session:
            is_ours = keep_room_key(session, client.device_id, key)
            report_computer(session, services().settings, client.device_id)
    return Delivery(signed=is_ours, network=network)


def _browsers_have_keys() -> bool:
    """Return True with HTTPS or on the server itself: elsewhere another program signed.

    Behind a proxy that passes no address on, everybody seems to be the server: it is so only for
    a browser that also typed its own address and came through no proxy.
    """
    is_own = split_address(request.host_url).hostname in _OWN_HOSTS
    is_here = is_own and request.remote_addr in _OWN_HOSTS
    return services().settings.https or (is_here and not _PROXY_HEADERS & {*request.headers.keys()})


def _is_signed(key: bytes) -> bool:
    message = request.path.encode() + b"\n" + request.get_data()
    return is_signed(message, key, bytes_of(request.headers.get("X-Signature")))


def _network_digest() -> str | None:
    """Return the network of the sender, unreadable: IPv6 hosts change the second half at will."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return None
    network = ip_network((address, 64), strict=False) if address.version == 6 else address
    secret = f"{current_app.secret_key}|{network}".encode()
    return f"{address.version}{hashlib.sha256(secret).hexdigest()[:15]}"


def token_of_request() -> str:
    """Return the token in the request, or an empty text."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix(_BEARER) if header.startswith(_BEARER) else ""


def _rules(session: Session, device_id: int, now: datetime) -> KioskRules:
    point_id = point_of(session, device_id, now)
    probe = services().settings.line_probe
    return rules_for(session, device_id, point_id, now, line_probe=probe)
