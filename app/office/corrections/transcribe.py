"""Whole-page transcription, for pages without text lines."""

import re
import zlib

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from app.accounts.unsaved_forms import reopened, reopens
from app.office.corrections.editing_context import editing_context
from app.services import services
from library.catalogue import queries
from library.catalogue.pages.neighbours import neighbours
from library.corrections.page_edits import whole_pages
from library.corrections.page_edits.whole_pages import TranscriptionResult
from library.database import reading, work

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MAX_TEXT_LENGTH = 200_000


def show(
    item_id: str,
    number: int,
    result: TranscriptionResult | None = None,
    *,
    shown_text: str | None = None,
    base: str = "",
) -> str:
    """Show the text of a page, next to its image if there is one."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = whole_pages.page_of(session, item_id, number)
        version = whole_pages.version_of(session, page)
        details = queries.page_details(session, item_id, number)
        previous_page, next_page = neighbours(session, item_id, number)
    return render_template(
        "office/corrections/transcribe.html",
        record=record,
        page=details,
        base=base or version.base,
        text=result.text if result else version.text if shown_text is None else shown_text,
        theirs=result.theirs if result else (),
        is_scan=bool(details.words),
        previous_page=previous_page,
        next_page=next_page,
    )


@reopens
def save(item_id: str, number: int) -> ResponseReturnValue:
    """Save the typed text, or show it next to another person's concurrent edits."""
    text, base = request.form.get("chu", "").replace("\0", " "), request.form.get("tren", "")
    if not _DIGEST.fullmatch(base) or len(text) > _MAX_TEXT_LENGTH:
        raise BadRequest
    if reopened():
        return show(item_id, number, shown_text=text, base=base)
    with work(services().database) as session:
        page = whole_pages.page_of(session, item_id, number)
        try:
            result = whole_pages.save(editing_context(session, item_id), page, base, text)
        except (
            TypeError,
            ValueError,
            zlib.error,
        ) as error:  # the digest belongs to another kind of file
            raise BadRequest from error
    if result.theirs:
        return show(item_id, number, result), 409
    flash(_save_message(result.count), "good")
    return redirect(url_for("office.correct", item_id=item_id, number=number), code=303)


def _save_message(count: int) -> str:
    if not count:
        return "Không có gì thay đổi."
    return f"Đã lưu {count} chỗ. Bạn đọc tìm thấy chữ mới sau một giây."
