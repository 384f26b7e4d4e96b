"""JSON answers of interfaces: letters as they are, with an ETag."""

import json

from flask import Response, request

from app.web.caching import REVALIDATE, set_policy


def json_answer(
    data: object, *, media_type: str = "application/json", policy: str = REVALIDATE
) -> Response:
    """Return data as JSON, or 304 if the client has the same version."""
    response = Response(json.dumps(data, ensure_ascii=False), content_type=media_type)
    set_policy(response, policy)
    response.add_etag(weak=True)
    return response.make_conditional(request)
