"""Related items: items that match the subject in the title."""

import re

from flask import render_template

from app.public.items.access import visible_record
from app.services import services
from app.web.url_converters import text_param
from library.catalogue import queries
from library.catalogue.models import Access
from library.catalogue.pages import thumbnails
from library.catalogue.queries import ItemRecord
from library.database import reading
from search_index.documents import SearchRequest

_MAX_RELATED = 6
_MAX_SYLLABLES = 14
"""Number of syllables of a title searched; long endings of decree titles are generic."""

_FORMAL_OPENING = re.compile(r"^.*?\bvề( việc)?\b\s+", re.IGNORECASE)
"""Formal opening of a decree's title: kind, number, “về việc”."""


def show(item_id: str) -> str:
    """Render related items as a page, or as a fragment for the item page."""
    with reading(services().database) as session:
        record = visible_record(session, item_id)
    results = services().search.search(SearchRequest(subject(record), size=_MAX_RELATED + 1))
    hits = (*results.hits, *results.near)
    ids = [hit.item_id for hit in hits if hit.item_id != item_id][:_MAX_RELATED]
    with reading(services().database) as session:
        records = queries.records(session, ids)
        covers = thumbnails.covers(session, ids)
    related = [
        records[related_id]
        for related_id in ids
        if related_id in records and _is_visible(records[related_id])
    ]
    is_fragment = text_param("phan") == "the"
    template = "components/cards.html" if is_fragment else "public/items/related.html"
    return render_template(
        template,
        record=record,
        records=related,
        covers=covers,
        rebuilding=results.rebuilding,
    )


def subject(record: ItemRecord) -> str:
    """Return the subject of an item in a few words of its title."""
    topic = _FORMAL_OPENING.sub("", record.title) if record.number else record.title
    return " ".join((topic or record.title).split()[:_MAX_SYLLABLES])


def _is_visible(record: ItemRecord) -> bool:
    return record.access is not Access.STAFF
