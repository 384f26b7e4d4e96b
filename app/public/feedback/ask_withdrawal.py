"""Requests of anybody to withdraw an item: a person recorded, a family, a village."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.public.feedback.report_admission import admit_description
from app.public.items.access import visible_record
from app.services import services
from kit.outbox.outbox_entries import handed_on
from library.consents import withdrawals
from library.database import reading, work
from library.errors import LibraryError


def show(item_id: str) -> str:
    """Render the form."""
    return _form(item_id)


def submit(item_id: str) -> ResponseReturnValue:
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
        return _form(item_id, text, contact, str(error)), error.status
    return redirect(url_for("public.asking_withdrawal", item_id=item_id, **{"da-gui": 1}), code=303)


def _form(item_id: str, text: str = "", contact: str = "", problem: str = "") -> str:
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
