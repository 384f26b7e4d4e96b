"""Decisions on reader reports about wrong descriptions."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.services import profiles, services
from library.catalogue.description.fields import form_rules
from library.corrections import description_reports
from library.corrections.description_reports import Mistake
from library.corrections.models import ReportState
from library.database import work
from library.places.place_history import PlaceHistory
from library.places.then_and_now import heading_of

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


def decide(report_id: int) -> ResponseReturnValue:
    """Close a report as accepted or refused."""
    is_accepted = request.form.get("viec") == "xong"
    state = ReportState.ACCEPTED if is_accepted else ReportState.REFUSED
    with work(services().database) as session:
        description_reports.decide(session, report_id, state, by=current_user.name)
    flash("Đã ghi là đã xử lý." if is_accepted else "Đã ghi là không nhận.", "good")
    endpoint = "office.place_names" if request.form.get("ve") == "noi" else "office.reports"
    return redirect(url_for(endpoint), code=303)
