"""Accession register: deliveries with their progress, failures and history."""

from flask import Response, render_template, request

from app.services import services
from app.web.url_converters import screen_param
from library.accessions import register_queries
from library.accessions.premis import premis
from library.catalogue import queries
from library.catalogue.pages import progress
from library.catalogue.text.languages import in_words
from library.database import reading
from library.jobs import current_work, delivery_history
from library.jobs.orders import STAFF_PRIORITIES
from library.triage import findings, spreads

SCREEN = 30
_FAILED_SHOWN = 200


def show_all() -> str:
    """Show one screen of the register, newest first."""
    screen = screen_param()
    with reading(services().database) as session:
        shown = register_queries.recent(session, first=(screen - 1) * SCREEN, count=SCREEN)
        pages = progress.of_accessions(session, [entry.id for entry in shown])
        total = sum(register_queries.count_by_state(session).values())
    return render_template(
        "office/ingest/accessions.html",
        entries=shown,
        pages=pages,
        total=total,
        screen=screen,
        size=SCREEN,
        in_work=any(entry.in_work for entry in shown),
    )


def show(number: str) -> str:
    """Show one delivery: progress, possible orders, failed pages and history."""
    with reading(services().database) as session:
        entry = register_queries.entry(session, number)
        return render_template(
            "office/ingest/accession.html",
            entry=entry,
            item=queries.records(session, [entry.item_id or ""]).get(entry.item_id),
            pages=progress.of_accessions(session, [entry.id]).get(entry.id),
            failed=progress.failed_pages(session, entry.id, _FAILED_SHOWN),
            masters=register_queries.masters(session, entry.id),
            triage=findings.triage_report(session, entry.id),
            history=delivery_history.of_delivery(session, entry),
            work=current_work.now(session) if entry.in_work else None,
            priorities=STAFF_PRIORITIES,
            in_work=entry.in_work,
            named=in_words,
            cuts=spreads.cuts_by_picture(session, entry.id),
        )


def show_page(number: str) -> str:
    """Show the processing history of one page."""
    page = request.args.get("so", 1, type=int)
    with reading(services().database) as session:
        entry = register_queries.entry(session, number)
        steps = register_queries.page_steps(session, entry.id, page)
    return render_template("office/ingest/page_history.html", entry=entry, page=page, steps=steps)


def send_premis(number: str) -> Response:
    """Send the history of a delivery as PREMIS XML."""
    with reading(services().database) as session:
        document = premis(session, number)
    response = Response(document, mimetype="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-premis.xml"'
    return response
