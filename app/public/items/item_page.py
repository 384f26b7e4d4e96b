"""Shows an item: its description, its pages, and what is found inside it."""

from flask import render_template

from app.accounts import preview_mode
from app.public.items.access import is_open_to_all, known_record, to_read, to_take_home
from app.public.items.citations import citation
from app.services import profiles, services
from app.web.offline import may_be_kept
from app.web.url_converters import asked, asked_screen
from app.web.usage_counting import count
from library.catalogue import cataloguing, queries
from library.catalogue.authorities import authority_records as authorities
from library.catalogue.authorities.extract_names import OTHER
from library.catalogue.description import holdings, parts, serials
from library.catalogue.description.fields import bibliographic, own_fields
from library.catalogue.models import Access, PageKind
from library.catalogue.pages import downloads, progress, thumbnails
from library.catalogue.pages.neighbours import numbers_of
from library.database import reading
from library.jobs.early_reading import Asking, asking
from library.usage.models import UseKind
from search_index.documents import ResultPage, SearchRequest

SCREEN = 48
PICTURED = 8
"""Pages shown as pictures, so that a long book weighs no more than a short one."""

_HITS = 50
_PARTS = 200


def show(item_id: str) -> str:
    """Show the record, and the pages when this reader may see them."""
    shown = seen(item_id)
    count(UseKind.INVESTIGATION, item_id)
    if is_open_to_all(shown["record"]):
        may_be_kept()
    return render_template("public/items/item.html", **shown)


def seen(item_id: str) -> dict[str, object]:
    """Return what this reader sees of an item, as the template asks for it."""
    typed, screen = asked(), asked_screen()
    with reading(services().database) as session:
        record = known_record(session, item_id)
        decision = to_read(record)
        first = (screen - 1) * SCREEN + 1
        sheets = queries.page_sheets(session, item_id, first=first, count=SCREEN)
        pages = progress.of_item(session, item_id)
        may_ask = asking(session, item_id) if decision.allowed and pages.waiting else Asking.USELESS
        cover = thumbnails.covers(session, [item_id]).get(item_id)
        offer = downloads.offer(session, item_id)
        beside = serials.neighbours(session, item_id)
        contents = numbers_of(session, item_id, PageKind.CONTENTS)
        mentions = authorities.mentions(session, item_id)
        on_paper = holdings.of_item(session, item_id)
        whole, its_parts = (
            parts.whole_of(session, item_id),
            parts.parts_of(session, item_id, _PARTS, only_open=True),
        )
        told = cataloguing.described(cataloguing.find_item(session, item_id))
    told = {name: told[name] for name in told.keys() - OTHER.keys()}  # these lead to records
    profile = profiles().get(record.collection)
    return {
        "record": record,
        "profile": profile,
        "on_paper": on_paper,
        "whole": whole if whole and whole.is_open else None,
        "its_parts": its_parts,
        "own_fields": own_fields(profile, told),
        "bibliographic": bibliographic(profile, told),
        "decision": decision,
        "to_go": to_take_home(record),
        "offer": offer,
        "beside": beside,
        "contents": contents,
        "mentions": mentions,
        "names_lead_on": record.access is not Access.STAFF and preview_mode.seen_as() is None,
        "citation": citation(record),
        "sheets": sheets if decision.allowed else (),
        "pages": pages,
        "asking": may_ask,
        "cover": cover if decision.allowed else None,
        "typed": typed,
        "found": search_inside(item_id, typed) if decision.allowed else None,
        "screen": screen,
        "size": SCREEN,
        "pictured": PICTURED,
    }


def search_inside(item_id: str, typed: str) -> ResultPage | None:
    """Return the pages of one item on which the words are found; None when none were typed."""
    if not typed:
        return None
    return services().search.search(SearchRequest(typed, item=item_id, size=_HITS))
