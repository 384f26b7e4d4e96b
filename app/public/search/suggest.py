"""Finishes, for the search box, what a reader begins to type."""

import json

from flask import Response

from app.services import services
from app.web.url_converters import asked

_A_MINUTE = 60


def show() -> Response:
    """Answer with suggestions: the same for everyone, so any cache may keep them a while."""
    offered = services().suggestions.suggest(asked())
    told = [{"text": one.text, "kind": one.kind} for one in offered]
    response = Response(json.dumps(told, ensure_ascii=False), mimetype="application/json")
    response.headers["Cache-Control"] = f"public, max-age={_A_MINUTE}"
    return response
