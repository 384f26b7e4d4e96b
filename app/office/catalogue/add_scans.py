"""Scans, files and photographs that come later to a record described without them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.ingest import form_files
from app.office.ingest.group_files import group_files
from app.services import services
from app.web.body_limits import receives_files
from library.accessions.register import Delivery
from library.catalogue import cataloguing, queries
from library.catalogue.text import languages
from library.database import reading, work
from library.jobs import late_scans

_ONE_ITEM_ONLY = "Hãy chọn một tệp PDF, tệp văn phòng, hoặc các ảnh của đúng tài liệu này."
_NO_FILE = "Chưa chọn tệp nào. Hãy chọn tệp rồi nộp lại."


def show(item_id: str) -> ResponseReturnValue:
    """Show the form; a record with pages is sent to the page where pages are inserted."""
    with reading(services().database) as session:
        if late_scans.has_pages(session, item_id):
            return redirect(url_for("office.rescans", item_id=item_id), code=303)
    return _form(item_id)


@receives_files
def receive(item_id: str) -> ResponseReturnValue:
    """Enter the files as a delivery for this record; the pipeline makes its pages."""
    language_codes = languages.parse_languages(request.form.get("ngon-ngu", ""))
    upload = form_files.store_files()
    groups = group_files(upload.files, "", services().masters)
    if len(groups.deliveries) != 1 or groups.sheets or groups.empty:
        return _form(item_id, _ONE_ITEM_ONLY if upload.files else _NO_FILE), 400
    with work(services().database) as session:
        number = _enter(session, item_id, groups.deliveries[0], language_codes)
    upload.discard_uploads()
    flash(f"Đã nhận, lần nhập {number}. Xưởng đang làm; mô tả của bạn được giữ nguyên.", "good")
    return redirect(url_for("office.item", item_id=item_id), code=303)


def _enter(session: Session, item_id: str, delivery: Delivery, language_codes: str | None) -> str:
    item = cataloguing.find_item(session, item_id)
    return late_scans.enter_for(
        session, item, delivery, by=current_user.name, languages=language_codes
    ).number


def _form(item_id: str, reason: str = "") -> str:
    with reading(services().database) as session:
        return render_template(
            "office/catalogue/add_scans.html",
            record=queries.item_record(session, item_id),
            waiting=late_scans.waiting_for(session, item_id),
            read_in=languages.choices(),
            spoken=request.form.get("ngon-ngu", ""),
            refused=reason,
        )
