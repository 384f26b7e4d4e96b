"""Takes pages that were scanned again, and shows how they looked before."""

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.office.ingest import form_files
from app.office.ingest.group_files import sorted_out
from app.services import services
from app.web.caching import A_YEAR
from library.accessions.models import Accession
from library.accessions.register import Delivery, enter
from library.catalogue import cataloguing, queries
from library.database import reading, work
from library.page_arrangement import arrangement as lying
from library.page_arrangement import overlays, page_versions
from library.page_arrangement.undo_log import Table, table

_ONE_THING = "Hãy nộp một tệp PDF, hoặc các ảnh, chỉ gồm những trang cần quét lại."
_KINDS = ("thumbnail", "reading")


def show(item_id: str) -> str:
    """Ask for the rescan of the pages chosen, and show what was mended before."""
    chosen = set(request.args.getlist("trang", int))
    with reading(services().database) as session:
        return render_template(
            "office/catalogue/rescans.html",
            record=queries.item_record(session, item_id),
            chosen=lying.pages_of(session, item_id, chosen),
            mended=page_versions.of_item(session, item_id),
        )


def receive(item_id: str) -> ResponseReturnValue:
    """Enter a rescan in the register; the workshop lays it over the item."""
    act = _ACTS.get(request.form.get("viec", ""))
    if act is None:
        raise BadRequest
    ids = request.form.getlist("trang", int)
    with reading(services().database) as session:
        collection = queries.item_record(session, item_id).collection
    sent = form_files.kept()
    found = sorted_out(sent.files, "", services().masters)
    if len(found.deliveries) != 1 or found.sheets or found.empty:
        flash(_ONE_THING if sent.files else "Chưa chọn tệp nào. Hãy chọn tệp rồi nộp lại.", "bad")
        return redirect(url_for("office.rescans", item_id=item_id, trang=ids), code=303)
    with work(services().database) as session:
        number = _enter(session, item_id, collection, found.deliveries[0], ids)
    sent.forget()
    flash(
        f"Đã nhận bản quét lại, lần nhập {number}. Trang cũ vẫn đọc được cho đến khi xưởng "
        "làm xong trang mới.",
        "good",
    )
    return redirect(url_for("office.light_table", item_id=item_id), code=303)


def send(item_id: str, mending_id: int, place: int, kind: str) -> Response:
    """Send an image a page had before it was mended."""
    with reading(services().database) as session:
        found = page_versions.picture(session, item_id, mending_id, place, kind)
    if kind not in _KINDS or found is None:
        abort(404)
    path = services().derivatives.path(found.digest)
    response = send_file(path, mimetype=found.media_type, etag=found.digest, max_age=0)
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response


def _enter(
    session: Session, item_id: str, collection: str, delivery: Delivery, ids: list[int]
) -> str:
    on = table(session, cataloguing.find_item(session, item_id), current_user.name)
    rescan = enter(session, delivery, collection=collection, by=current_user.name)
    _ACTS[request.form["viec"]](on, ids, rescan)
    return rescan.number


def _replace(on: Table, ids: list[int], rescan: Accession) -> None:
    overlays.ask_to_replace(on, ids, rescan)


def _insert(on: Table, ids: list[int], rescan: Accession) -> None:
    overlays.ask_to_insert(on, ids[-1] if ids else None, rescan)


def _insert_first(on: Table, _ids: list[int], rescan: Accession) -> None:
    overlays.ask_to_insert(on, None, rescan)


_ACTS = {"thay": _replace, "chen-sau": _insert, "chen-dau": _insert_first}
