"""Lines typed by readers: what staff decide, the state of the loop, links for classes."""

import re
from collections.abc import Callable

from flask import render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.corrections.editing_context import editing_context
from app.public.helping.helper_session import MAX_CLASS_DAYS, new_class, read_class
from app.public.helping.type_lines import ShownLine, show_line
from app.public.items.access import is_open_to_all
from app.services import services
from app.web.actions import action
from app.web.url_converters import text_param
from library import clock
from library.catalogue import queries
from library.corrections import line_figures, line_review
from library.corrections.line_review import ReviewedLine
from library.corrections.page_edits.edit import EditContext
from library.corrections.problems import InvalidTermError
from library.database import reading
from library.staff.audit import note

_SHOWN, _LATEST = 20, 10
_TEXT_MARK, _OTHER, _UNREADABLE = "=", "khac", "khong-doc"
_MAX_INPUT_LETTERS = 600
_ITEM = re.compile(r"/tai-lieu/([0-9a-z]+)")


def show() -> str:
    """Show the lines that wait for staff, the state of the loop, and the latest agreed lines."""
    with reading(services().database) as session:
        waiting = _shown(session, line_review.waiting_lines(session, _SHOWN))
        latest = _shown(session, line_review.latest_agreed(session, _LATEST))
        total = line_review.waiting_queue(session).count
        figures = line_figures.loop_figures(session, clock.today())
        classes = line_figures.class_figures(session)
    return render_template(
        "office/corrections/readers_lines.html",
        waiting=waiting,
        total=total,
        latest=latest,
        figures=figures,
        classes=classes,
        max_days=MAX_CLASS_DAYS,
        class_link=read_class(text_param("lop")),
    )


@action("office.readers_lines")
def decide(session: Session) -> str:
    """Store the decisions of one screen; lines without one go on waiting."""
    numbers = [min(max(n, 0), 2**31 - 1) for n in request.form.getlist("dong", int)]
    decisions = [(number, text) for number in numbers if (text := _choice(number)) is not None]
    count = sum(
        line_review.decide(_context_of(session), session, number, text)
        for number, text in decisions
    )
    late = len(decisions) - count
    return f"Đã ghi {count} dòng." + (f" {late} dòng đã có người xem trước." * (late > 0))


@action("office.readers_lines")
def undo(session: Session, line_id: int) -> str:
    """Take an agreed line out of the text again."""
    is_done = line_review.take_back(_context_of(session), session, line_id)
    return "Đã hoàn tác; dòng ấy không đưa ra nữa." if is_done else "Dòng ấy đã đổi."


@action()
def open_class(session: Session) -> tuple[str, str]:
    """Make the link by which a class types the lines of one item."""
    typed = request.form.get("tai-lieu", "").strip()
    item_id = match[1] if (match := _ITEM.search(typed)) else typed
    days = request.form.get("ngay", 0, int)
    record = queries.item_record(session, item_id)
    if not is_open_to_all(record):
        raise InvalidTermError(MAX_CLASS_DAYS)
    link = new_class(item_id, days, request.form.get("ten", ""))
    detail = f"{link.name}, đến {link.until.isoformat()}, mã {link.code}"
    note(session, current_user.name, "page.line.class", item_id, detail)
    return "", url_for("office.readers_lines", lop=link.token)


def _context_of(session: Session) -> Callable[[str], EditContext]:
    return lambda item_id: editing_context(session, item_id)


def _choice(number: int) -> str | None:
    """Return the text chosen for a line, empty if nobody can read it; None without a choice."""
    choice = request.form.get(f"chon-{number}", "")
    other = request.form.get(f"khac-{number}", "")[:_MAX_INPUT_LETTERS].strip()
    if choice == _UNREADABLE:
        return ""
    if choice.startswith(_TEXT_MARK):
        return choice.removeprefix(_TEXT_MARK)
    return other or None if choice in ("", _OTHER) else None


def _shown(
    session: Session, lines: tuple[ReviewedLine, ...]
) -> list[tuple[ReviewedLine, ShownLine | None]]:
    records = queries.records(session, {line.item_id for line in lines})
    return [
        (line, show_line(session, records[line.item_id], line.number, line.line.box))
        for line in lines
        if line.item_id in records
    ]
