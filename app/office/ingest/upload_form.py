"""Receives what staff hand in through the browser."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.ingest import form_files
from app.office.ingest.group_files import Found, sorted_out
from app.services import profiles, services
from library.accessions.description_lists import enter_sheet
from library.accessions.problems import OneSheetTooManyError, SheetAloneError
from library.accessions.register import enter
from library.catalogue.profiles import profile_of
from library.catalogue.text import languages
from library.database import work
from library.staff.permissions import Permission
from library.vietnamese.letters import compose

_LONGEST_NAME = 300
_NAMED = 3
"""So many refused files are named; the rest are counted."""


def show() -> str:
    """Ask for files."""
    return render_template(
        "office/ingest/upload_form.html",
        collections=profiles().values(),
        read_in=languages.choices(),
        watched=services().settings.watch is not None,
    )


def receive() -> ResponseReturnValue:
    """Put the files in the strong-room, then enter each delivery in the register."""
    collection = profile_of(profiles(), request.form.get("suu-tap", "")).slug
    publish = "cong-bo" in request.form and current_user.may(Permission.PUBLISH)
    spoken = languages.chosen(request.form.get("ngon-ngu", ""))
    sent = form_files.kept()
    if not sent.files:
        flash("Chưa chọn tệp nào. Hãy chọn tệp rồi nộp lại.", "bad")
        return redirect(url_for("office.delivery"), code=303)
    title = compose(request.form.get("ten", "")).strip()[:_LONGEST_NAME]
    found = sorted_out(sent.files, title, services().masters)
    sheet_id = _enter(found, collection, publish, spoken)
    sent.forget()  # only now: whoever is cut off before sends the form again
    _tell(found)
    if sheet_id:
        return redirect(url_for("office.sheet", sheet_id=sheet_id), code=303)
    return redirect(url_for("office.accessions"), code=303)


def _enter(found: Found, collection: str, publish: bool, spoken: str | None) -> int | None:
    """Enter all deliveries at once; return the list of descriptions that is beside them."""
    if not found.deliveries:
        return None
    with work(services().database) as session:
        sheet = None
        if found.sheets:
            file, by = found.sheets[0], current_user.name
            sheet = enter_sheet(session, file.name, file.digest, collection=collection, by=by)
        for delivery in found.deliveries:
            enter(
                session,
                delivery,
                collection=collection,
                by=current_user.name,
                publish=publish,
                languages=spoken,
                sheet=sheet,
                place=delivery.source if sheet else None,
            )
    return sheet and sheet.id


def _tell(found: Found) -> None:
    # messages travel in the session cookie, which is small: one for all that went well
    if found.deliveries:
        flash(f"Đã nhận {len(found.deliveries)} lần nhập; đang chờ xử lý.", "good")
    if found.empty:
        named = ", ".join(f"“{source}”" for source in found.empty[:_NAMED])
        left = len(found.empty) - _NAMED
        more = f" và {left} tệp khác" if left > 0 else ""
        flash(f"{named}{more} không có gì để nhập. Hãy kiểm tra lại tệp.", "bad")
    if found.sheets and not found.deliveries:
        flash(str(SheetAloneError(found.sheets[0].name)), "bad")
    for sheet in found.sheets[1:_NAMED]:
        flash(f"“{sheet.name}”: {OneSheetTooManyError(found.sheets[0].name)}", "bad")
