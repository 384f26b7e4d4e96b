"""Shows staff what readers say was misread, beside the image, and takes their decision."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.office.corrections.description_reports import labelled
from app.office.corrections.editing_context import desk_for
from app.office.corrections.same_word_in_item import sight
from app.services import services
from library.corrections.reader_reports import description_reports, text_reports
from library.database import reading, work

_SHOWN = 20


def show() -> str:
    """Show what waits, oldest first."""
    with reading(services().database) as session:
        waiting = text_reports.waiting(session, _SHOWN)
        found = text_reports.sights(session, services().derivatives, waiting)
        total = text_reports.how_many(session)
        mistakes = [labelled(one) for one in description_reports.waiting(session, _SHOWN)]
        mistakes_total = description_reports.pile_of(session).count
    sights = {number: [sight(one) for one in places] for number, places in found.items()}
    return render_template(
        "office/corrections/reader_reports.html",
        waiting=waiting,
        sights=sights,
        total=total,
        mistakes=mistakes,
        mistakes_total=mistakes_total,
    )


def decide(report_id: int) -> ResponseReturnValue:
    """Correct what a reader noticed, or lay it aside."""
    with work(services().database) as session:
        desk = desk_for(session, text_reports.item_of(session, report_id))
        if request.form.get("viec") == "nhan":
            count = text_reports.accept(desk, report_id, request.form.getlist("cho", int))
            said = f"Đã sửa {count} chỗ." if count else "Chữ ấy không còn trên trang."
        else:
            text_reports.refuse(desk, report_id)
            said = "Đã bỏ qua lời báo. Lời báo y như thế sẽ không hỏi lại."
    flash(said, "good")
    return redirect(url_for("office.reports"), code=303)
