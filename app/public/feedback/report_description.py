"""Lets readers say what is wrong in a description; nothing about them is kept."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.public.items.access import known_record
from app.services import profiles, services
from library.catalogue import cataloguing
from library.catalogue.description.fields import form_rules
from library.catalogue.queries import ItemRecord
from library.corrections.reader_reports import description_reports
from library.database import reading, work
from library.errors import LibraryError

_NOT_SHOWN = frozenset({"language", "access", "opens"})
_MUCH = 4 * description_reports.LONGEST
"""Before it is composed a letter may be several."""


def ask(item_id: str) -> str:
    """Show the form: which field is wrong, and what it should say."""
    return _form(item_id)


def take(item_id: str) -> ResponseReturnValue:
    """Enter what a reader noticed, or say beside the form what is wrong with it."""
    field, told = request.form.get("o", ""), request.form.get("loi", "")[:_MUCH]
    try:
        with work(services().database) as session:
            record = known_record(session, item_id)
            field = field if field in dict(_shown(session, record)) else ""
            description_reports.report(session, item_id, field, told)
    except LibraryError as error:
        if error.status not in (400, 429):
            raise
        return _form(item_id, field, told, str(error)), error.status
    return redirect(url_for("public.mistake", item_id=item_id, **{"da-bao": 1}), code=303)


def _form(item_id: str, chosen: str | None = None, told: str = "", problem: str = "") -> str:
    with reading(services().database) as session:
        record = known_record(session, item_id)
        shown = _shown(session, record)
    return render_template(
        "public/feedback/report_description.html",
        record=record,
        shown=shown,
        chosen=chosen,
        told=told,
        problem=problem,
    )


def _shown(session: Session, record: ItemRecord) -> list[tuple[str, str]]:
    """Return the fields that the page of an item shows, with their labels."""
    told = cataloguing.described(cataloguing.find_item(session, record.id))
    rules = form_rules(profiles().get(record.collection))
    return [
        (rule.name, rule.label)
        for rule in rules
        if told.get(rule.name) and rule.name not in _NOT_SHOWN
    ]
