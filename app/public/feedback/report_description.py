"""Anonymous reader reports of errors in descriptions."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.public.feedback.report_admission import admit_description
from app.public.items.access import visible_record
from app.services import profiles, services
from app.web.url_converters import text_param
from kit.outbox.outbox_entries import handed_on
from library.catalogue import cataloguing
from library.catalogue.queries import ItemRecord
from library.corrections import description_reports
from library.database import reading, work
from library.errors import LibraryError
from library.places.edition import current_history
from library.places.then_and_now import heading_of
from library.recordings.extents import extent_of
from library.recordings.media_fields import item_rules

_HIDDEN_FIELDS = frozenset({"language", "access", "opens"})
_MAX_INPUT_LETTERS = 4 * description_reports.MAX_LENGTH
"""Maximum input length; before composition one letter may be several code points."""


def show(item_id: str) -> str:
    """Render the form for the wrong field and its correct value, or for a unit of a page."""
    return _form(item_id, text_param("o") or None)


def submit(item_id: str) -> ResponseReturnValue:
    """Store a reader's report, or show the form again with its problem."""
    field, message = request.form.get("o", ""), request.form.get("loi", "")[:_MAX_INPUT_LETTERS]
    try:
        with work(services().database) as session:
            record = visible_record(session, item_id)
            field = field if field in dict(_offered_fields(session, record, field)) else ""
            content = {"item": item_id, "field": field, "text": message}
            with handed_on(session, services().settings, "mistake", content):
                admit = admit_description(item_id)
                description_reports.report(session, item_id, field, message, admit)
    except LibraryError as error:
        if error.status not in (400, 429):
            raise
        return _form(item_id, field, message, str(error)), error.status
    return redirect(url_for("public.mistake", item_id=item_id, **{"da-bao": 1}), code=303)


def _form(item_id: str, field: str | None = None, message: str = "", problem: str = "") -> str:
    with reading(services().database) as session:
        record = visible_record(session, item_id)
        fields = _offered_fields(session, record, field or "")
    return render_template(
        "public/feedback/report_description.html",
        record=record,
        shown=fields,
        is_about_unit=bool(fields) and description_reports.wrong_unit(fields[0][0]) is not None,
        chosen=field,
        message=message,
        problem=problem,
    )


def _offered_fields(session: Session, record: ItemRecord, field: str) -> list[tuple[str, str]]:
    """Return the fields shown on the item page, with the unit of a page before them if it is one.

    Pages of units lead here with `unit:3:x-hong-phong--van-lang`.
    """
    fields, wrong = _shown_fields(session, record), description_reports.wrong_unit(field)
    history = current_history(session)
    unit = wrong and history.units.get(wrong.unit)
    if unit is None or wrong.page > record.page_count:
        return fields
    place = f"trang {wrong.page}" if wrong.page else "mô tả"
    return [(field, f"Nhầm nơi: {place} không nói về {heading_of(history, unit)}"), *fields]


def _shown_fields(session: Session, record: ItemRecord) -> list[tuple[str, str]]:
    """Return names and labels of the fields shown on the item page."""
    fields = cataloguing.item_fields(cataloguing.find_item(session, record.id))
    profile = profiles(session).get(record.collection)
    rules = item_rules(profile, fields, extent_of(session, record.id))
    return [
        (rule.name, rule.label)
        for rule in rules
        if fields.get(rule.name) and rule.name not in _HIDDEN_FIELDS
    ]
