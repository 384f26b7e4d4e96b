"""Shows what was noticed about a delivery before it was read, and takes what staff decide."""

from collections.abc import Callable

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.services import services
from app.web.caching import A_YEAR
from library.accessions import register, register_queries
from library.accessions.models import Accession
from library.database import reading, work
from library.errors import PageNotFoundError
from library.triage import findings, instructions, survey
from library.triage.excluded_pages import leave_out, put_back
from library.triage.models import WHOLE, About

_SHOWN = 24
"""Pages and pairs on one screen: it must stay light."""


def show(number: str) -> str:
    """Show blank, doubled and missing pages, and how the lot lies."""
    with reading(services().database) as session:
        entry = register_queries.entry(session, number)
        found = findings.of_delivery(session, entry.id)
    return render_template(
        "office/ingest/review.html", entry=entry, report=found, triage=found, shown=_SHOWN
    )


def send(number: str, digest: str) -> Response:
    """Send the small image of a page as it was delivered."""
    with reading(services().database) as session:
        if not findings.thumbnail(session, number, digest):
            abort(404)
    path = services().derivatives.path(digest)
    response = send_file(path, mimetype="image/webp", etag=digest, max_age=0)
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response


def decide(number: str) -> ResponseReturnValue:
    """Do what was decided about some pages, or about the whole delivery."""
    act = _ACTS.get(request.form.get("viec", ""))
    if act is None:
        raise BadRequest
    with work(services().database) as session:
        accession = register.find(session, number)
        said = act(session, accession, current_user.name)
    flash(said, "good")
    return redirect(url_for("office.triage", number=number), code=303)


def _pages(session: Session, accession: Accession) -> list[int]:
    """Return the pages that were ticked."""
    chosen = set(request.form.getlist("trang", type=int))
    there = {page.number for page in survey.surveyed(session, accession.id)}
    if unknown := chosen - there:
        raise PageNotFoundError(min(unknown))
    return sorted(chosen)


def _leave_out(session: Session, accession: Accession, by: str) -> str:
    pages = _pages(session, accession)
    leave_out(session, accession, pages, by)
    return _told("Đã bỏ qua", pages)


def _leave_out_blank(session: Session, accession: Accession, by: str) -> str:
    blank = [page.number for page in findings.of_delivery(session, accession.id).blank]
    leave_out(session, accession, blank, by)
    return f"Đã bỏ qua {len(blank)} trang trắng."


def _put_back(session: Session, accession: Accession, by: str) -> str:
    pages = _pages(session, accession)
    put_back(session, accession, pages, by)
    return _told("Đã đưa lại", pages)


def _read(session: Session, accession: Accession, by: str) -> str:
    """Have pages read though they look blank; what was left out comes back, for it is wanted."""
    pages = _pages(session, accession)
    put_back(session, accession, pages, by)
    for page in pages:
        instructions.give(session, accession, About.READ, page, 1, by)
    return _told("Sẽ đọc", pages)


def _read_no_more(session: Session, accession: Accession, by: str) -> str:
    pages = _pages(session, accession)
    for page in pages:
        instructions.take_back(session, accession, About.READ, page, by)
    return _told("Thôi đọc", pages)


def _turn(session: Session, accession: Accession, by: str) -> str:
    quarters = request.form.get("goc", type=int)
    if quarters not in range(4):
        raise BadRequest
    instructions.give(session, accession, About.TURN, WHOLE, quarters, by)
    if not quarters:
        return "Cả lô để nguyên chiều như khi nộp."
    return f"Cả lô sẽ được xoay {quarters * 90}° và đọc lại."


def _turn_pages(session: Session, accession: Accession, by: str) -> str:
    quarters = request.form.get("goc", type=int)
    if quarters not in range(4):
        raise BadRequest
    pages = _pages(session, accession)
    for page in pages:
        instructions.give(session, accession, About.TURN, page, quarters, by)
    return _told(f"Sẽ xoay {quarters * 90}°" if quarters else "Để nguyên chiều", pages)


def _turn_pages_no_more(session: Session, accession: Accession, by: str) -> str:
    pages = _pages(session, accession)
    for page in pages:
        instructions.take_back(session, accession, About.TURN, page, by)
    return _told("Máy tự xem chiều", pages)


def _turn_no_more(session: Session, accession: Accession, by: str) -> str:
    instructions.take_back(session, accession, About.TURN, WHOLE, by)
    return "Máy tự xem chiều của lô."


def _told(act: str, pages: list[int]) -> str:
    return f"{act} trang {', '.join(map(str, pages))}." if pages else "Chưa chọn trang nào."


_ACTS: dict[str, Callable[[Session, Accession, str], str]] = {
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
