"""Questions to the library without an account, and the private page of their answer."""

import re
import secrets

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.who_asks import reader
from app.public.feedback.report_admission import admit_question
from app.services import services
from app.web.caching import NO_STORE, set_policy
from app.web.url_converters import text_param
from kit.outbox.outbox_entries import handed_on
from library.catalogue import queries
from library.catalogue.access.rights import may_see_record
from library.catalogue.queries import ItemRecord
from library.database import reading, work
from library.errors import LibraryError
from library.readers import reader_questions
from library.readers.answer_mail import CONTACT_DAYS, MAX_CONTACT_DAYS

_PLACES = (
    *("item", "page", "lasting_page", "article", "turn_to", "find_inside", "search", "place"),
    *("authority", "collection", "serials", "story", "point"),
)
"""Public pages that a question takes along."""

_LOCAL = re.compile(r"/(?!/)[^\s\\]*")
_ITEM = re.compile(r"/tai-lieu/([0-9a-z]{1,20})(?:/trang/([1-9][0-9]{0,5}))?(?:[/?#]|$)")


def asked_from() -> str | None:
    """Return the address of this page if a question from it should name the page."""
    endpoint = (request.endpoint or "").removeprefix("public.")
    if request.blueprint != "public" or endpoint not in _PLACES:
        return None
    return request.full_path.rstrip("?") if endpoint == "search" else request.path


def show() -> str:
    """Render the form with the page from which the reader comes."""
    return _form(_local(text_param("tu")))


def submit() -> ResponseReturnValue:
    """Store a question, or show the form again with its problem."""
    text, contact = (request.form.get(name, "") for name in ("cau-hoi", "cach-tra-loi"))
    place = _local(request.form.get("trang", ""))
    try:
        with work(services().database) as session:
            record, _ = find_item(session, place)
            typed_token, item_id = request.form.get("ma", "")[:64], record and record.id
            content = {"text": text, "token": typed_token, "place": place, "item": item_id}
            with handed_on(session, services().settings, "question", content):
                token = reader_questions.ask(
                    session,
                    text,
                    token=typed_token,
                    place=place,
                    item_id=item_id,
                    contact=contact,
                    admit=admit_question,
                )
    except LibraryError as error:
        if error.status not in (400, 429):
            raise
        return _form(place, text, contact, str(error)), error.status
    if services().settings.station:
        return redirect(url_for("public.ask_library", **{"da-gui": 1}), code=303)
    return redirect(url_for("public.own_question", token=token), code=303)


def show_own(token: str) -> Response:
    """Render a question for the reader who asked it; no shared computer keeps the page."""
    with reading(services().database) as session:
        question = reader_questions.with_token(session, token)
        contact = reader_questions.contact_of(session, question)
    page = render_template(
        "public/feedback/own_question.html",
        question=question,
        token=token,
        due=reader_questions.due_day(question),
        contact=contact and contact.contact,
        contact_days=CONTACT_DAYS,
    )
    return set_policy(make_response(page), NO_STORE)


def find_item(session: Session, place: str) -> tuple[ItemRecord | None, int | None]:
    """Return the item of a local address, if this reader sees its record, and its page number."""
    match = _ITEM.match(place)
    record = queries.records(session, {match[1]}).get(match[1]) if match else None
    if record is None or not may_see_record(record, reader()):
        return None, None
    return record, int(match[2]) if match[2] else None


def _form(place: str, text: str = "", contact: str = "", problem: str = "") -> str:
    with reading(services().database) as session:
        record, number = find_item(session, place)
    return render_template(
        "public/feedback/ask_library.html",
        place=place,
        record=record,
        number=number,
        text=text,
        contact=contact,
        problem=problem,
        token=request.form.get("ma") or secrets.token_urlsafe(16),
        answer_days=reader_questions.ANSWER_DAYS,
        contact_days=CONTACT_DAYS,
        max_contact_days=MAX_CONTACT_DAYS,
        mails=bool(services().settings.mail_server),
    )


def _local(address: str) -> str:
    """Return a local address without the site; empty for any other text."""
    path = address.strip().removeprefix(request.host_url.rstrip("/"))
    is_local = _LOCAL.fullmatch(path) and path.isprintable()
    return path if is_local and len(path) <= reader_questions.MAX_PLACE_LENGTH else ""
