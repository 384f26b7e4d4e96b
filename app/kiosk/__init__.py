"""The desk for public computers: where a machine says who it is and what is done at it."""

from flask import Blueprint

from app.kiosk import enrolment, events

blueprint = Blueprint("kiosk", __name__)
blueprint.add_url_rule("/may", "enrolment", enrolment.show)
blueprint.add_url_rule("/may", "enrol", enrolment.enrol_this, methods=["POST"])
blueprint.add_url_rule("/may/nen.js", "worker", enrolment.send_worker)
blueprint.add_url_rule("/may/tro-ly.py", "agent", enrolment.send_agent)
blueprint.add_url_rule("/api/k/v1/enrol", "enrol_agent", events.enrol, methods=["POST"])
blueprint.add_url_rule("/api/k/v1/events", "events", events.receive, methods=["POST"])
blueprint.add_url_rule("/api/k/v1/settings", "rules", events.rules)
blueprint.add_url_rule("/api/k/v1/survey", "survey", events.survey, methods=["POST"])
blueprint.add_url_rule("/api/k/v1/wipe", "wipe", events.wipe, methods=["POST"])
