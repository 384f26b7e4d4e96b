"""A page that needs eyes, offered line by line; typed lines become reports for staff."""

import secrets
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.reader_accounts import account
from app.public.feedback.report_admission import admit_text
from app.public.items.access import is_open_to_all, readable_record
from app.services import services
from app.web.caching import NO_STORE, set_policy
from library.catalogue import queries
from library.catalogue.models import Page
from library.catalogue.queries import Image, ItemRecord
from library.catalogue.text.layout import Box, Line
from library.catalogue.text.layout import lines as lines_of
from library.corrections import line_reports
from library.corrections.page_edits import edit
from library.database import reading, work
from library.errors import LibraryError, PageNotFoundError

_MAX_INPUT_LETTERS = 600
_MARGIN_RATIO = 0.5
"""Margin around a line, as a share of its height."""


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """One line of a page: its text as read by machine, and the part of the image around it."""

    number: int
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class OfferedPage:
    """A page that needs eyes, with the line to type."""

    record: ItemRecord
    number: int
    width: int
    height: int
    image: Image
    line: OfferedLine
    line_count: int
    helped: int


def show() -> ResponseReturnValue:
    """Redirect to a page that needs eyes; without one, say so."""
    with reading(services().database) as session:
        open_places = line_reports.pages_to_offer(session)
        records = queries.records(session, {item_id for item_id, _ in open_places})
    open_pages = [
        place for place in open_places if place[0] in records and is_open_to_all(records[place[0]])
    ]
    if not open_pages:
        return render_template("public/helping/nothing_to_type.html")
    item_id, number = secrets.choice(open_pages)
    answer = redirect(url_for("public.type_line", item_id=item_id, number=number), code=303)
    return set_policy(answer, NO_STORE)


def show_line(item_id: str, number: int) -> str:
    """Render one line of a page with its image and a field for its words."""
    return _form(item_id, number, request.args.get("dong", 1, int))


def submit(item_id: str, number: int) -> ResponseReturnValue:
    """Store a typed line and go on to the next, or show the line again with its problem."""
    place = request.form.get("dong", 1, int)
    text = request.form.get("chu", "")[:_MAX_INPUT_LETTERS]
    reader = account()
    try:
        with work(services().database) as session:
            page, lines = _page(session, item_id, number)
            line = lines[_within(place, lines) - 1]
            reader_id = reader.id if reader and "gan" in request.form else None
            store = services().derivatives
            is_new = line_reports.report_line(
                session,
                store,
                page,
                line,
                text,
                reader_id=reader_id,
                admit=admit_text(item_id, number),
            )
    except LibraryError as error:
        if error.status not in (400, 429):
            raise
        return _form(item_id, number, place, text, str(error)), error.status
    address = url_for(
        "public.type_line",
        item_id=item_id,
        number=number,
        dong=place + 1,
        **{"cam-on": "moi" if is_new else "dung"},
    )
    return redirect(address, code=303)


def _form(
    item_id: str, number: int, place: int, typed_text: str | None = None, problem: str = ""
) -> str:
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page, lines = _page(session, item_id, number)
        details = queries.page_details(session, item_id, number)
        if not details.reading or place > len(lines):
            return render_template(
                "public/helping/page_typed.html",
                record=record,
                number=number,
                helped=line_reports.count_help(session, page.id),
            )
        place = _within(place, lines)
        offered_page = OfferedPage(
            record=record,
            number=number,
            width=details.width or 1,
            height=details.height or 1,
            image=details.reading[-1],
            line=_offered(place, lines[place - 1]),
            line_count=len(lines),
            helped=line_reports.count_help(session, page.id),
        )
    return render_template(
        "public/helping/type_line.html", offered=offered_page, typed=typed_text, problem=problem
    )


def _page(session: Session, item_id: str, number: int) -> tuple[Page, list[Line]]:
    """Return a page that is open to all and its lines; raise PageNotFoundError."""
    record = readable_record(session, item_id)
    queries.page_details(session, item_id, number)
    page = edit.page_of(session, item_id, number)
    if not is_open_to_all(record) or not page.words:
        raise PageNotFoundError(number)
    lines = list(lines_of(edit.words_of(services().derivatives, page.words)))
    if not lines:
        raise PageNotFoundError(number)
    return page, lines


def _within(place: int, lines: list[Line]) -> int:
    return min(max(place, 1), len(lines))


def _offered(number: int, line: Line) -> OfferedLine:
    margin = round(min(line.box.width, line.box.height) * _MARGIN_RATIO)
    return OfferedLine(
        number=number,
        text=" ".join(word.text for word in line.words),
        box=Box(
            line.box.left - margin,
            line.box.top - margin,
            line.box.right + margin,
            line.box.bottom + margin,
        ),
    )
