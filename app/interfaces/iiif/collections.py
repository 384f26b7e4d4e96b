"""IIIF collections: the library, its collections, serials by year; changes of its manifests."""

from collections.abc import Iterator

from flask import Response, abort, jsonify, request, url_for

from app.interfaces.identity import utc_seconds
from app.interfaces.iiif.addresses import manifest_address
from app.interfaces.iiif.canvases import Json, thumbnail
from app.interfaces.iiif.manifest import CONTEXT, navigation_date, provider
from app.interfaces.search_engines.sitemaps import cover_address
from app.services import profiles, services
from app.web.caching import for_seconds, set_policy
from app.web.url_converters import text_param
from library.catalogue import queries
from library.catalogue.description import serials
from library.catalogue.description.serials import Issue, Serial
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Thumbnail
from library.catalogue.profiles import Profile, profile_of
from library.catalogue.public_changes import Change, Selection, changes, count_changes
from library.catalogue.queries import ItemRecord
from library.database import reading

ITEMS_PER_PAGE = 500
"""Items of a collection in one answer; larger collections are collections of such parts."""

_MAX_PAGES = 10_000
_MAX_AGE_SECONDS = 30


def show_all() -> Response:
    """Send the collection of all collections."""
    with reading(services().database) as session:
        counts = queries.counts(session)
    parts = [
        _reference(_address(slug), profile.title)
        for slug, profile in profiles().items()
        if slug in counts
    ]
    address = url_for("interfaces.iiif.collections", _external=True)
    return _send(address, services().settings.library_name, parts)


def show(slug: str) -> Response:
    """Send a collection: its serials and its items, or a year of a serial if one is chosen."""
    profile, series = profile_of(profiles(), slug), text_param("bao")
    if series:
        return _show_serial(profile, series)
    page = request.args.get("trang", 0, type=int)
    if not 0 <= page <= _MAX_PAGES:
        abort(404)
    first = max(page - 1, 0) * ITEMS_PER_PAGE
    with reading(services().database) as session:
        items = queries.in_collection(
            session, slug, first=first, count=ITEMS_PER_PAGE, with_images=True
        )
        titles = serials.serials_in(session, slug) if page == 0 else ()
        covers = thumbnails.covers(session, [record.id for record in items.items])
    if page == 0 and items.total > ITEMS_PER_PAGE:
        count = -(-items.total // ITEMS_PER_PAGE)
        parts = [_reference(_address(slug, trang=n), f"{n}/{count}") for n in range(1, count + 1)]
    else:
        parts = [_item(record, covers.get(record.id)) for record in items.items]
    label = profile.title if page == 0 else f"{profile.title} ({page})"
    address = _address(slug, trang=page or None)
    return _send(address, label, [*_serials(slug, titles), *parts], profile.summary)


def _show_serial(profile: Profile, series: str) -> Response:
    year = request.args.get("nam", type=int)
    with reading(services().database) as session:
        years = serials.years_of(session, profile.slug, series)
        undated_issues, issues = (
            serials.issues_of(session, profile.slug, series, when, with_images=True)
            for when in (None, year)
        )
    if not (years or undated_issues) or (year is not None and not issues):
        abort(404)
    if year is not None:
        address = _address(profile.slug, bao=series, nam=year)
        return _send(address, f"{series}, {year}", list(map(_issue, issues)))
    parts = [
        _reference(_address(profile.slug, bao=series, nam=held_year), str(held_year))
        for held_year in years
    ]
    address = _address(profile.slug, bao=series)
    return _send(address, series, [*parts, *map(_issue, undated_issues)])


def _address(slug: str, **parameters: object) -> str:
    return url_for("interfaces.iiif.collection", slug=slug, **parameters, _external=True)


def _serials(slug: str, titles: tuple[Serial, ...]) -> Iterator[Json]:
    for serial in titles:
        yield _reference(_address(slug, bao=serial.name), serial.name)


def _reference(address: str, label: str) -> Json:
    return {"id": address, "type": "Collection", "label": {"vi": [label]}}


def _issue(issue: Issue) -> Json:
    """Return a reference to the manifest of an issue, with its date for calendars."""
    name = f"{issue.title}, {issue.number}" if issue.number else issue.title
    reference: Json = {
        "id": manifest_address(issue.id),
        "type": "Manifest",
        "label": {"vi": [name]},
    }
    return reference | navigation_date(issue.date)


def _item(record: ItemRecord, cover: Thumbnail | None) -> Json:
    reference: Json = {
        "id": manifest_address(record.id),
        "type": "Manifest",
        "label": {record.language or "none": [record.title]},
    }
    if cover:
        address = cover_address(cover)
        reference["thumbnail"] = [thumbnail(address, cover.width, cover.height)]
    return reference | navigation_date(record.date)


def _send(address: str, label: str, parts: list[Json], summary: str = "") -> Response:
    answer: Json = {
        "@context": CONTEXT,
        "id": address,
        "type": "Collection",
        "label": {"vi": [label]},
        **({"summary": {"vi": [summary]}} if summary else {}),
        "provider": [provider()],
        "items": parts,
    }
    return set_policy(jsonify(answer), for_seconds(_MAX_AGE_SECONDS, public=True))


_CHANGES_CONTEXT = "http://iiif.io/api/discovery/1/context.json"
_CHANGES_PER_PAGE = 500
_PICTURED = Selection(with_images=True)
"""Items that are only text have no manifest."""


def show_changes() -> Response:
    """Send the list of all changes: its first and its last page."""
    with reading(services().database) as session:
        count = count_changes(session, _PICTURED)
    last = max(0, count - 1) // _CHANGES_PER_PAGE
    answer: Json = {
        "@context": _CHANGES_CONTEXT,
        "id": _list_address(),
        "type": "OrderedCollection",
        "totalItems": count,
        "first": _page_name(0),
        "last": _page_name(last),
    }
    return _send_changes(answer)


def show_change_page(number: int) -> Response:
    """Send one page of changes."""
    start = number * _CHANGES_PER_PAGE
    with reading(services().database) as session:
        rows = changes(session, _PICTURED, _CHANGES_PER_PAGE + 1, skip=start)
    if number and not rows:
        abort(404)
    answer: Json = {
        "@context": _CHANGES_CONTEXT,
        **_page_name(number),
        "partOf": {"id": _list_address(), "type": "OrderedCollection"},
        "startIndex": start,
        "orderedItems": [_activity(change) for change in rows[:_CHANGES_PER_PAGE]],
    }
    if number:
        answer["prev"] = _page_name(number - 1)
    if len(rows) > _CHANGES_PER_PAGE:
        answer["next"] = _page_name(number + 1)
    return _send_changes(answer)


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


def _send_changes(answer: Json) -> Response:
    return set_policy(jsonify(answer), for_seconds(_MAX_AGE_SECONDS, public=True))
