"""JSON API: its endpoints and schemas, parameters, errors as JSON, paging by Link header."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Response, jsonify, request, url_for

from app.interfaces.api import views
from app.interfaces.api.parameters import MAX_PARTS, PAGING, Parameter, read_parameters, text
from app.interfaces.api.resources import api_address
from app.interfaces.api.views import Part
from app.interfaces.json_answers import json_answer
from app.interfaces.open_items import is_public
from app.services import services
from library.catalogue import queries
from library.database import reading
from library.errors import LibraryError
from search_index.documents import Order

BASE = "/api/v1"

_COLLECTION = text("collection", "Slug of a collection.")
_SEARCH = (
    text(
        "q",
        "Query, as typed on the site: words, phrases in quotation marks, fields.",
        required=True,
    ),
    _COLLECTION,
    text("kind", "Kind of item, as in the facet of the site."),
    text("language", "Language of the item, such as vi."),
    text("order", "Order of the hits.", *(order.value for order in Order)),
    text("other_names", "`no`: search places under the names typed alone.", "yes", "no"),
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint: `rule` is its address below /api/v1 in the notation of Werkzeug."""

    name: str
    rule: str
    view: Callable[..., object]
    summary: str
    schema: str
    """Component of the OpenAPI document that describes the answer."""
    parameters: tuple[Parameter, ...] = ()
    errors: tuple[int, ...] = ()


ENDPOINTS = (
    Endpoint("collections", "/collections", views.collections, "All collections", "Collections"),
    Endpoint(
        "collection_items",
        "/collections/<slug:collection>/items",
        views.collection_items,
        "Items of a collection, in alphabetical order",
        "Items",
        PAGING,
        (404,),
    ),
    Endpoint(
        "search", "/search", views.search, "Search of titles and text", "Hits", (*_SEARCH, *PAGING)
    ),
    Endpoint("item", "/items/<item:item_id>", views.item, "One item", "Item", errors=(404, 410)),
    Endpoint(
        "pages",
        "/items/<item:item_id>/pages",
        views.pages,
        "Pages of an item in reading order",
        "Pages",
        PAGING,
        (403, 404, 410),
    ),
    Endpoint(
        "page",
        "/items/<item:item_id>/pages/<page:number>",
        views.page,
        "One page with its text",
        "PageWithText",
        errors=(403, 404, 410),
    ),
    Endpoint(
        "text",
        "/items/<item:item_id>/text",
        views.item_text,
        "Text of an item, page by page",
        "Text",
        PAGING,
        (403, 404, 410),
    ),
)

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_ADDRESS = {"type": "string", "format": "uri"}
_MOMENT = {"type": "string", "format": "date-time"}
_FLAG = {"type": "boolean"}


def _or_null(schema: dict[str, object]) -> dict[str, object]:
    return {**schema, "type": [schema["type"], "null"]}


def _object(**properties: dict[str, object]) -> dict[str, object]:
    """Return the schema of an object that has exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(name: str, schema: str, **properties: dict[str, object]) -> dict[str, object]:
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}
    return _object(**{name: rows, "total": _COUNT, **properties})


_BRIEF = {
    "id": _TEXT,
    "title": _TEXT,
    "collection": _TEXT,
    "kind": _or_null(_TEXT),
    "date": {**_or_null(_TEXT), "description": "Partial ISO date: 2017-08-22, 2017-08, 1886."},
    "year": _or_null({"type": "integer"}),
    "language": _TEXT,
    "page_count": {**_COUNT, "description": "Pages; of a recording, stretches of five minutes."},
    "parts": {**_COUNT, "description": "Pages and pictures, and each recording as one."},
    "duration_seconds": {**_or_null(_COUNT), "description": "Length of its recordings."},
    "readable": {**_FLAG, "description": "Anybody may read the pages today, from anywhere."},
    "url": _ADDRESS,
    "api": _ADDRESS,
}
_RIGHTS = _object(
    access={"type": "string", "enum": ["public", "library"]},
    readable=_FLAG,
    because=_or_null(_TEXT),
    opens=_or_null(_TEXT),
    conditions={"type": "array", "items": _TEXT},
    conditions_in_words={"type": "array", "items": _TEXT},
    licence=_or_null(_TEXT),
    licence_url=_or_null(_ADDRESS),
)
_IMAGE = _object(
    url=_ADDRESS,
    media_type=_TEXT,
    width={"type": "integer", "minimum": 1},
    height={"type": "integer", "minimum": 1},
)
_PAGE = {
    "number": {"type": "integer", "minimum": 1},
    "label": _or_null(_TEXT),
    "kind": _or_null(_TEXT),
    "width": _or_null({"type": "integer"}),
    "height": _or_null({"type": "integer"}),
    "quality": {**_or_null({"type": "number"}), "description": "Confidence of OCR, 0 to 1."},
    "url": _ADDRESS,
    "images": {"type": "array", "items": _IMAGE},
    "alto": _or_null(_ADDRESS),
    "api": _ADDRESS,
}
_ANSWERED = {
    **_or_null(_TEXT),
    "description": "Query that was answered instead of `q`, which finds nothing; null for `q`.",
}
_CORRECTED = {
    **_or_null(_TEXT),
    "description": "Query with its spelling corrected, if it seems mistyped; not asked by itself.",
}
_NEAR = {
    "type": "array",
    "items": {"$ref": "#/components/schemas/Hit"},
    "description": "Items that come close, if few hold all words; neither counted nor paged.",
}
_ALSO = {
    "type": "array",
    "items": _TEXT,
    "description": "Units before and after the places named in `q` that were searched too.",
}
_PAGING = {
    "page": {"type": "integer", "minimum": 1},
    "size": {"type": "integer", "minimum": 1},
}
_TEXT_OF_PAGE = {
    "number": {"type": "integer", "minimum": 1},
    "text": _TEXT,
    "quality": _or_null({"type": "number"}),
}

SCHEMAS: dict[str, dict[str, object]] = {
    "Error": _object(error={**_TEXT, "description": "Reason, in Vietnamese."}),
    "Collection": _object(
        slug=_TEXT,
        title=_TEXT,
        summary=_TEXT,
        licence=_or_null(_TEXT),
        items=_COUNT,
        pages=_COUNT,
        url=_ADDRESS,
        api=_ADDRESS,
    ),
    "Collections": _list("collections", "Collection"),
    "BriefItem": _object(**_BRIEF),
    "Items": _list("items", "BriefItem", **_PAGING),
    "Item": _object(
        **_BRIEF,
        description={"type": "object", "additionalProperties": _TEXT},
        rights=_RIGHTS,
        published=_or_null(_MOMENT),
        changed=_MOMENT,
        records={"type": "object", "additionalProperties": _ADDRESS},
        pages=_or_null(_ADDRESS),
        text=_or_null(_ADDRESS),
    ),
    "Hit": _object(
        **_BRIEF,
        page=_or_null({"type": "integer"}),
        pages_found=_COUNT,
        passage=_or_null(_TEXT),
    ),
    "Hits": _list(
        "hits",
        "Hit",
        **_PAGING,
        near=_NEAR,
        also=_ALSO,
        answered_query=_ANSWERED,
        corrected_query=_CORRECTED,
    ),
    "Page": _object(**_PAGE),
    "Pages": _list("pages", "Page", **_PAGING),
    "PageWithText": _object(**_PAGE, text=_TEXT),
    "PageText": _object(**_TEXT_OF_PAGE),
    "Text": _list("texts", "PageText", **_PAGING),
}


_PART_OF_RULE = re.compile(r"<(\w+):(\w+)>")
_PATH_SCHEMAS: dict[str, dict[str, object]] = {
    "item": {"type": "string", "pattern": "^[0-9a-z]{1,20}$"},
    "slug": {"type": "string", "pattern": "^[0-9A-Za-z_-]{1,80}$"},
    "page": {"type": "integer", "minimum": 1, "maximum": 999_999},
}
_ERRORS = {
    400: "A parameter is unknown, missing or has a value that is not allowed.",
    403: "Not everybody may read the pages of this item; the record is open.",
    404: "There is no such item, page or collection.",
    410: "The item was withdrawn.",
    503: "The server is busy; Retry-After says when to come back.",
}
_LINK = {
    "description": "Other parts of the list: first, prev, next, last.",
    "schema": {"type": "string"},
}


def openapi_document(server: str, library: str, item_ids: tuple[str, ...]) -> dict[str, object]:
    """Return the description of the API at this address, with ids of items as examples."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{library}: API",
            "version": "1",
            "description": (
                "Public records and texts, read-only. Answers are the same for everybody and "
                "carry an ETag. The records of every item: /du-lieu/tai-lieu.jsonl.gz, made daily."
            ),
            "license": {
                "name": "CC0 1.0 (records)",
                "url": "https://creativecommons.org/publicdomain/zero/1.0/",
            },
        },
        "servers": [{"url": server}],
        "paths": {
            _PART_OF_RULE.sub(r"{\2}", endpoint.rule): {"get": _operation(endpoint, item_ids)}
            for endpoint in ENDPOINTS
        },
        "components": {"schemas": SCHEMAS},
    }


def _operation(endpoint: Endpoint, item_ids: tuple[str, ...]) -> dict[str, object]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(kind, item_ids)}
        for kind, name in _PART_OF_RULE.findall(endpoint.rule)
    ]
    in_query = [
        {
            "name": parameter.name,
            "in": "query",
            "description": parameter.description,
            "required": parameter.required,
            "schema": dict(parameter.schema),
        }
        for parameter in endpoint.parameters
    ]
    is_list = any(parameter.name == "page" for parameter in endpoint.parameters)
    answer = {
        "description": endpoint.summary,
        "content": _json(endpoint.schema),
        **({"headers": {"Link": _LINK}} if is_list else {}),
    }
    errors = {
        str(status): {"description": _ERRORS[status], "content": _json("Error")}
        for status in (400, *endpoint.errors, 503)
    }
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [*in_path, *in_query],
        "responses": {"200": answer, **errors},
    }


def _path_schema(kind: str, item_ids: tuple[str, ...]) -> dict[str, object]:
    examples = {"examples": list(item_ids)} if kind == "item" and item_ids else {}
    return {**_PATH_SCHEMAS[kind], **examples}


def _json(schema: str) -> dict[str, object]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


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
