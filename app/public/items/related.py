"""Related items: those that share a name with an item, or have the words of its title."""

import re
from dataclasses import dataclass

from flask import render_template

from app.accounts.who_asks import audience, reader
from app.public.items.access import visible_record
from app.services import services
from app.web.url_converters import text_param
from library.catalogue.access.rights import may_see_record
from library.catalogue.pages import thumbnails
from library.catalogue.queries import ItemRecord
from library.catalogue.related_items import Relation, related_by_names
from library.database import reading
from search_index.documents import SearchRequest

_MAX_RELATED = 6
_MAX_SYLLABLES = 14
"""Number of syllables of a title searched; long endings of decree titles are generic."""

_FORMAL_OPENING = re.compile(r"^.*?\bvề( việc)?\b\s+", re.IGNORECASE)
"""Formal opening of a decree's title: kind, number, “về việc”."""


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """Related item with the name it shares; None if it only has the words of the title."""

    record: ItemRecord
    relation: Relation | None


def show(item_id: str) -> str:
    """Render related items as a page, or as a fragment for the item page."""
    with reading(services().database) as session:
        record = visible_record(session, item_id)
        relations = related_by_names(session, record, _MAX_RELATED)
    request = SearchRequest(subject(record), size=_MAX_RELATED + 1, near=False, audience=audience())
    results = services().search.search(request)
    items_by_id = {relation.item.id: RelatedItem(relation.item, relation) for relation in relations}
    for hit in results.hits:
        items_by_id.setdefault(hit.item_id, RelatedItem(hit.item, None))
    items_by_id.pop(item_id, None)
    items = [item for item in items_by_id.values() if may_see_record(item.record, reader())]
    with reading(services().database) as session:
        covers = thumbnails.covers_with_parts(
            session, [item.record.id for item in items[:_MAX_RELATED]]
        )
    is_fragment = text_param("phan") == "the"
    template = "components/cards.html" if is_fragment else "public/items/related.html"
    return render_template(
        template,
        record=record,
        related=items[:_MAX_RELATED],
        words=request.typed,
        covers=covers,
        rebuilding=results.rebuilding,
    )


def subject(record: ItemRecord) -> str:
    """Return the subject of an item in a few words of its title."""
    topic = _FORMAL_OPENING.sub("", record.title) if record.number else record.title
    return " ".join((topic or record.title).split()[:_MAX_SYLLABLES])
