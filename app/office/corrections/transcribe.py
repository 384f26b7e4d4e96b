"""Lets staff type the text of a whole page, where there are no lines to type under."""

import re
import zlib

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from app.office.corrections.editing_context import desk_for
from app.services import services
from library.catalogue import queries
from library.catalogue.pages.neighbours import neighbours
from library.corrections.page_edits import whole_pages
from library.corrections.page_edits.whole_pages import Typed
from library.database import reading, work

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST = 200_000


def show(item_id: str, number: int) -> str:
    """Show the text of a page, beside its image if there is one."""
    return _form(item_id, number)


def save(item_id: str, number: int) -> ResponseReturnValue:
    """Keep what was typed, or show beside it what another person changed meanwhile."""
    typed, base = request.form.get("chu", "").replace("\0", " "), request.form.get("tren", "")
    if not _DIGEST.fullmatch(base) or len(typed) > _LONGEST:
        raise BadRequest
    with work(services().database) as session:
        page = whole_pages.page_of(session, item_id, number)
        try:
            done = whole_pages.save(desk_for(session, item_id), page, base, typed)
        except (TypeError, ValueError, zlib.error) as error:  # a checksum of something else
            raise BadRequest from error
    if done.theirs:
        return _form(item_id, number, done), 409
    flash(_said(done.count), "good")
    return redirect(url_for("office.correct", item_id=item_id, number=number), code=303)


def _form(item_id: str, number: int, done: Typed | None = None) -> str:
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = whole_pages.page_of(session, item_id, number)
        version = whole_pages.version_of(session, page)
        sheet = queries.page_sheet(session, item_id, number)
        before, after = neighbours(session, item_id, number)
    return render_template(
        "office/corrections/transcribe.html",
        record=record,
        sheet=sheet,
        base=version.base,
        text=done.text if done else version.text,
        theirs=done.theirs if done else (),
        is_scan=bool(sheet.words),
        before=before,
        after=after,
    )


def _said(count: int) -> str:
    if not count:
        return "Không có gì thay đổi."
    return f"Đã lưu {count} chỗ. Bạn đọc tìm thấy chữ mới sau một giây."
