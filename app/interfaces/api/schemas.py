"""JSON Schemas of the answers of the API."""

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
