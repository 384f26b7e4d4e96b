"""Opens an item at a page, with the words that were looked for marked."""

from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.public.items.access import is_open_to_all, readable_record, to_take_home
from app.public.items.citations import citation
from app.public.reader.find_in_item import FIRST_MARK, inside
from app.public.reader.images import weights
from app.public.reader.page_context import Opening, open_at
from app.public.reader.page_html import shown_all
from app.public.reader.view_options import View, address, read_look
from app.services import services
from app.web.data_saver import Budget, budget
from app.web.offline import may_be_kept
from app.web.usage_counting import count
from library.catalogue.pages.neighbours import neighbours, number_at
from library.catalogue.queries import ItemRecord, PageSheet, page_sheets
from library.catalogue.text.languages import each, is_vertical
from library.database import reading
from library.usage.models import UseKind

_STRIP = 5
"""So many thumbnails before and after the open page."""

_IN_IMAGES = (View.PAGE, View.SPREAD, View.STRIP)
_AHEAD = {Budget.LITTLE: 0, Budget.USUAL: 1, Budget.FINE: 2}
"""So many pages are fetched before they are asked for."""


def show(item_id: str, number: int) -> str:
    """Show a page, or several as the reader wants to see them: images, text, the ways on."""
    look = read_look()
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        opened = open_at(session, item_id, number, look.view)
        strip = _strip(session, record, opened.sheets[0].place) if look.view is View.PAGE else ()
        ahead = _ahead(session, item_id, opened, look.view)
    count(UseKind.REQUEST, item_id, number)
    if is_open_to_all(record):
        may_be_kept()
    return render_template(
        f"public/reader/{look.view.name.lower()}.html",
        record=record,
        look=look,
        views=tuple(View),
        turn=partial(address, item_id, look),
        number=number,
        opened=opened,
        pages=shown_all(opened.sheets, look, record.language),
        ahead=ahead,
        strip=strip,
        right_to_left=is_vertical(each(opened.sheets[0].languages or "")),
        inside=inside(item_id, look.typed, opened.numbers),
        first_mark=FIRST_MARK,
        weights=weights(opened.sheets) if look.view in _IN_IMAGES else {},
        to_go=to_take_home(record),
        citation=citation(record, number),
        cited_page=number,
    )


def turn_to(item_id: str) -> ResponseReturnValue:
    """Lead to the page whose number was typed, or the nearest there is."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        wanted = max(1, min(request.args.get("so", 1, type=int), record.page_count))
        before, after = neighbours(session, item_id, wanted - 1)
    number = after or before or wanted
    parameters = read_look().parameters
    there = url_for("public.page", item_id=item_id, number=number, **parameters)
    return redirect(there, code=303)


def find(item_id: str, page_id: int) -> ResponseReturnValue:
    """Lead to where a page is now: this address holds however its item is reordered or parted."""
    with reading(services().database) as session:
        readable_record(session, item_id)
        number = number_at(session, item_id, page_id)
    parameters = read_look().parameters
    return redirect(url_for("public.page", item_id=item_id, number=number, **parameters))


def _strip(session: Session, record: ItemRecord, place: int) -> tuple[PageSheet, ...]:
    first = max(1, place - _STRIP)
    return page_sheets(session, record.id, first=first, count=2 * _STRIP + 1)


def _ahead(session: Session, item_id: str, opened: Opening, view: View) -> tuple[PageSheet, ...]:
    """Return the pages whose images may be fetched before the reader turns to them."""
    allowed = _AHEAD[budget()] if view in (View.PAGE, View.SPREAD) else 0
    if opened.after is None or not allowed:
        return ()
    return page_sheets(session, item_id, first=opened.sheets[-1].place + 1, count=allowed)
