"""Reader reports on misread words and wrong descriptions, and their decisions."""

from flask import render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk.bulk_collections import collection_titles
from app.office.corrections.editing_context import editing_context
from app.office.corrections.same_word_in_item import crop_around
from app.office.lists.list_form import Choice, ListForm, ListQuery, read_list
from app.services import profiles, services
from app.web.actions import action
from library.catalogue.description.fields import form_rules
from library.corrections import description_reports, text_reports
from library.corrections.description_reports import Mistake
from library.corrections.models import ReportState
from library.corrections.report_filter import ReportFilter
from library.database import reading
from library.places.edition import current_history
from library.places.place_history import PlaceHistory
from library.places.then_and_now import heading_of

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


@action("office.reports")
def decide(session: Session, report_id: int) -> str:
    """Accept a report and correct the word, or refuse it."""
    context = editing_context(session, text_reports.item_of(session, report_id))
    if request.form.get("viec") == "nhan":
        count = text_reports.accept(context, report_id, request.form.getlist("cho", int))
        message = f"Đã sửa {count} chỗ." if count else "Chữ ấy không còn trên trang."
    else:
        text_reports.refuse(context, report_id)
        message = "Đã ghi là không nhận; lời báo giống hệt sẽ không hiện lại nữa."
    return message


_OTHER = "Khác"


def with_field_label(history: PlaceHistory, mistake: Mistake) -> tuple[str, Mistake]:
    """Return the label of the reported field in the collection, and the report."""
    if wrong := mistake.wrong_unit:
        unit = history.units.get(wrong.unit)
        place = f"trang {wrong.page}" if wrong.page else "mô tả"
        return f"Nhầm nơi: {heading_of(history, unit) if unit else wrong.unit}, {place}", mistake
    rules = form_rules(profiles().get(mistake.collection))
    return next(
        (rule.label for rule in rules if rule.name == mistake.field), mistake.field or _OTHER
    ), mistake


@action()
def decide_description(session: Session, report_id: int) -> tuple[str, str]:
    """Close a report as accepted or refused."""
    is_accepted = request.form.get("viec") == "xong"
    state = ReportState.ACCEPTED if is_accepted else ReportState.REFUSED
    description_reports.decide(session, report_id, state, by=current_user.name)
    endpoint = "office.place_names" if request.form.get("ve") == "noi" else "office.reports"
    return "Đã ghi là đã xử lý." if is_accepted else "Đã ghi là không nhận.", url_for(endpoint)
