"""Shows the register: each delivery, how far it got, and what stopped it."""

from flask import Response, render_template, request

from app.addresses import asked_screen
from app.house import house
from library.accessions import entries
from library.accessions.premis import premis
from library.catalogue import progress, shelves
from library.catalogue.languages import named
from library.database import reading
from library.triage import report, spreads
from library.workshop import history, work
from library.workshop.orders import FOR_STAFF

SCREEN = 30
_FAILED_SHOWN = 200


def show_all() -> str:
    """Show one screen of the register, newest first."""
    screen = asked_screen()
    with reading(house().database) as session:
        shown = entries.recent(session, first=(screen - 1) * SCREEN, count=SCREEN)
        pages = progress.of_accessions(session, [entry.id for entry in shown])
        total = sum(entries.how_many(session).values())
    return render_template(
        "office/accessions.html",
        entries=shown,
        pages=pages,
        total=total,
        screen=screen,
        size=SCREEN,
        in_work=any(entry.in_work for entry in shown),
    )


def show(number: str) -> str:
    """Show one delivery: how far it is, what may be ordered, what failed, its history."""
    with reading(house().database) as session:
        entry = entries.entry(session, number)
        return render_template(
            "office/accession.html",
            entry=entry,
            item=shelves.records(session, [entry.item_id or ""]).get(entry.item_id),
            pages=progress.of_accessions(session, [entry.id]).get(entry.id),
            failed=progress.failed_pages(session, entry.id, _FAILED_SHOWN),
            masters=entries.masters(session, entry.id),
            triage=report.of_delivery(session, entry.id),
            history=history.of_delivery(session, entry),
            work=work.now(session) if entry.in_work else None,
            priorities=FOR_STAFF,
            in_work=entry.in_work,
            named=named,
            cuts=spreads.told(session, entry.id),
        )


def show_page(number: str) -> str:
    """Show what was done to one page of a delivery."""
    page = request.args.get("so", 1, type=int)
    with reading(house().database) as session:
        entry = entries.entry(session, number)
        steps = entries.page_steps(session, entry.id, page)
    return render_template("office/page_history.html", entry=entry, page=page, steps=steps)


def send_premis(number: str) -> Response:
    """Send the history of a delivery to be kept elsewhere."""
    with reading(house().database) as session:
        told = premis(session, number)
    response = Response(told, mimetype="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-premis.xml"'
    return response
