"""Uploaded description lists: matched rows, and errors to fix in the others."""

from flask import render_template

from app.office.lists.list_form import ListForm, read_list
from app.services import services
from library.accessions import description_list_reports
from library.accessions.models import DescriptionListState
from library.database import reading

_SHOWN = 30
_LINES = 200


def show_all() -> str:
    """Show the newest lists."""
    with reading(services().database) as session:
        listing = read_list(session, ListForm("office.sheets", size=_SHOWN))
        reports = description_list_reports.recent(session, listing.count, first=listing.first)
        total = description_list_reports.count_lists(session)
    return render_template(
        "office/ingest/description_lists.html",
        reports=reports,
        listing=listing.counted(total),
        in_work=_any_waits(*reports),
    )


def show(sheet_id: int) -> str:
    """Show the result of one list."""
    with reading(services().database) as session:
        report = description_list_reports.report_on(session, sheet_id)
    return render_template(
        "office/ingest/description_list.html",
        report=report,
        shown=_LINES,
        in_work=_any_waits(report),
    )


def _any_waits(*reports: description_list_reports.DescriptionListReport) -> bool:
    return any(report.state is DescriptionListState.WAITING for report in reports)
