"""IIIF Change Discovery 1.0 (level 2): which manifests were published, changed or withdrawn.

A page holds the changes by age, oldest first. A client reads from the last page backwards: a
manifest that changes meanwhile moves to the end, so that a client may meet one twice, but misses
none. https://iiif.io/api/discovery/1.0/
"""

from flask import Response, abort, jsonify, url_for

from app.interfaces.identity import utc_seconds
from app.interfaces.iiif.addresses import manifest_address
from app.services import services
from app.web.caching import for_seconds, set_policy
from library.catalogue.public_changes import Change, Selection, changes, count_changes
from library.database import reading

_CONTEXT = "http://iiif.io/api/discovery/1/context.json"
_CHANGES_PER_PAGE = 500
_MAX_AGE_SECONDS = 30
_PICTURED = Selection(with_images=True)
"""Items that are only text have no manifest."""

Json = dict[str, object]


def show_all() -> Response:
    """Send the list of all changes: its first and its last page."""
    with reading(services().database) as session:
        count = count_changes(session, _PICTURED)
    last = max(0, count - 1) // _CHANGES_PER_PAGE
    answer: Json = {
        "@context": _CONTEXT,
        "id": _list_address(),
        "type": "OrderedCollection",
        "totalItems": count,
        "first": _page_name(0),
        "last": _page_name(last),
    }
    return _send(answer)


def show(number: int) -> Response:
    """Send one page of changes."""
    start = number * _CHANGES_PER_PAGE
    with reading(services().database) as session:
        rows = changes(session, _PICTURED, _CHANGES_PER_PAGE + 1, skip=start)
    if number and not rows:
        abort(404)
    answer: Json = {
        "@context": _CONTEXT,
        **_page_name(number),
        "partOf": {"id": _list_address(), "type": "OrderedCollection"},
        "startIndex": start,
        "orderedItems": [_activity(change) for change in rows[:_CHANGES_PER_PAGE]],
    }
    if number:
        answer["prev"] = _page_name(number - 1)
    if len(rows) > _CHANGES_PER_PAGE:
        answer["next"] = _page_name(number + 1)
    return _send(answer)


def _activity(change: Change) -> Json:
    return {
        "type": "Update" if change.is_open else "Delete",
        "object": {"id": manifest_address(change.item_id), "type": "Manifest"},
        "endTime": utc_seconds(change.changed),
    }


def _page_name(number: int) -> Json:
    address = url_for("interfaces.iiif.changes_page", number=number, _external=True)
    return {"id": address, "type": "OrderedCollectionPage"}


def _list_address() -> str:
    return url_for("interfaces.iiif.changes", _external=True)


def _send(answer: Json) -> Response:
    return set_policy(jsonify(answer), for_seconds(_MAX_AGE_SECONDS, public=True))
