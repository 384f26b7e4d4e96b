"""Accession register: deliveries with their progress, failures and history."""

from flask import Response, render_template, request
from sqlalchemy.orm import Session

from app.office.lists.list_form import Choice, ListForm, ListQuery, read_list
from app.services import profiles, services
from library.accessions import register_queries
from library.accessions.models import AccessionState
from library.accessions.premis import premis
from library.accessions.register_queries import RegisterFilter
from library.catalogue import queries
from library.catalogue.pages import progress
from library.catalogue.text.languages import in_words
from library.database import reading
from library.jobs import current_work, delivery_history
from library.jobs.orders import STAFF_PRIORITIES
from library.planning import ruled_intake as intake
from library.planning import work_batches as batches
from library.recordings.stretches import damages_of
from library.triage import findings, spreads

SCREEN = 30
_FAILED_SHOWN = 200
_STATES = {
    "cho": ("đang chờ", (AccessionState.WAITING,)),
    "dang-lam": ("đang xử lý", (AccessionState.WORKING,)),
    "xem-lai": ("cần xem lại", (AccessionState.PARTIAL, AccessionState.REFUSED)),
    "xong": ("xong", (AccessionState.DONE,)),
    "trung": ("trùng", (AccessionState.DUPLICATE,)),
    "rut": ("đã rút", (AccessionState.WITHDRAWN,)),
}
"""Caption and states of deliveries, by the value in the address."""


def show_all() -> str:
    """Show one screen of the register, newest first."""
    with reading(services().database) as session:
        listing = read_list(session, _form(session))
        criteria = _wanted(listing)
        accessions = register_queries.recent(
            session,
            first=listing.first,
            count=listing.count,
            filter_=criteria,
            oldest_first=listing.order == "cu",
        )
        pages = progress.of_accessions(session, [entry.id for entry in accessions])
        total = register_queries.count_entries(session, criteria)
    return render_template(
        "office/ingest/accessions.html",
        entries=accessions,
        pages=pages,
        listing=listing.counted(total),
        in_work=any(entry.in_work for entry in accessions),
    )


def _form(session: Session) -> ListForm:
    titles = {slug: profile.title for slug, profile in profiles(session).items()}
    receivers = {name: name for name in register_queries.receivers(session)}
    states = {name: caption for name, (caption, _) in _STATES.items()}
    return ListForm(
        "office.accessions",
        orders={"moi": "mới nhận trước", "cu": "nhận sớm nhất trước"},
        choices=(
            Choice("trang-thai", "Trạng thái", states),
            Choice("bst", "Sưu tập", titles),
            Choice("ai", "Người nhập", receivers),
        ),
        search_help="Số lần nhập, tên tệp hoặc thư mục, người nhập. Không cần gõ dấu.",
        size=SCREEN,
    )


def _wanted(listing: ListQuery) -> RegisterFilter:
    choices = listing.chosen
    state = choices.get("trang-thai")
    return RegisterFilter(
        words=listing.words,
        collection=choices.get("bst"),
        states=_STATES[state][1] if state else (),
        person=choices.get("ai"),
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
            damages=damages_of(session, entry.item_id or ""),
            failed=progress.failed_pages(session, entry.id, _FAILED_SHOWN),
            masters=register_queries.masters(session, entry.id),
            triage=findings.triage_report(session, entry.id),
            history=delivery_history.of_delivery(session, entry),
            work=current_work.now(session) if entry.in_work else None,
            priorities=STAFF_PRIORITIES,
            in_work=entry.in_work,
            named=in_words,
            cuts=spreads.cuts_by_picture(session, entry.id),
            applied=intake.applied_to(session, entry.id),
            batch=batches.batch_of(session, entry.id),
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
