"""Resources of the JSON API: items, pages, collections and hits as dictionaries."""

from collections.abc import Mapping

from flask import url_for
from markupsafe import Markup

from app.interfaces.identity import item_address, utc_seconds
from app.interfaces.open_items import anybody_may_download, anybody_may_read
from library.catalogue.access.reading_conditions import (
    condition_labels,
    conditions_of,
    describe_conditions,
)
from library.catalogue.description.licences import licence_address
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord, PageDetails
from library.recordings.extents import NO_EXTENT, Extent
from search_index.documents import ItemHit

_OWN_KEYS = frozenset({"title", "access", "opens"})
"""Fields of a description that an item shows elsewhere."""


def api_address(endpoint: str, **values: object) -> str:
    """Return the full address of an endpoint of the API."""
    return url_for(f"interfaces.api_{endpoint}", _external=True, **values)


def brief(record: ItemRecord, extent: Extent = NO_EXTENT) -> dict[str, object]:
    """Return an item as lists show it."""
    decision = anybody_may_read(record)
    return {
        "id": record.id,
        "title": record.title,
        "collection": record.collection,
        "kind": record.kind,
        "date": record.date,
        "year": record.year,
        "language": record.language,
        "page_count": record.page_count,
        "parts": extent.pages + extent.pictures + extent.sounds + extent.films,
        "duration_seconds": round(extent.recording_ms / 1000) if extent.recording_ms else None,
        "readable": decision.allowed,
        "url": item_address(record.id),
        "api": api_address("item", item_id=record.id),
    }


def item(record: ItemRecord, cells: Mapping[str, str], extent: Extent) -> dict[str, object]:
    """Return an item with its description, rights and addresses."""
    decision = anybody_may_read(record)
    may_download = anybody_may_download(record)
    return {
        **brief(record, extent),
        "description": {name: text for name, text in cells.items() if name not in _OWN_KEYS},
        "rights": {
            "access": record.access.value,
            "readable": decision.allowed,
            "because": decision.because or None,
            "opens": decision.opens,
            "conditions": list(condition_labels(conditions_of(record))),
            "conditions_in_words": list(describe_conditions(conditions_of(record))),
            "licence": record.licence,
            "licence_url": licence_address(record.licence),
        },
        "published": record.published and utc_seconds(record.published),
        "changed": utc_seconds(record.changed),
        "records": {
            name: url_for(f"public.{name}", item_id=record.id, _external=True)
            for name in ("marc", "marcxml", "dublin_core", "ris", "bibtex")
        },
        "pages": api_address("pages", item_id=record.id) if may_download else None,
        "text": api_address("text", item_id=record.id) if may_download else None,
    }


def page(record: ItemRecord, details: PageDetails) -> dict[str, object]:
    """Return a page of an item that anybody may read."""
    at = {"item_id": details.item_id, "number": details.number, "_external": True}
    may_download = anybody_may_download(record)
    return {
        "number": details.number,
        "label": details.label,
        "kind": details.kind and details.kind.value,
        "width": details.width,
        "height": details.height,
        "quality": details.quality,
        "url": url_for("public.page", **at),
        "images": [
            {
                "url": url_for("public.image", digest=image.digest, **at),
                "media_type": image.media_type,
                "width": image.width,
                "height": image.height,
            }
            for image in details.reading
        ],
        "alto": url_for("public.page_alto", **at) if details.words and may_download else None,
        "api": api_address("page", item_id=details.item_id, number=details.number),
    }


def collection(profile: Profile, items: int, pages: int) -> dict[str, object]:
    """Return a collection with the numbers of its public items and their pages."""
    return {
        "slug": profile.slug,
        "title": profile.title,
        "summary": profile.summary,
        "licence": profile.licence,
        "items": items,
        "pages": pages,
        "url": url_for("public.collection", collection=profile.slug, _external=True),
        "api": api_address("collection_items", collection=profile.slug),
    }


def hit(match: ItemHit, extent: Extent = NO_EXTENT) -> dict[str, object]:
    """Return a hit of a search; a text that not everybody may read has no passage."""
    may_read = anybody_may_download(match.item)
    passage = Markup(match.snippet).striptags() if may_read and match.snippet else None  # noqa: S704
    return {
        **brief(match.item, extent),
        "page": match.page if may_read else None,
        "pages_found": match.pages_found if may_read else 0,
        "passage": passage,
    }
