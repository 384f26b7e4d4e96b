"""Opens an item at a page, with the words that were looked for marked."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.addresses import asked
from app.counting import count
from app.house import house
from app.public.citing import citation
from app.public.doors import readable_record, to_take_home
from app.public.flowing import flow
from app.public.items import search_inside
from app.public.marking import boxes, marked
from app.public.weighing import weights
from library.catalogue.shelves import ItemRecord, PageSheet, page_sheet, page_sheets
from library.catalogue.turning import neighbours
from library.catalogue.words import unpack
from library.database import reading
from library.usage.models import UseKind

_STRIP = 5
"""So many thumbnails before and after the open page."""


def show(item_id: str, number: int) -> str:
    """Show one page: its image, its text, its neighbours."""
    typed = asked()
    with reading(house().database) as session:
        record = readable_record(session, item_id)
        sheet = page_sheet(session, item_id, number)
        strip = _strip(session, record, number)
        before, after = neighbours(session, item_id, number)
    find = house().search.words_found
    count(UseKind.REQUEST, item_id, number)
    return render_template(
        "public/page.html",
        record=record,
        to_go=to_take_home(record),
        sheet=sheet,
        strip=strip,
        before=before,
        after=after,
        next_sheet=next((near for near in strip if near.number == after), None),
        citation=citation(record, number),
        cited_page=number,
        weights=weights((sheet,)),
        typed=typed,
        boxes=boxes(find, typed, _words(sheet)) if typed else (),
        text=marked(find, typed, flow(sheet.text) if sheet.words else sheet.text),
        found=search_inside(item_id, typed),
    )


def turn_to(item_id: str) -> ResponseReturnValue:
    """Lead to the page whose number was typed, or the nearest there is."""
    with reading(house().database) as session:
        record = readable_record(session, item_id)
        wanted = max(1, min(request.args.get("so", 1, type=int), record.page_count))
        before, after = neighbours(session, item_id, wanted - 1)
    number = after or before or wanted
    return redirect(
        url_for("public.page", item_id=item_id, number=number, q=asked() or None), code=303
    )


def _words(sheet: PageSheet) -> tuple:
    if sheet.words is None:
        return ()
    return unpack(house().derivatives.read(sheet.words))


def _strip(session: Session, record: ItemRecord, number: int) -> tuple[PageSheet, ...]:
    first = max(1, number - _STRIP)
    return page_sheets(session, record.id, first=first, count=2 * _STRIP + 1)
