"""Takes what staff decide about descriptions that readers say are wrong."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.services import profiles, services
from library.catalogue.description.fields import form_rules
from library.corrections.models import ReportState
from library.corrections.reader_reports import description_reports
from library.corrections.reader_reports.description_reports import Mistake
from library.database import work

_OTHER = "Khác"


def labelled(one: Mistake) -> tuple[str, Mistake]:
    """Return a report under the label of its field in the collection."""
    rules = form_rules(profiles().get(one.collection))
    return next((rule.label for rule in rules if rule.name == one.field), one.field or _OTHER), one


def decide(report_id: int) -> ResponseReturnValue:
    """Lay a report aside, as done or as not taken up."""
    done = request.form.get("viec") == "xong"
    state = ReportState.ACCEPTED if done else ReportState.REFUSED
    with work(services().database) as session:
        description_reports.decide(session, report_id, state, by=current_user.name)
    flash("Đã ghi là xử lý xong." if done else "Đã bỏ qua lời báo.", "good")
    return redirect(url_for("office.reports"), code=303)
