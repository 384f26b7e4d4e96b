"""Review of a delivery before OCR: blank, duplicate and missing pages, orientation."""

from collections.abc import Callable

from flask import Response, abort, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.downloads.sent_files import send_derivative
from app.services import services
from app.web.actions import action
from app.web.caching import PRIVATE_IMMUTABLE, set_policy
from library.accessions import register, register_queries
from library.accessions.models import Accession
from library.catalogue.models import Item
from library.database import reading
from library.errors import PageNotFoundError
from library.page_arrangement import actions
from library.page_arrangement.actions import Arrangement
from library.triage import findings, instructions, survey
from library.triage.models import WHOLE_DELIVERY, InstructionKind

_SHOWN = 24
"""Maximum pages and pairs per screen, to keep the page small."""


def show(number: str) -> str:
    """Show blank, duplicate and missing pages and the orientation of the scans."""
    with reading(services().database) as session:
        entry = register_queries.entry(session, number)
        report = findings.triage_report(session, entry.id)
    return render_template(
        "office/ingest/review.html", entry=entry, report=report, triage=report, shown=_SHOWN
    )


def send(number: str, digest: str) -> Response:
    """Send the thumbnail of a page as delivered."""
    with reading(services().database) as session:
        if not findings.has_thumbnail(session, number, digest):
            abort(404)
    return set_policy(send_derivative(digest, "image/webp"), PRIVATE_IMMUTABLE)


@action("office.triage")
def decide(session: Session, number: str) -> str:
    """Apply a decision to the ticked pages or to the whole delivery."""
    perform = _ACTIONS.get(request.form.get("viec", ""))
    if perform is None:
        raise BadRequest
    accession = register.find(session, number)
    return perform(session, accession, current_user.name)


def _ticked_pages(session: Session, accession: Accession) -> list[int]:
    """Return the ticked page numbers; raise PageNotFoundError for an unknown one."""
    page_numbers = set(request.form.getlist("trang", type=int))
    existing = {page.number for page in survey.surveyed_pages(session, accession.id)}
    if unknown_numbers := page_numbers - existing:
        raise PageNotFoundError(min(unknown_numbers))
    return sorted(page_numbers)


def _arrange(
    session: Session,
    accession: Accession,
    perform: Callable[[Arrangement, list[int]], None],
    numbers: list[int],
    by: str,
) -> None:
    """Run an action on pages of a delivery, by their numbers."""
    item = session.get(Item, accession.item_id) if accession.item_id and numbers else None
    if item is not None:
        pages = actions.load_arrangement(session, item, by)
        perform(pages, [page.id for page in pages.pages if page.number in numbers])


def _leave_out(session: Session, accession: Accession, by: str) -> str:
    pages = _ticked_pages(session, accession)
    _arrange(session, accession, actions.drop, pages, by)
    return _page_message("Đã ẩn", pages)


def _leave_out_blank(session: Session, accession: Accession, by: str) -> str:
    blank = [page.number for page in findings.triage_report(session, accession.id).blank]
    _arrange(session, accession, actions.drop, blank, by)
    return f"Đã ẩn {len(blank)} trang trắng."


def _put_back(session: Session, accession: Accession, by: str) -> str:
    pages = _ticked_pages(session, accession)
    _arrange(session, accession, actions.restore, pages, by)
    return _page_message("Đã hiện lại", pages)


def _read(session: Session, accession: Accession, by: str) -> str:
    """Order OCR of blank-looking pages; excluded ones are included again."""
    pages = _ticked_pages(session, accession)
    _arrange(session, accession, actions.restore, pages, by)
    for page in pages:
        instructions.give(session, accession, InstructionKind.READ, page, 1, by)
    return _page_message("Sẽ đọc", pages)


def _withdraw(about: InstructionKind, message: str) -> Callable[[Session, Accession, str], str]:
    """Return the decision by which the pipeline decides again about the ticked pages."""

    def withdraw(session: Session, accession: Accession, by: str) -> str:
        pages = _ticked_pages(session, accession)
        for page in pages:
            instructions.withdraw(session, accession, about, page, by)
        return _page_message(message, pages)

    return withdraw


def _quarters() -> int:
    quarters = request.form.get("goc", type=int)
    if quarters not in range(4):
        raise BadRequest
    return quarters


def _turn(session: Session, accession: Accession, by: str) -> str:
    quarters = _quarters()
    instructions.give(session, accession, InstructionKind.TURN, WHOLE_DELIVERY, quarters, by)
    if not quarters:
        return "Cả lô để nguyên chiều như khi nộp."
    return f"Cả lô sẽ được xoay {quarters * 90}° và đọc lại."


def _turn_pages(session: Session, accession: Accession, by: str) -> str:
    quarters, pages = _quarters(), _ticked_pages(session, accession)
    for page in pages:
        instructions.give(session, accession, InstructionKind.TURN, page, quarters, by)
    return _page_message(f"Sẽ xoay {quarters * 90}°" if quarters else "Để nguyên chiều", pages)


def _turn_no_more(session: Session, accession: Accession, by: str) -> str:
    instructions.withdraw(session, accession, InstructionKind.TURN, WHOLE_DELIVERY, by)
    return "Máy tự xác định chiều của cả lô."


def _page_message(verb: str, pages: list[int]) -> str:
    return f"{verb} trang {', '.join(map(str, pages))}." if pages else "Chưa chọn trang nào."


_ACTIONS: dict[str, Callable[[Session, Accession, str], str]] = {
    "bo-qua": _leave_out,
    "bo-qua-het": _leave_out_blank,
    "dua-lai": _put_back,
    "doc": _read,
    "thoi-doc": _withdraw(InstructionKind.READ, "Không nhận dạng"),
    "xoay": _turn,
    "thoi-xoay": _turn_no_more,
    "xoay-trang": _turn_pages,
    "thoi-xoay-trang": _withdraw(InstructionKind.TURN, "Máy tự xác định chiều"),
}
