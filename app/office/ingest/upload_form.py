"""Delivery of files by staff through the browser."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.ingest import form_files
from app.office.ingest.group_files import GroupedFiles, group_files
from app.office.planning.batch_form import chosen_batch, own_batches
from app.services import profiles, services
from app.web.body_limits import receives_files
from library.accessions.description_lists import register_list
from library.accessions.problems import (
    DescriptionListWithoutFilesError,
    DuplicateDescriptionListError,
)
from library.catalogue.profiles import profile_of
from library.catalogue.text import languages
from library.database import reading, work
from library.planning import ruled_intake as intake
from library.staff.permissions import Permission
from library.vietnamese.letters import compose

_MAX_TITLE_LENGTH = 300
_MAX_NAMED = 3
"""Refused files named in a message; the others are only counted."""


def show(reason: str = "", *, records: bool = False) -> str:
    """Show the upload form."""
    with reading(services().database) as session:
        open_batches = own_batches(session)
    return render_template(
        "office/ingest/upload_form.html",
        batches={str(batch.id): batch.name for batch in open_batches},
        collections=profiles().values(),
        read_in=languages.choices(),
        watched=services().settings.watch is not None,
        refused=reason,
        records=records,
        typed=request.form,
        spoken=request.form.get("ngon-ngu", ""),
    )


@receives_files
def receive() -> ResponseReturnValue:
    """Store the files in the master store, then register each delivery."""
    collection = profile_of(profiles(), request.form.get("suu-tap", "")).slug
    publish = "cong-bo" in request.form and current_user.may(Permission.PUBLISH)
    language_codes = languages.parse_languages(request.form.get("ngon-ngu", ""))
    with reading(services().database) as session:
        chosen_batch(session)
    if address := form_files.delivery_address():
        return redirect(address, code=303)
    upload = form_files.store_files()
    if not upload.files:
        return show("Chưa chọn tệp nào. Hãy chọn tệp rồi nộp lại."), 400
    title = compose(request.form.get("ten", "")).strip()[:_MAX_TITLE_LENGTH]
    groups = group_files(upload.files, title, services().masters)
    if groups.sheets and not groups.deliveries:
        upload.discard_uploads()
        reason = DescriptionListWithoutFilesError(groups.sheets[0].name)
        return show(str(reason), records=True), reason.status
    sheet_id = _enter(groups, collection, publish, language_codes)
    by_list = sheet_id and url_for("office.sheet", sheet_id=sheet_id)
    address = by_list or url_for("office.accessions")
    upload.settle_uploads(address)  # not earlier: after an interruption the form is sent again
    _flash_results(groups)
    return redirect(address, code=303)


def _enter(
    groups: GroupedFiles, collection: str, publish: bool, language_codes: str | None
) -> int | None:
    """Register all deliveries in one transaction; return the id of their description list."""
    if not groups.deliveries:
        return None
    with work(services().database) as session:
        batch = chosen_batch(session)
        sheet = None
        if groups.sheets:
            file, by = groups.sheets[0], current_user.name
            sheet = register_list(session, file.name, file.digest, collection=collection, by=by)
        for delivery in groups.deliveries:
            intake.receive(
                session,
                delivery,
                folder=collection,
                collection=collection,
                by=current_user.name,
                publish=publish,
                languages=language_codes,
                description_list=sheet,
                place=delivery.source if sheet else None,
                batch=batch,
            )
    return sheet and sheet.id


def _flash_results(groups: GroupedFiles) -> None:
    # messages are stored in the small session cookie: one message for all accepted files
    if groups.deliveries:
        flash(f"Đã nhận {len(groups.deliveries)} lần nhập; đang chờ xử lý.", "good")
    if groups.empty:
        names = ", ".join(f"“{source}”" for source in groups.empty[:_MAX_NAMED])
        unnamed_count = len(groups.empty) - _MAX_NAMED
        more = f" và {unnamed_count} tệp khác" if unnamed_count > 0 else ""
        flash(f"{names}{more} không có gì để nhập. Hãy kiểm tra lại tệp.", "bad")
    for sheet in groups.sheets[1:_MAX_NAMED]:
        flash(f"“{sheet.name}”: {DuplicateDescriptionListError(groups.sheets[0].name)}", "bad")
