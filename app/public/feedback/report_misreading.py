"""Reader reports of misread words, anonymous unless the reader wishes otherwise."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.reader_accounts import account
from app.public.feedback.report_admission import admit_text
from app.public.items.access import readable_record
from app.services import services
from app.web.url_converters import text_param
from kit.outbox.outbox_entries import handed_on
from library.catalogue.queries import page_details
from library.corrections import text_reports
from library.database import reading, work
from library.errors import LibraryError

_MAX_INPUT_LETTERS = 500


def show(item_id: str, number: int) -> str:
    """Render the form for the misread word and its correction."""
    return _form(item_id, number, text_param("sai"), "")


def submit(item_id: str, number: int) -> ResponseReturnValue:
    """Store a reader's report, or show the form again with its problem."""
    reader = account()
    misreading, correction = (
        request.form.get(name, "")[:_MAX_INPUT_LETTERS] for name in ("sai", "dung")
    )
    try:
        with work(services().database) as session:
            readable_record(session, item_id)
            page_details(session, item_id, number)
            page = text_reports.reported_page(session, item_id, number)
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
        return _form(item_id, number, misreading, correction, str(error)), error.status
    return redirect(
        url_for("public.reporting", item_id=item_id, number=number, **{"da-bao": 1}), code=303
    )


def _form(item_id: str, number: int, misreading: str, correction: str, problem: str = "") -> str:
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page = page_details(session, item_id, number)
    return render_template(
        "public/feedback/report_misreading.html",
        record=record,
        page=page,
        misreading=misreading,
        correction=correction,
        problem=problem,
    )
