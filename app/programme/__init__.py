"""The programme office: every address stands here with the permission it asks for."""

from flask import Blueprint

from app.office import door
from app.permissions import write_addresses
from app.programme import desk, plans
from library.people.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_ADDRESSES = (
    ("", "desk", Permission.POINTS, desk.show, _READ),
    ("/ke-hoach", "plans", Permission.POINTS, plans.show_all, _READ),
    ("/ke-hoach", "enter_plan", Permission.PROGRAMME, plans.enter, _WRITE),
    ("/ke-hoach/<code>", "plan", Permission.POINTS, plans.show, _READ),
    ("/ke-hoach/<code>/<int:version>.toml", "plan_text", Permission.POINTS, plans.send, _READ),
)

blueprint = Blueprint("programme", __name__, url_prefix="/can-bo/chuong-trinh")
blueprint.after_request(door.keep_nothing)
write_addresses(blueprint, _ADDRESSES)
