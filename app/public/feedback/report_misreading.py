"""Reader reports of misread words, anonymous unless the reader wishes otherwise."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.reader_accounts import account
from app.public.feedback.report_admission import admit_text
from app.public.helping.type_lines import show_line
from app.public.items.access import readable_record
from app.services import services
from app.web.url_converters import text_param
from kit.outbox.outbox_entries import handed_on
from library.catalogue.queries import page_details
from library.corrections import text_reports
from library.corrections.text_reports import ReportableLine
from library.database import reading, work
from library.errors import LibraryError

_MAX_INPUT_LETTERS = 500


def show(item_id: str, number: int) -> str:
    """Render the form for the misread word and its correction."""
    return _form(item_id, number, text_param("sai"), request.args.get("dong", type=int))


def submit(item_id: str, number: int) -> ResponseReturnValue:
    """Store a reader's report, or show the form again with its problem."""
    reader = account()
    misreading, correction = (
        request.form.get(name, "")[:_MAX_INPUT_LETTERS] for name in ("sai", "dung")
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
        return _form(item_id, number, misreading, line, correction, str(error)), error.status
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


def _form(
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
