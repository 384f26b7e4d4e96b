"""Queue of the names that pages leave open, and the names of one page with their units."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.office.corrections.text_reports import with_field_label
from app.office.lists.list_form import ListForm, read_list
from app.services import services
from library.catalogue import queries
from library.catalogue.place_names import open_names
from library.catalogue.place_names.names_on_page import description_text, names_on_page
from library.catalogue.place_names.open_names import OpenName
from library.catalogue.queries import ItemRecord
from library.corrections import description_reports
from library.database import reading
from library.places.edition import current_history
from library.places.in_texts.page_places import NameMeaning, place_reader
from library.vietnamese.letters import compose

POSITION = "vi-tri"
"""Parameter with the place in the queue from which a name was opened."""

_REPORTS_SHOWN = 20


def show_queue() -> str:
    """Show one screen of the names to be decided, by item."""
    with reading(services().database) as session:
        listing = read_list(session, ListForm("office.place_names"))
        names = open_names.waiting(session, first=listing.first, count=listing.count)
        total = open_names.count_waiting(session)
        reports = description_reports.wrong_units(session, _REPORTS_SHOWN)
        history = current_history(session)
        mistakes = [with_field_label(history, report) for report in reports]
    rows = [(each, _address(each, listing.first + at)) for at, each in enumerate(names)]
    return render_template(
        "office/places/place_names.html",
        rows=rows,
        listing=listing.counted(total),
        mistakes=mistakes,
    )


def open_next() -> ResponseReturnValue:
    """Open the name at a place in the queue; the one decided before has left it."""
    position = max(request.args.get(POSITION, 0, int), 0)
    with reading(services().database) as session:
        names = open_names.waiting(session, first=position, count=1)
    if names:
        return redirect(_address(names[0], position), code=303)
    flash("Hết việc: không còn địa danh nào khác cần xem.", "good")
    return redirect(url_for("office.place_names"), code=303)


def show_page(item_id: str, number: int) -> str:
    """Show the names of a page, each with its unit and the reason."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = queries.page_details(session, item_id, number)
        meanings, _ = meanings_on(session, record, number)
        units = place_reader(session).history.units
    return render_template(
        "office/places/page_place_names.html",
        record=record,
        page=page,
        meanings=tuple({each.name: each for each in meanings}.values()),
        units=units,
    )


def meanings_on(
    session: Session, record: ItemRecord, page: int
) -> tuple[tuple[NameMeaning, ...], str]:
    """Return the names of a page (0: the description), and the text in which they are."""
    texts = queries.texts_at(session, [(record.id, page)]) if page else {}
    text = texts.get((record.id, page), "") if page else description_text(record)
    return names_on_page(place_reader(session), record, page, text), compose(text)


def _address(name: OpenName, position: int) -> str:
    parameters = {"ten": name.name, "trang": name.first_page, POSITION: position}
    return url_for("office.place_name", item_id=name.item_id, **parameters)
