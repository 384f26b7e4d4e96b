"""Addresses of stations in the office, and those that stations ask."""

from flask import Blueprint

from app import office
from app.accounts.permissions import register_addresses
from app.kit.province import line_contact, station_pages, stick_pages
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_STATION = "/tram/<string:station_id>"
_OFFICE_ADDRESSES = (
    ("/tram", "stations", Permission.POINTS, station_pages.show_all, _READ),
    ("/tram/them", "new_station", Permission.ALL_POINTS, station_pages.show_new, _READ),
    ("/tram/them", "enter_station", Permission.ALL_POINTS, station_pages.enter, _WRITE),
    (_STATION, "station", Permission.POINTS, station_pages.show, _READ),
    (f"{_STATION}/doi", "change_station", Permission.ALL_POINTS, station_pages.change, _WRITE),
    (f"{_STATION}/ma", "renew_station", Permission.ALL_POINTS, station_pages.renew_code, _WRITE),
    (f"{_STATION}/thay", "replace_station", Permission.ALL_POINTS, station_pages.replace, _WRITE),
    (f"{_STATION}/thoi", "retire_station", Permission.ALL_POINTS, station_pages.retire, _WRITE),
    (f"{_STATION}/lai", "restore_station", Permission.ALL_POINTS, station_pages.restore, _WRITE),
    (f"{_STATION}/goi", "order_pack", Permission.POINTS, stick_pages.order, _WRITE),
    (f"{_STATION}/goi.zip", "stick_pack", Permission.POINTS, stick_pages.send, _READ),
    (f"{_STATION}/thu", "receive_letters", Permission.POINTS, stick_pages.receive, _WRITE),
)
CSRF_EXEMPT_VIEWS = (
    *(line_contact.enrol, line_contact.contact, line_contact.receive_lines, line_contact.letter),
)
"""These views require a code or a signature that no foreign page can send."""

blueprint = Blueprint("kit", __name__)
blueprint.add_url_rule("/api/kit/v1/enrol", "enrol", line_contact.enrol, methods=["POST"])
blueprint.add_url_rule("/api/kit/v1/challenge", "challenge", line_contact.challenge)
blueprint.add_url_rule("/api/kit/v1/contact", "contact", line_contact.contact, methods=["POST"])
blueprint.add_url_rule("/api/kit/v1/lines", "lines", line_contact.receive_lines, methods=["POST"])
blueprint.add_url_rule("/api/kit/v1/letter", "letter", line_contact.letter, methods=["POST"])
blueprint.add_url_rule(
    "/api/kit/v1/packs/<string:station_id>/<string:pack_digest>/<string:name>",
    "part",
    line_contact.part,
)
BLUEPRINTS = (blueprint,)

register_addresses(office.blueprint, _OFFICE_ADDRESSES)
