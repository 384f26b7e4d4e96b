"""Suggestions for the search box."""

import json

from flask import Response

from app.services import services
from app.web.caching import for_seconds, set_policy
from app.web.url_converters import text_param

_MAX_AGE_SECONDS = 30


def show() -> Response:
    """Return suggestions as JSON; they are the same for everyone, so any cache may store them."""
    suggestions = services().suggestions.suggest(text_param())
    answer = [{"text": suggestion.text, "kind": suggestion.kind} for suggestion in suggestions]
    response = Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")
    set_policy(response, for_seconds(_MAX_AGE_SECONDS, public=True))
    return response
