"""Public computers: enrolment, and the API for their events."""

from flask import Blueprint

from app.points.kiosk import agent_downloads, enrolment, events, room

CSRF_EXEMPT_VIEWS = (
    *(events.receive, events.wipe, events.enrol, events.survey),
    *(events.admit_page, room.give_pass),
)
"""These views require a token or code that no foreign page can send."""

blueprint = Blueprint("kiosk", __name__)
blueprint.add_url_rule("/may", "enrolment", enrolment.show)
blueprint.add_url_rule("/may", "enrol", enrolment.enrol_browser, methods=["POST"])
blueprint.add_url_rule("/may/nen.js", "worker", enrolment.send_worker)
blueprint.add_url_rule("/api/k/v1/enrol", "enrol_agent", events.enrol, methods=["POST"])
blueprint.add_url_rule("/api/k/v1/agent", "agent_release", agent_downloads.release)
blueprint.add_url_rule("/api/k/v1/agent/program", "agent_program", agent_downloads.program)
blueprint.add_url_rule("/api/k/v1/events", "events", events.receive, methods=["POST"])
blueprint.add_url_rule("/api/k/v1/settings", "rules", events.rules)
blueprint.add_url_rule("/api/k/v1/room", "room_challenge", room.challenge)
blueprint.add_url_rule("/api/k/v1/room", "room_pass", room.give_pass, methods=["POST"])
blueprint.add_url_rule("/api/k/v1/page", "page", events.admit_page, methods=["POST"])
blueprint.add_url_rule("/api/k/v1/survey", "survey", events.survey, methods=["POST"])
blueprint.add_url_rule("/api/k/v1/wipe", "wipe", events.wipe, methods=["POST"])
