"""Reader reports on misread words, shown next to the image, and their decisions."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.office.bulk.bulk_collections import collection_titles
from app.office.corrections.description_reports import with_field_label
from app.office.corrections.editing_context import editing_context
from app.office.corrections.same_word_in_item import crop_around
from app.office.lists.list_form import Choice, ListForm, ListQuery, read_list
from app.services import services
from library.corrections import description_reports, text_reports
from library.corrections.report_filter import ReportFilter
from library.database import reading, work
from library.places.edition import current_history

_SHOWN = 20


def show() -> str:
    """Show the open reports, oldest first."""
    with reading(services().database) as session:
        listing = read_list(session, _form())
        first, criteria = listing.first, _wanted(listing)
        waiting = text_reports.open_reports(session, _SHOWN, first=first, filter_=criteria)
        places_by_report = text_reports.report_occurrences(session, services().derivatives, waiting)
        cues = text_reports.reported_cues(session, waiting)
        total = text_reports.count_open(session, criteria)
        history = current_history(session)
        mistakes = [
            with_field_label(history, report)
            for report in description_reports.open_reports(
                session, _SHOWN, first=first, filter_=criteria
            )
        ]
        mistakes_total = description_reports.count_open(session, criteria)
    crops = {
        number: [crop_around(place) for place in places]
        for number, places in places_by_report.items()
    }
    return render_template(
        "office/corrections/reader_reports.html",
        listing=listing.counted(max(total, mistakes_total)),
        waiting=waiting,
        crops=crops,
        cues=cues,
        total=total,
        mistakes=mistakes,
        mistakes_total=mistakes_total,
    )


def _form() -> ListForm:
    return ListForm(
        "office.reports",
        orders={"cu": "báo sớm nhất trước", "moi": "mới báo trước"},
        choices=(Choice("bst", "Sưu tập", collection_titles()),),
        search_help="Nhan đề, số hiệu, tác giả của tài liệu được báo. Không cần gõ dấu.",
        size=_SHOWN,
    )


def _wanted(listing: ListQuery) -> ReportFilter:
    return ReportFilter(listing.words, listing.chosen.get("bst"), listing.order == "moi")


def decide(report_id: int) -> ResponseReturnValue:
    """Accept a report and correct the word, or refuse it."""
    with work(services().database) as session:
        context = editing_context(session, text_reports.item_of(session, report_id))
        if request.form.get("viec") == "nhan":
            count = text_reports.accept(context, report_id, request.form.getlist("cho", int))
            message = f"Đã sửa {count} chỗ." if count else "Chữ ấy không còn trên trang."
        else:
            text_reports.refuse(context, report_id)
            message = "Đã ghi là không nhận; lời báo giống hệt sẽ không hiện lại nữa."
    flash(message, "good")
    return redirect(url_for("office.reports"), code=303)
