"""Descriptions of pictures in the office: list of an item, form of a picture, lists in Excel."""

from collections.abc import Mapping

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.accounts.unsaved_forms import reopens
from app.office.field_problems import at_field
from app.services import services
from app.web.actions import action
from app.web.attachments import XLSX, as_download
from app.web.body_limits import receives_files
from app.web.form_versions import merge_form
from app.web.url_converters import screen_param
from library.catalogue import queries
from library.catalogue.pages.neighbours import neighbours
from library.catalogue.pictures import picture_lists
from library.catalogue.pictures.described_pictures import picture_of
from library.catalogue.pictures.describing import (
    FIELDS,
    describe,
    page_of,
    typed_fields,
)
from library.catalogue.pictures.models import Picture
from library.catalogue.pictures.problems import (
    BadBackError,
    BadPersonError,
    BadPictureDateError,
    UnknownAuthorityError,
)
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.filled_sheets import read_edited_list
from library.exchange.workbooks import Table, to_xlsx
from library.places.districts import unit_names

_SCREEN = 50
_MAX_LIST_BYTES = 5_000_000
_PLACES = {
    BadPictureDateError: "date",
    BadPersonError: "persons",
    UnknownAuthorityError: "persons",
    BadBackError: "back_of",
}
"""Field of the form that an error is about."""


def show_all(item_id: str, problem: str = "") -> str:
    """Show the pages of an item with their descriptions."""
    screen = screen_param()
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        first = (screen - 1) * _SCREEN
        pictures = picture_lists.listed_pictures(session, item_id, first=first, count=_SCREEN)
    return render_template(
        "office/catalogue/pictures.html",
        record=record,
        pictures=pictures,
        screen=screen,
        size=_SCREEN,
        problem=problem,
        headings=picture_lists.HEADINGS,
    )


def send_list(item_id: str) -> Response:
    """Send the descriptions of an item's pictures as a workbook to be filled."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        rows = tuple(picture_lists.rows(session, item_id))
    workbook = to_xlsx([Table("Ảnh", picture_lists.HEADINGS, rows)])
    return as_download(Response(workbook, content_type=XLSX), f"anh {record.id}.xlsx")


@receives_files
def take_in(item_id: str) -> ResponseReturnValue:
    """Store the descriptions of a list; one wrong row stores nothing."""
    file = request.files.get("tep")
    if file is None or not file.filename:
        raise BadRequest
    content = file.read(_MAX_LIST_BYTES + 1)
    if len(content) > _MAX_LIST_BYTES:
        raise BadRequest
    try:
        rows = [row.cells for row in read_edited_list(content, file.filename).rows]
        with work(services().database) as session:
            count = picture_lists.take_in(session, item_id, rows, current_user.name)
    except LibraryError as error:
        return show_all(item_id, str(error)), error.status
    flash(f"Đã ghi mô tả của {count} ảnh.", "good")
    return redirect(url_for("office.pictures", item_id=item_id), code=303)


def show(item_id: str, number: int, problem: str = "") -> str:
    """Show the form of a picture; with `tu-tep` empty fields hold the values of its file."""
    with reading(services().database) as session:
        page = page_of(session, item_id, number)
        fields = _submitted() if problem else typed_fields(session, page)
        if "tu-tep" in request.args and not problem:
            proposed = _proposed(session, page.id)
            fields = {name: text or proposed.get(name, "") for name, text in fields.items()}
        return _form(session, item_id, number, fields, problem)


@action(form_again=show)
@reopens
def save(session: Session, item_id: str, number: int) -> tuple[str, str]:
    """Store the description of a picture, or show the form again with the error."""
    page = page_of(session, item_id, number)
    current = typed_fields(session, page)
    merge_note = merge_form(current, FIELDS, lists=("persons",))
    try:
        describe(session, page, _submitted(), current_user.name)
    except tuple(_PLACES) as error:
        with at_field(_PLACES[type(error)]):
            raise
    return f"Đã lưu mô tả ảnh.{merge_note}", _next_address(session, item_id, number)


def _submitted() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in FIELDS}


def _form(
    session: Session,
    item_id: str,
    number: int,
    field_values: Mapping[str, str],
    problem: str = "",
) -> str:
    page = page_of(session, item_id, number)
    previous_page, next_page = neighbours(session, item_id, number)
    return render_template(
        "office/catalogue/picture.html",
        record=queries.item_record(session, item_id),
        page=queries.page_details(session, item_id, number),
        picture=picture_of(session, item_id, number),
        field_values=field_values,
        current=typed_fields(session, page),
        proposed=_proposed(session, page.id),
        labels=FIELDS,
        place_names=unit_names(),
        previous_page=previous_page,
        next_page=next_page,
        problem=problem,
    )


def _proposed(session: Session, page_id: int) -> dict[str, str]:
    row = session.get(Picture, page_id)
    return (row.proposed or {}) if row else {}


def _next_address(session: Session, item_id: str, number: int) -> str:
    """Return the address of this picture, or of the next one if requested."""
    if "sang" in request.form:
        _, next_page = neighbours(session, item_id, number)
        number = next_page or number
    return url_for("office.picture", item_id=item_id, number=number)
