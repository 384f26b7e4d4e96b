"""Review of a delivery before OCR: blank, duplicate and missing pages, orientation."""

from collections.abc import Callable

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.downloads.sent_files import send_derivative
from app.services import services
from app.web.caching import PRIVATE_IMMUTABLE, set_policy
from library.accessions import register, register_queries
from library.accessions.models import Accession
from library.database import reading, work
from library.errors import PageNotFoundError
from library.triage import findings, instructions, survey
from library.triage.excluded_pages import exclude_pages, include_pages
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


def decide(number: str) -> ResponseReturnValue:
    """Apply a decision to the ticked pages or to the whole delivery."""
    action = _ACTIONS.get(request.form.get("viec", ""))
    if action is None:
        raise BadRequest
    with work(services().database) as session:
        accession = register.find(session, number)
        message = action(session, accession, current_user.name)
    flash(message, "good")
    return redirect(url_for("office.triage", number=number), code=303)


def _ticked_pages(session: Session, accession: Accession) -> list[int]:
    """Return the ticked page numbers; raise PageNotFoundError for an unknown one."""
    page_numbers = set(request.form.getlist("trang", type=int))
    existing = {page.number for page in survey.surveyed_pages(session, accession.id)}
    if unknown_numbers := page_numbers - existing:
        raise PageNotFoundError(min(unknown_numbers))
    return sorted(page_numbers)


def _leave_out(session: Session, accession: Accession, by: str) -> str:
    pages = _ticked_pages(session, accession)
    exclude_pages(session, accession, pages, by)
    return _page_message("Đã ẩn", pages)


def _leave_out_blank(session: Session, accession: Accession, by: str) -> str:
    blank = [page.number for page in findings.triage_report(session, accession.id).blank]
    exclude_pages(session, accession, blank, by)
    return f"Đã ẩn {len(blank)} trang trắng."


def _put_back(session: Session, accession: Accession, by: str) -> str:
    pages = _ticked_pages(session, accession)
    include_pages(session, accession, pages, by)
    return _page_message("Đã hiện lại", pages)


def _read(session: Session, accession: Accession, by: str) -> str:
    """Order OCR of blank-looking pages; excluded ones are included again."""
    pages = _ticked_pages(session, accession)
    include_pages(session, accession, pages, by)
    for page in pages:
        instructions.give(session, accession, InstructionKind.READ, page, 1, by)
    return _page_message("Sẽ đọc", pages)


def _read_no_more(session: Session, accession: Accession, by: str) -> str:
    pages = _ticked_pages(session, accession)
    for page in pages:
        instructions.withdraw(session, accession, InstructionKind.READ, page, by)
    return _page_message("Không nhận dạng", pages)


def _turn(session: Session, accession: Accession, by: str) -> str:
    quarters = request.form.get("goc", type=int)
    if quarters not in range(4):
        raise BadRequest
    instructions.give(session, accession, InstructionKind.TURN, WHOLE_DELIVERY, quarters, by)
    if not quarters:
        return "Cả lô để nguyên chiều như khi nộp."
    return f"Cả lô sẽ được xoay {quarters * 90}° và đọc lại."


def _turn_pages(session: Session, accession: Accession, by: str) -> str:
    quarters = request.form.get("goc", type=int)
    if quarters not in range(4):
        raise BadRequest
    pages = _ticked_pages(session, accession)
    for page in pages:
        instructions.give(session, accession, InstructionKind.TURN, page, quarters, by)
    return _page_message(f"Sẽ xoay {quarters * 90}°" if quarters else "Để nguyên chiều", pages)


def _turn_pages_no_more(session: Session, accession: Accession, by: str) -> str:
    pages = _ticked_pages(session, accession)
    for page in pages:
        instructions.withdraw(session, accession, InstructionKind.TURN, page, by)
    return _page_message("Máy tự xác định chiều", pages)


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
    "thoi-doc": _read_no_more,
    "xoay": _turn,
    "thoi-xoay": _turn_no_more,
    "xoay-trang": _turn_pages,
    "thoi-xoay-trang": _turn_pages_no_more,
}
