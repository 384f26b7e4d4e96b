"""Requests to the JSON API: parameters read, errors as JSON, paging by Link header."""

from functools import partial

from flask import Response, jsonify, request, url_for

from app.interfaces.api.endpoints import BASE, ENDPOINTS, Endpoint
from app.interfaces.api.openapi import openapi_document
from app.interfaces.api.parameters import MAX_PARTS, read_parameters
from app.interfaces.api.resources import api_address
from app.interfaces.api.views import Part
from app.interfaces.json_answers import json_answer
from app.interfaces.open_items import is_public
from app.services import services
from library.catalogue import queries
from library.database import reading
from library.errors import LibraryError

RULES = tuple(
    (f"{BASE}{endpoint.rule}", f"api_{endpoint.name}", endpoint) for endpoint in ENDPOINTS
)


def view_of(endpoint: Endpoint) -> object:
    """Return the view function of an endpoint."""
    view = partial(_answer, endpoint)
    view.__name__ = endpoint.name
    return view


def send_openapi() -> Response:
    """Send the OpenAPI description of the API."""
    root = url_for("public.home", _external=True).rstrip("/")
    with reading(services().database) as session:
        examples = tuple(record.id for record in queries.newest(session, 1) if is_public(record))
    document = openapi_document(f"{root}{BASE}", services().settings.library_name, examples)
    return _with_cors(json_answer(document))


def send_start() -> Response:
    """Send the addresses of the API's lists and of its description."""
    addresses = {name: api_address(name) for name in ("collections", "search", "openapi")} | {
        "dump": url_for("interfaces.dump", form="jsonl", _external=True)
    }
    return _with_cors(json_answer(addresses))


def _answer(endpoint: Endpoint, **path: object) -> Response:
    try:
        values = read_parameters(endpoint.parameters, request.args.to_dict(flat=False))
        with reading(services().database) as session:
            content = endpoint.view(session, values, **path)
    except LibraryError as error:
        response = jsonify(error=str(error))
        response.status_code = error.status
        return _with_cors(response)
    if not isinstance(content, Part):
        return _with_cors(json_answer(content))
    where = {name: values[name] for name in ("page", "size") if name in values}
    response = json_answer(
        {content.name: content.rows, "total": content.total, **where, **content.further}
    )
    if links := _links(endpoint, content, values, path):
        response.headers["Link"] = links
    return _with_cors(response)


def _links(
    endpoint: Endpoint, part: Part, values: dict[str, str | int], path: dict[str, object]
) -> str:
    """Return the Link header to the other parts of a list (RFC 8288)."""
    if "page" not in values:
        return ""
    page, size = int(values["page"]), int(values["size"])
    last = min(max(1, -(-part.total // size)), MAX_PARTS)
    numbers = {"first": 1, "last": last}
    if 1 < page <= last + 1:
        numbers["prev"] = page - 1
    if page < last:
        numbers["next"] = page + 1
    return ", ".join(
        f'<{api_address(endpoint.name, **{**values, **path, "page": number})}>; rel="{relation}"'
        for relation, number in numbers.items()
    )


def _with_cors(response: Response) -> Response:
    """Allow scripts of other sites to read the answer, which is the same for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
