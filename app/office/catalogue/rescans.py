"""Rescans of pages, earlier versions of their images, and scans of a record without pages."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.downloads.sent_files import send_derivative
from app.office.ingest import form_files
from app.office.ingest.group_files import group_files
from app.services import services
from app.web.body_limits import receives_files
from app.web.caching import PRIVATE_IMMUTABLE, set_policy
from library.accessions.models import Accession
from library.accessions.register import Delivery, enter
from library.catalogue import cataloguing, queries
from library.catalogue.text import languages
from library.database import reading, work
from library.jobs import late_scans
from library.page_arrangement import arrangement, overlays, page_versions
from library.page_arrangement.actions import Arrangement, load_arrangement

_ONE_RESCAN_ONLY = "Hãy nộp một tệp PDF, hoặc các ảnh, chỉ gồm những trang cần quét lại."
_KINDS = ("thumbnail", "reading")


def show(item_id: str) -> str:
    """Show the upload form for the chosen pages and the earlier rescans."""
    page_numbers = set(request.args.getlist("trang", int))
    with reading(services().database) as session:
        return render_template(
            "office/catalogue/rescans.html",
            record=queries.item_record(session, item_id),
            chosen=arrangement.pages(session, item_id, ids=page_numbers),
            replaced_pages=page_versions.overlays_of_item(session, item_id),
        )


@receives_files
def receive(item_id: str) -> ResponseReturnValue:
    """Register a rescan as a delivery; the pipeline replaces or inserts the pages."""
    action = _ACTIONS.get(request.form.get("viec", ""))
    if action is None:
        raise BadRequest
    ids = request.form.getlist("trang", int)
    with reading(services().database) as session:
        collection = queries.item_record(session, item_id).collection
    upload = form_files.store_files()
    groups = group_files(upload.files, "", services().masters)
    if len(groups.deliveries) != 1 or groups.sheets or groups.empty:
        flash(
            _ONE_RESCAN_ONLY if upload.files else "Chưa chọn tệp nào. Hãy chọn tệp rồi nộp lại.",
            "bad",
        )
        return redirect(url_for("office.rescans", item_id=item_id, trang=ids), code=303)
    with work(services().database) as session:
        rescan = _enter(session, item_id, collection, groups.deliveries[0], ids)
    upload.discard_uploads()
    waits = "một người khác duyệt và " if rescan.paused else ""
    flash(
        f"Đã nhận bản quét lại, lần nhập {rescan.number}. Trang cũ vẫn đọc được cho đến khi "
        f"{waits}xưởng làm xong trang mới.",
        "good",
    )
    return redirect(url_for("office.light_table", item_id=item_id), code=303)


def send(item_id: str, mending_id: int, place: int, kind: str) -> Response:
    """Send the image of a page before a rescan."""
    with reading(services().database) as session:
        image = page_versions.old_image(session, item_id, mending_id, place, kind)
    if kind not in _KINDS or image is None:
        abort(404)
    return set_policy(send_derivative(image.digest, image.media_type), PRIVATE_IMMUTABLE)


def _enter(
    session: Session, item_id: str, collection: str, delivery: Delivery, ids: list[int]
) -> Accession:
    light_table = load_arrangement(
        session, cataloguing.find_item(session, item_id), current_user.name
    )
    rescan = enter(session, delivery, collection=collection, by=current_user.name)
    _ACTIONS[request.form["viec"]](light_table, ids, rescan)
    return rescan


def _insert(light_table: Arrangement, ids: list[int], rescan: Accession) -> None:
    overlays.request_insertion(light_table, ids[-1] if ids else None, rescan)


_ACTIONS = {
    "chen-cuoi": lambda pages, _, rescan: _insert(pages, [p.id for p in pages.pages], rescan),
    "thay": overlays.request_replacement,
    "chen-sau": _insert,
    "chen-dau": lambda pages, _, rescan: _insert(pages, [], rescan),
}


_ONE_ITEM_ONLY = "Hãy chọn một tệp PDF, tệp văn phòng, hoặc các ảnh của đúng tài liệu này."
_NO_FILE = "Chưa chọn tệp nào. Hãy chọn tệp rồi nộp lại."


def show_add_scans(item_id: str) -> ResponseReturnValue:
    """Show the form; a record with pages is sent to the page where pages are inserted."""
    with reading(services().database) as session:
        if late_scans.has_pages(session, item_id):
            return redirect(url_for("office.rescans", item_id=item_id), code=303)
    return _form(item_id)


@receives_files
def receive_scans(item_id: str) -> ResponseReturnValue:
    """Enter the files as a delivery for this record; the pipeline makes its pages."""
    language_codes = languages.parse_languages(request.form.get("ngon-ngu", ""))
    upload = form_files.store_files()
    groups = group_files(upload.files, "", services().masters)
    if len(groups.deliveries) != 1 or groups.sheets or groups.empty:
        return _form(item_id, _ONE_ITEM_ONLY if upload.files else _NO_FILE), 400
    with work(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        delivery = late_scans.enter_for(
            session, item, groups.deliveries[0], by=current_user.name, languages=language_codes
        )
    upload.discard_uploads()
    next_step = "Chờ một người khác duyệt" if delivery.paused else "Xưởng đang làm"
    received = f"Đã nhận, lần nhập {delivery.number}."
    flash(f"{received} {next_step}; mô tả của bạn được giữ nguyên.", "good")
    return redirect(url_for("office.item", item_id=item_id), code=303)


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
