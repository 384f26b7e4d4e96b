"""Contacts of stations over their lines: enrolment, what is new, letters, parts of packs.

A station signs with its own key and the answer with the province's; nobody else learns anything.
"""

from base64 import b64encode
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Response, request, send_file
from sqlalchemy.orm import Session

from app.points.kiosk.enrolment import exchange
from app.services import services
from app.web.caching import NO_STORE, set_policy
from kit.canonical import canonical, digest
from kit.contact import held_lines, pack_orders, statements, stations
from kit.contact.problems import (
    MalformedMessageError,
    PackNotThereError,
    StationRefusedError,
    UnknownStationCodeError,
)
from kit.contact.signed_messages import (
    CHALLENGE_HEADER,
    SIGNATURE_HEADER,
    STATION_HEADER,
    is_fresh,
    is_signed_by,
    new_challenge,
    opens_pack,
    pack_pass,
    read_object,
    sign,
)
from kit.contact.stick_enrolment import welcome
from kit.models import Station
from kit.outbox.acknowledgements import acknowledge
from kit.outbox.receiving import receive_letter
from kit.packs.editions import is_remembered
from kit.packs.pack_files import MANIFEST, SIGNATURE
from kit.program import offers
from kit.signatures import province_key
from library import clock
from library.database import reading, work
from library.installation import secret_key

_KEY_BYTES = 32
_MINUTES_UNTIL_MADE = 2
_BEARER = "Bearer "
_MEDIA_TYPE = "application/octet-stream"


def enrol() -> Response:
    """Exchange a code and the key of a station for its name and the key of the province."""
    message = read_object(request.get_data())
    code, key = str(message.get("code", "")), _key(message.get("key"))
    with work(services().database) as session:
        station = exchange(session, code, partial(_enrol, key=key))
        content = station and welcome(services().settings, session, station)
    if content is None:
        raise UnknownStationCodeError
    return _answer("", content)


def challenge() -> Response:
    """Send what a station signs at its next contact; strangers get one that looks the same."""
    station_id = request.headers.get(STATION_HEADER, "")
    with reading(services().database) as session:
        station = session.get(Station, station_id)
        text = new_challenge(_secret(), station_id, station, clock.now())
    return _answer("", {"challenge": text})


def contact() -> Response:
    """Store what a station says of itself; send the rules of its line, and what is new.

    The same contact counts once: its challenge is spent with it.
    """
    body = request.get_data()
    with reading(services().database) as session:
        station_id = _signed_by_station(session, body).id  # before anybody waits for a turn
    statement = statements.read_statement(read_object(body))
    challenge_text = request.headers.get(CHALLENGE_HEADER, "")
    with work(services().database) as session:
        station = stations.find(session, station_id)
        if not is_fresh(_secret(), station, challenge_text, clock.now()):
            raise StationRefusedError
        statements.record(station, statement, over_line=True)
        lacks_lines = _lacks_lines(station)
        order = None if lacks_lines else pack_orders.for_line(session, services().settings, station)
        is_made = order is None or order.finished is not None
        pack = order and is_made and pack_orders.ready_pack(order)
        answer = {
            "now": clock.now().isoformat(),
            "ack": acknowledge(session, station.id, _province_key()),
            "line_hours": station.line_hours,
            "line_kbit": station.line_kbit,
            "lacks_lines": lacks_lines,
            "minutes": 0 if is_made else _MINUTES_UNTIL_MADE,
            "problem": order and order.problem,
            "pack": _offered(station.id, pack) if pack else None,
            "program": _offered_program(station),
        }
    return _answer(challenge_text, answer)


def receive_lines() -> Response:
    """Take a piece of the list of what a station holds, which the province has forgotten."""
    body = request.get_data()
    with reading(services().database) as session:
        station = _signed_by_station(session, body)
    try:
        offset = int(request.args.get("tu", "0"))
    except ValueError as error:
        raise MalformedMessageError from error
    size = held_lines.add_piece(
        services().settings,
        station.id,
        station.held_edition or "",
        offset,
        body,
        is_last="het" in request.args,
    )
    return _answer(digest(body), {"size": size})


def letter() -> Response:
    """Take a letter in, and acknowledge the number of the last entry that was taken."""
    body = request.get_data()
    receipt = receive_letter(services().settings, services().database, body, way="line")
    with reading(services().database) as session:
        text = acknowledge(session, receipt.station, _province_key())
    return _answer(digest(body), {"new": receipt.new, "ack": text})


def part(station_id: str, pack_digest: str, name: str) -> Response:
    """Send a file of a pack or program, or a range of it, to the station that it was offered."""
    header = request.headers.get("Authorization", "")
    token, now = header.removeprefix(_BEARER), clock.now()
    if not opens_pack(_secret(), station_id, pack_digest, token, now):
        raise StationRefusedError
    with reading(services().database) as session:
        if stations.find(session, station_id).retired is not None:
            raise StationRefusedError
        pack = pack_orders.pack_of(session, station_id, pack_digest)
    if pack is not None:
        file = pack_orders.file_of_pack(services().settings, station_id, pack, name)
        checksums = {part_name: checksum for part_name, _, checksum in pack.parts}
    else:
        offer = offers.find_offer(services().settings, pack_digest)
        file = offer and offers.file_of_offer(offer, name)
        checksums = {} if offer is None else {f.name: f.sha256 for f in offer.program.files}
    if file is None:
        raise PackNotThereError
    etag = checksums.get(name, pack_digest)
    response = send_file(file, mimetype=_MEDIA_TYPE, etag=etag, max_age=0)
    return set_policy(response, NO_STORE)


def _enrol(session: Session, code: str, *, key: bytes) -> Station | None:
    return stations.enrol(session, code, key)


def _signed_by_station(session: Session, body: bytes) -> Station:
    """Return the station that signed this request; raise StationRefusedError."""
    station = session.get(Station, request.headers.get(STATION_HEADER, ""))
    challenge_text = request.headers.get(CHALLENGE_HEADER, "")
    signature = request.headers.get(SIGNATURE_HEADER, "")
    if station is None or station.retired is not None or station.public_key is None:
        raise StationRefusedError
    key, address = station.public_key, request.full_path.rstrip("?")
    if not is_signed_by(key, signature, address, challenge_text, body):
        raise StationRefusedError
    return station


def _lacks_lines(station: Station) -> bool:
    settings, edition = services().settings, station.held_edition
    if edition is None or is_remembered(settings, edition):
        return False
    return not held_lines.has_lines(settings, station.id, edition)


def _offered(station_id: str, pack: pack_orders.ReadyPack) -> dict[str, object]:
    """Return a pack as its station needs it: its signed manifest, and what opens its parts."""
    folder = pack_orders.packs_folder(services().settings, station_id) / pack.digest
    files = [(folder / name).read_bytes() for name in (MANIFEST, SIGNATURE)]
    return {
        "digest": pack.digest,
        "number": pack.number,
        "purpose": pack.purpose,
        "files": [b64encode(content).decode() for content in files],
        "parts": pack.parts,
        "pass": pack_pass(_secret(), station_id, pack.digest, clock.now()),
    }


def _offered_program(station: Station) -> dict[str, object] | None:
    """Return the program that a station should fetch: its signed manifest, and what opens it."""
    offer = offers.offer_for(offers.all_offers(services().settings), station.reported)
    return offer and {
        "digest": offer.digest,
        "version": offer.program.version,
        "files": offer.files,
        "pass": pack_pass(_secret(), station.id, offer.digest, clock.now()),
    }


def _answer(challenge_text: str, content: dict[str, object]) -> Response:
    body = canonical(content)
    response = Response(body, mimetype="application/json")
    response.headers[SIGNATURE_HEADER] = sign(_province_key(), request.path, challenge_text, body)
    return set_policy(response, NO_STORE)


def _key(text: object) -> bytes:
    try:
        key = bytes.fromhex(str(text))
    except ValueError as error:
        raise MalformedMessageError from error
    if len(key) != _KEY_BYTES:
        raise MalformedMessageError
    return key


def _province_key() -> Ed25519PrivateKey:
    return province_key(services().settings)


def _secret() -> str:
    return secret_key(services().settings)
