"""Answers of the JSON API as data; lists carry their total and where they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.interfaces.api import resources
from app.interfaces.open_items import anybody_may_find, download_decision, is_public, open_record
from app.services import profiles, services
from library.catalogue import queries
from library.catalogue.access.rights import Audience
from library.catalogue.pages.neighbours import reading_order
from library.catalogue.profiles import profile_of
from library.catalogue.queries import ItemRecord
from library.errors import MayNotReadError
from library.exchange.records.item_descriptions import public_descriptions
from library.recordings.extents import NO_EXTENT, extent_of, extents
from search_index.documents import ItemHit, Order, SearchRequest

Values = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a list; `total` counts all of it."""

    name: str
    rows: list[dict[str, object]]
    total: int
    further: Mapping[str, object] = field(default_factory=dict)
    """Other facts of the list, by name."""


def collections(session: Session, _values: Values) -> Part:
    """Return the collections that have public items."""
    counts = queries.counts(session)
    rows = [
        resources.collection(profile, *counts[slug])
        for slug, profile in profiles(session).items()
        if slug in counts
    ]
    return Part("collections", rows, len(rows))


def collection_items(session: Session, values: Values, collection: str) -> Part:
    """Return items of a collection."""
    profile_of(profiles(session), collection)
    screen = queries.in_collection(
        session, collection, first=_first(values), count=int(values["size"])
    )
    sizes = extents(session, [record.id for record in screen.items])
    rows = [
        resources.brief(record, sizes.get(record.id, NO_EXTENT))
        for record in screen.items
        if is_public(record)
    ]
    return Part("items", rows, screen.total)


def search(session: Session, values: Values) -> Part:
    """Return hits, as a reader without an account finds them."""
    results = (
        services()
        .search.search(
            SearchRequest(
                str(values["q"]),
                collection=values.get("collection"),
                kind=values.get("kind"),
                language=values.get("language"),
                order=Order(values.get("order", Order.BEST)),
                other_names=values.get("other_names") != "no",
                screen=int(values["page"]),
                size=int(values["size"]),
                audience=Audience.MACHINE,
            )
        )
        .require_all()
    )
    further = {
        "near": _public_hits(session, results.near),
        "also": list(results.also),
        "answered_query": results.answered_query,
        "corrected_query": results.corrected_query,
    }
    return Part("hits", _public_hits(session, results.hits), results.total, further)


def item(session: Session, _values: Values, item_id: str) -> dict[str, object]:
    """Return one item with its description."""
    record = open_record(session, item_id)
    (description,) = public_descriptions(session, (item_id,), profiles(session))
    return resources.item(record, description.cells, extent_of(session, item_id))


def pages(session: Session, values: Values, item_id: str) -> Part:
    """Return pages of an item that anybody may read."""
    record = _readable(session, item_id)
    numbers = reading_order(session, item_id)
    screen = numbers[_first(values) : _first(values) + int(values["size"])]
    start = queries.page_details(session, item_id, screen[0]).place if screen else 1
    shown_pages = (
        queries.item_pages(session, item_id, first=start, count=len(screen)) if screen else ()
    )
    rows = [resources.page(record, details) for details in shown_pages]
    return Part("pages", rows, len(numbers))


def page(session: Session, _values: Values, item_id: str, number: int) -> dict[str, object]:
    """Return one page with its text."""
    record = _readable(session, item_id)
    details = queries.page_details(session, item_id, number)
    return {**resources.page(record, details), "text": details.text}


def item_text(session: Session, values: Values, item_id: str) -> Part:
    """Return the text of pages of an item that anybody may read."""
    _readable(session, item_id)
    transcripts = queries.page_transcripts(session, item_id)
    screen = transcripts[_first(values) : _first(values) + int(values["size"])]
    rows = [{"number": page.number, "text": page.text, "quality": page.quality} for page in screen]
    return Part("texts", rows, len(transcripts))


def _public_hits(session: Session, matches: tuple[ItemHit, ...]) -> list[dict[str, object]]:
    sizes = extents(session, [match.item_id for match in matches])
    return [
        resources.hit(match, sizes.get(match.item_id, NO_EXTENT))
        for match in matches
        if is_public(match.item) and (match.page is None or anybody_may_find(match.item))
    ]


def _readable(session: Session, item_id: str) -> ItemRecord:
    record = open_record(session, item_id)
    decision = download_decision(record)
    if not decision.allowed:
        raise MayNotReadError(record.title, decision.because, record.id)
    return record


def _first(values: Values) -> int:
    return (int(values["page"]) - 1) * int(values["size"])
