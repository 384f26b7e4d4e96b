"""Forms of readers about an item: mistakes in its description or text, and its withdrawal."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.reader_accounts import account
from app.public.feedback.report_admission import admit_description, admit_text
from app.public.helping.type_lines import show_line
from app.public.items.access import readable_record, visible_record
from app.services import profiles, services
from app.web.url_converters import text_param
from kit.outbox.outbox_entries import handed_on
from library.catalogue import cataloguing
from library.catalogue.queries import ItemRecord, page_details
from library.consents import withdrawals
from library.corrections import description_reports, text_reports
from library.corrections.text_reports import ReportableLine
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


def show_withdrawal(item_id: str, text: str = "", contact: str = "", problem: str = "") -> str:
    """Render the form."""
    with reading(services().database) as session:
        record = visible_record(session, item_id)
    return render_template(
        "public/feedback/ask_withdrawal.html",
        record=record,
        text=text,
        contact=contact,
        problem=problem,
        days=withdrawals.WORKING_DAYS,
    )


def submit_withdrawal(item_id: str) -> ResponseReturnValue:
    """Store a request, or show the form again with its problem; a station hands it on."""
    text = request.form.get("noi-dung", "")[: 4 * withdrawals.MAX_LENGTH]
    contact = request.form.get("lien-he", "")[: 4 * withdrawals.MAX_CONTACT_LENGTH]
    hides_title = "an-ten" in request.form
    try:
        with work(services().database) as session:
            visible_record(session, item_id)
            content = {"item": item_id, "text": text, "contact": contact, "hides": hides_title}
            with handed_on(session, services().settings, "withdrawal", content):
                withdrawals.ask(
                    session,
                    item_id,
                    text,
                    contact,
                    hides_title=hides_title,
                    admit=admit_description(item_id),
                )
    except LibraryError as error:
        if error.status not in (400, 429):
            raise
        return show_withdrawal(item_id, text, contact, str(error)), error.status
    return redirect(url_for("public.asking_withdrawal", item_id=item_id, **{"da-gui": 1}), code=303)


_MAX_TEXT_LETTERS = 500


def show_misreading(item_id: str, number: int) -> str:
    """Render the form for the misread word and its correction."""
    return _misreading_form(item_id, number, text_param("sai"), request.args.get("dong", type=int))


def submit_misreading(item_id: str, number: int) -> ResponseReturnValue:
    """Store a reader's report, or show the form again with its problem."""
    reader = account()
    misreading, correction = (
        request.form.get(name, "")[:_MAX_TEXT_LETTERS] for name in ("sai", "dung")
    )
    line, ticked = request.form.get("dong", type=int), request.form.getlist("chu", int)
    try:
        with work(services().database) as session:
            readable_record(session, item_id)
            page_details(session, item_id, number)
            page = text_reports.reported_page(session, item_id, number)
            all_lines = text_reports.lines_on(session, services().derivatives, page)
            misreading = _ticked_words(all_lines, line, ticked) or misreading
            reader_id = reader.id if reader and "gan" in request.form else None
            content = {"item": item_id, "page": number, "read": misreading, "meant": correction}
            with handed_on(session, services().settings, "misreading", content):
                text_reports.report(
                    session,
                    services().derivatives,
                    page,
                    misreading,
                    correction,
                    reader_id=reader_id,
                    admit=admit_text(item_id, number),
                )
    except LibraryError as error:
        if error.status not in (400, 429):
            raise
        return _misreading_form(
            item_id, number, misreading, line, correction, str(error)
        ), error.status
    return redirect(
        url_for("public.reporting", item_id=item_id, number=number, **{"da-bao": 1}), code=303
    )


def _ticked_words(
    all_lines: Sequence[ReportableLine], line: int | None, ticked: Sequence[int]
) -> str:
    """Return the words of a line from the first ticked one to the last; empty without any."""
    if line is None or not ticked or not 0 <= line < len(all_lines):
        return ""
    return " ".join(all_lines[line].words[max(0, min(ticked)) : max(ticked) + 1])


def _misreading_form(
    item_id: str,
    number: int,
    misreading: str,
    line: int | None,
    correction: str = "",
    problem: str = "",
) -> str:
    """Render the form with the chosen line, or the first one that has the misread words."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page = page_details(session, item_id, number)
        row = text_reports.reported_page(session, item_id, number)
        all_lines = text_reports.lines_on(session, services().derivatives, row)
        if line is None or not 0 <= line < len(all_lines):
            having = (n for n, other in enumerate(all_lines) if other.places(misreading))
            line = next(having, None)
        chosen = None if line is None else all_lines[line]
        picture = chosen and chosen.box and show_line(session, record, number, chosen.box)
    return render_template(
        "public/feedback/report_misreading.html",
        record=record,
        page=page,
        lines=all_lines,
        line=line,
        ticked=chosen.places(misreading) if chosen else (),
        picture=picture,
        misreading=misreading,
        correction=correction,
        problem=problem,
    )
