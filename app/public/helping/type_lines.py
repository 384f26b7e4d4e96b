"""Lines that readers type without accounts: one after the other, alone or as a class."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.public.feedback.report_admission import admit_line
from app.public.helping.helper_session import ClassLink, Helper, place_of_request, read_class
from app.public.items.access import is_open_to_all, readable_record
from app.services import profiles, services
from app.web.caching import NO_STORE, set_policy
from library.catalogue import queries
from library.catalogue.pages.canvases import canvas_of
from library.catalogue.queries import ItemRecord
from library.catalogue.text.layout import Box
from library.catalogue.text.quality import mean_confidence
from library.corrections import line_answers, line_choice, line_figures
from library.corrections.line_answers import TypedLine
from library.corrections.line_choice import LineSearch, OfferedLine
from library.corrections.models import LineTask
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.corrections.problems import LineNotFoundError
from library.database import reading, work
from library.errors import LibraryError, PageNotFoundError
from points.past_searches import missed

_MAX_INPUT_LETTERS = 600
_MARGIN_RATIO = 0.25
"""Margin around a line, as a share of its height."""

_WIDTH_PIXELS, _MAX_NUMBER = 900, 1_000_000
_BLANK_BELOW = 0.35
"""Mean confidence below which the machine's reading would rather mislead."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with the address of its picture."""

    record: ItemRecord
    number: int
    digest: str
    image: str
    width: int
    height: int


def show() -> ResponseReturnValue:
    """Render a line to type, of the library or of the item of a class."""
    link = read_class(request.args.get("lop", ""))
    return _next_page(link, item_id=link and link.item_id)


def show_page(item_id: str, number: int) -> ResponseReturnValue:
    """Render a line of one page."""
    with reading(services().database) as session:
        _open_page(session, item_id, number)
    return _next_page(None, item_id=item_id, number=number)


def submit() -> ResponseReturnValue:
    """Store a typed line and go on to the next, or show the line again with its problem."""
    link, helper = read_class(request.form.get("lop", "")), Helper.of_request()
    item_id, number = request.form.get("tai-lieu", ""), request.form.get("trang", 0, int)
    number = min(max(number, 0), _MAX_NUMBER)
    next_line = url_for("public.help_type", lop=link and link.token)
    if request.form.get("trang-web"):  # hidden from people: only programs fill it
        return redirect(next_line, code=303)
    digest = request.form.get("dong", "")[:64]
    typed = TypedLine(
        digest=digest,
        text=request.form.get("chu", "")[:_MAX_INPUT_LETTERS],
        helper=helper.name,
        place=place_of_request(digest),
        class_code=link.code if link and link.item_id == item_id else None,
    )
    try:
        admit_line(link and link.code)
        with work(services().database) as session:
            page = _open_page(session, item_id, number)
            is_given_up = request.form.get("viec") == "khong-doc"
            line_answers.receive(context_of(session), page, typed, is_given_up=is_given_up)
    except LineNotFoundError:
        return redirect(next_line, code=303)
    except LibraryError as error:
        if error.status not in (400, 429):
            raise
        return _refused(link, helper, (item_id, number), typed, str(error)), error.status
    helper.count_line()
    return redirect(next_line, code=303)


def show_class(token: str) -> ResponseReturnValue:
    """Render the work of a class for its teacher, and the way to begin."""
    link = read_class(token)
    with reading(services().database) as session:
        record = readable_record(session, link.item_id)
        figures = line_figures.class_figures(session, link.code)
    page = render_template(
        "public/helping/class_progress.html",
        link=link,
        record=record,
        pages=figures,
        typed=sum(row.typed for row in figures),
        entered=sum(row.entered for row in figures),
    )
    return set_policy(make_response(page), NO_STORE)


def context_of(session: Session) -> Callable[[str], EditContext]:
    """Return a function that returns the context of readers' corrections of an item."""

    def context(item_id: str) -> EditContext:
        profile = profiles(session).get(queries.item_record(session, item_id).collection)
        languages = profile.languages if profile else ("vie",)
        store = services().derivatives
        return EditContext(session, store, line_answers.BY_READERS, languages)

    return context


def show_line(
    session: Session, record: ItemRecord, number: int, line_box: Box, digest: str = ""
) -> ShownLine | None:
    """Return a line with the address of its picture; None without one."""
    canvas = canvas_of(session, record.id, number)
    if canvas is None or canvas.largest is None:
        return None
    margin = round(min(line_box.width, line_box.height) * _MARGIN_RATIO)
    box = canvas.on_image(
        Box(
            max(0, line_box.left - margin),
            max(0, line_box.top - margin),
            line_box.right + margin,
            line_box.bottom + margin,
        )
    )
    width = min(box.width, _WIDTH_PIXELS, canvas.largest.width - box.left)
    image = url_for(
        "interfaces.iiif.image",
        item_id=record.id,
        number=number,
        version=3,
        region=f"{box.left},{box.top},{box.width},{box.height}",
        size=f"{width},",
        rotation="0",
        name="gray.webp",
    )
    height = round(box.height * width / box.width)
    return ShownLine(record, number, digest, image, width, height)


def _next_page(
    link: ClassLink | None, *, item_id: str | None = None, number: int | None = None
) -> ResponseReturnValue:
    helper = Helper.of_request()
    with reading(services().database) as session:
        search = LineSearch(helper.name, _is_open(session), _missed(session), item_id, number)
        offer = line_choice.next_line(session, services().derivatives, search)
        page = _render(session, link, helper, offer)
    return set_policy(make_response(page), NO_STORE)


def _refused(
    link: ClassLink | None, helper: Helper, place: tuple[str, int], typed: TypedLine, problem: str
) -> str:
    """Render a line again with the text that was typed."""
    with reading(services().database) as session:
        page = _open_page(session, *place)
        line = line_choice.page_line(session, services().derivatives, page, typed.digest)
        if line is None:
            raise LineNotFoundError
        line = line_choice.task_line(line) if isinstance(line, LineTask) else line
        return _render(session, link, helper, OfferedLine(*place, line), typed.text, problem)


def _render(
    session: Session,
    link: ClassLink | None,
    helper: Helper,
    offer: OfferedLine | None,
    text: str | None = None,
    problem: str = "",
) -> str:
    shown = offer and show_line(
        session,
        queries.item_record(session, offer.item_id),
        offer.number,
        offer.line.box,
        offer.line.digest,
    )
    is_clear = offer and (mean_confidence(offer.line.words) or 0.0) >= _BLANK_BELOW
    return render_template(
        f"public/helping/{'type_line' if shown else 'nothing_to_type'}.html",
        link=link,
        helper=helper,
        improved=line_figures.pages_improved(session, helper.name),
        shown=shown,
        text=(offer.line.text if is_clear else "") if text is None else text,
        problem=problem,
    )


def _open_page(session: Session, item_id: str, number: int) -> edit.Page:
    """Return a page that anybody may read; raise PageNotFoundError."""
    record = readable_record(session, item_id)
    queries.page_details(session, item_id, number)
    page = edit.page_of(session, item_id, number)
    if not is_open_to_all(record):
        raise PageNotFoundError(number)
    return page


def _is_open(session: Session) -> Callable[[str], bool]:
    profiles(session)  # the decision on rights then needs no second connection
    return cache(lambda item_id: is_open_to_all(queries.item_record(session, item_id)))


def _missed(session: Session) -> Callable[[Iterable[str]], frozenset[str]]:
    key = str(current_app.secret_key)
    return lambda phrases: missed(session, phrases, key)
