"""Lets readers say that a word was misread; nothing about them is kept unless they wish it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.reader_accounts import account
from app.public.items.access import readable_record
from app.services import services
from app.web.url_converters import asked
from library.catalogue.queries import page_sheet
from library.corrections.page_edits import edit
from library.corrections.reader_reports import text_reports
from library.database import reading, work
from library.errors import LibraryError

_LONGEST = 500


def ask(item_id: str, number: int) -> str:
    """Show the form: which word is wrong, and what it should be."""
    return _form(item_id, number, asked("sai"), "")


def take(item_id: str, number: int) -> ResponseReturnValue:
    """Enter what a reader noticed, or say beside the form what is wrong with it."""
    reader = account()
    seen, meant = (request.form.get(name, "")[:_LONGEST] for name in ("sai", "dung"))
    try:
        with work(services().database) as session:
            readable_record(session, item_id)
            page_sheet(session, item_id, number)
            page = edit.page_of(session, item_id, number)
            reader_id = reader.id if reader and "gan" in request.form else None
            store = services().derivatives
            text_reports.report(session, store, page, seen, meant, reader_id=reader_id)
    except LibraryError as error:
        if error.status not in (400, 429):
            raise
        return _form(item_id, number, seen, meant, str(error)), error.status
    return redirect(
        url_for("public.reporting", item_id=item_id, number=number, **{"da-bao": 1}), code=303
    )


def _form(item_id: str, number: int, seen: str, meant: str, problem: str = "") -> str:
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        sheet = page_sheet(session, item_id, number)
    return render_template(
        "public/feedback/report_misreading.html",
        record=record,
        sheet=sheet,
        seen=seen,
        meant=meant,
        problem=problem,
    )
