"""Shows the register: each delivery, how far it got, and what stopped it."""

from flask import Response, render_template, request

from app.services import services
from app.web.url_converters import asked_screen
from library.accessions import register_queries
from library.accessions.premis import premis
from library.catalogue import queries
from library.catalogue.pages import progress
from library.catalogue.text.languages import named
from library.database import reading
from library.jobs import current_work, delivery_history
from library.jobs.orders import FOR_STAFF
from library.triage import findings, spreads

SCREEN = 30
_FAILED_SHOWN = 200


def show_all() -> str:
    """Show one screen of the register, newest first."""
    screen = asked_screen()
    with reading(services().database) as session:
        shown = register_queries.recent(session, first=(screen - 1) * SCREEN, count=SCREEN)
        pages = progress.of_accessions(session, [entry.id for entry in shown])
        total = sum(register_queries.how_many(session).values())
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
    """Show one delivery: how far it is, what may be ordered, what failed, its history."""
    with reading(services().database) as session:
        entry = register_queries.entry(session, number)
        return render_template(
            "office/ingest/accession.html",
            entry=entry,
            item=queries.records(session, [entry.item_id or ""]).get(entry.item_id),
            pages=progress.of_accessions(session, [entry.id]).get(entry.id),
            failed=progress.failed_pages(session, entry.id, _FAILED_SHOWN),
            masters=register_queries.masters(session, entry.id),
            triage=findings.of_delivery(session, entry.id),
            history=delivery_history.of_delivery(session, entry),
            work=current_work.now(session) if entry.in_work else None,
            priorities=FOR_STAFF,
            in_work=entry.in_work,
            named=named,
            cuts=spreads.told(session, entry.id),
        )


def show_page(number: str) -> str:
    """Show what was done to one page of a delivery."""
    page = request.args.get("so", 1, type=int)
    with reading(services().database) as session:
        entry = register_queries.entry(session, number)
        steps = register_queries.page_steps(session, entry.id, page)
    return render_template("office/ingest/page_history.html", entry=entry, page=page, steps=steps)


def send_premis(number: str) -> Response:
    """Send the history of a delivery to be kept elsewhere."""
    with reading(services().database) as session:
        told = premis(session, number)
    response = Response(told, mimetype="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-premis.xml"'
    return response
