"""The site of a station: what it serves, and its page for the librarian of the commune."""

from flask import Blueprint

from app.kit.room import station_page

blueprint = Blueprint("room", __name__)
blueprint.before_request(station_page.require_room)
blueprint.add_url_rule("/tram", "station", station_page.show)
blueprint.add_url_rule("/tram/gui-so-lieu", "sending", station_page.show_sending)
blueprint.add_url_rule("/tram/gui-so-lieu", "send", station_page.send, methods=["POST"])
