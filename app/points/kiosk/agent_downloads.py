"""Downloads of the agent's signed releases."""

from flask import Response, jsonify, send_file

from app.points.kiosk.agent_releases import Release, read_release
from app.points.kiosk.release_problems import NoReleaseError
from app.services import services
from app.web.caching import NO_STORE, set_policy


def release() -> Response:
    """Send the signed description of the published version."""
    newest = _published()
    answer = jsonify(manifest=newest.manifest, signature=newest.signature)
    return set_policy(answer, NO_STORE)


def program() -> Response:
    """Send the program of the published version."""
    answer = send_file(_published().program, mimetype="application/zip")
    return set_policy(answer, NO_STORE)


def _published() -> Release:
    release = read_release(services().settings.home)
    if release is None:
        raise NoReleaseError
    return release
