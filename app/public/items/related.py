"""Shows what is near an item: other items about what its title is about."""

import re

from flask import render_template

from app.public.items.access import known_record
from app.services import services
from app.web.url_converters import asked
from library.catalogue import queries
from library.catalogue.models import Access
from library.catalogue.pages import thumbnails
from library.catalogue.queries import ItemRecord
from library.database import reading
from search_index.documents import SearchRequest

_MOST = 6
_SYLLABLES = 14
"""Of the title are asked for; the long tail of a decree's title is about all decrees."""

_FORMAL = re.compile(r"^.*?\bvề( việc)?\b\s+", re.IGNORECASE)
"""What a decree's title begins with: kind, number, “về việc”."""


def show(item_id: str) -> str:
    """Show the nearest items, on a page or, for the item's own page, as a piece of one."""
    with reading(services().database) as session:
        record = known_record(session, item_id)
    found = services().search.search(SearchRequest(subject(record), size=_MOST + 1))
    ids = [hit.item_id for hit in found.hits if hit.item_id != item_id][:_MOST]
    with reading(services().database) as session:
        records = queries.records(session, ids)
        covers = thumbnails.covers(session, ids)
    near = [records[one] for one in ids if one in records and _may_be_shown(records[one])]
    piece = asked("phan") == "the"
    template = "components/cards.html" if piece else "public/items/related.html"
    return render_template(template, record=record, records=near, covers=covers)


def subject(record: ItemRecord) -> str:
    """Return what an item is about in a few words of its title."""
    matter = _FORMAL.sub("", record.title) if record.number else record.title
    return " ".join((matter or record.title).split()[:_SYLLABLES])


def _may_be_shown(record: ItemRecord) -> bool:
    return record.access is not Access.STAFF
