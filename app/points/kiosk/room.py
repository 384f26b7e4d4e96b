"""Reading on site: an enrolled browser proves itself and gets a pass for some minutes."""

from flask import Response, jsonify, request

from app.accounts import room_pass
from app.accounts.who_asks import keep_token
from app.points.kiosk.events import bytes_of, for_computers, token_of_request
from app.services import services
from library.database import work
from points.access_points.enrolment import DeviceClient, keep_room_key
from points.access_points.problems import RoomRefusedError


@for_computers
def challenge(client: DeviceClient) -> Response:
    """Send a text for this browser to sign."""
    return jsonify(challenge=room_pass.new_challenge(client.device_id))


@for_computers
def give_pass(client: DeviceClient) -> Response:
    """Set the pass cookie if the key of the enrolled browser signed the challenge."""
    fields = request.get_json(silent=True)
    fields = fields if isinstance(fields, dict) else {}
    key, signature = (bytes_of(fields.get(name)) for name in ("key", "signature"))
    text = str(fields.get("challenge", ""))
    if client.is_agent or not room_pass.is_proven(client.device_id, text, key, signature):
        raise RoomRefusedError
    with work(services().database) as session:
        if not keep_room_key(session, client.device_id, key):
            raise RoomRefusedError
    response = jsonify(seconds=room_pass.PASS_SECONDS)
    keep_token(response, token_of_request())
    room_pass.give_pass(response, client.device_id)
    return response
