"""OpenAPI 3.1 document of the JSON API, written from its table of endpoints."""

import re

from app.interfaces.api.endpoints import ENDPOINTS, Endpoint
from app.interfaces.api.schemas import SCHEMAS

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
            _path(endpoint): {"get": _operation(endpoint, item_ids)} for endpoint in ENDPOINTS
        },
        "components": {"schemas": SCHEMAS},
    }


def _path(endpoint: Endpoint) -> str:
    return _PART_OF_RULE.sub(r"{\2}", endpoint.rule)


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
