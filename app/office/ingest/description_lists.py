"""Uploaded description lists: matched rows, and errors to fix in the others."""

from flask import render_template

from app.office.bulk.bulk_collections import collection_titles
from app.office.lists.list_form import Choice, ListForm, read_list
from app.office.lists.view_forms import narrow
from app.services import services
from library.accessions import description_list_reports
from library.accessions.models import DescriptionList, DescriptionListState
from library.database import reading
from library.vietnamese.letters import sort_key

_SHOWN = 30
_LINES = 200
_STATES = {
    DescriptionListState.WAITING.value: "chờ đọc",
    DescriptionListState.READ.value: "đã đọc",
    DescriptionListState.REFUSED.value: "không đọc được",
}


def show_all() -> str:
    """Show the lists that match the filters, newest first."""
    with reading(services().database) as session:
        heads = description_list_reports.lists(session)
        listing, screen_heads = narrow(
            read_list(session, _form(heads)),
            heads,
            words=lambda head: (head.name, head.received_by),
            filters={
                "trang-thai": lambda head: head.state.value,
                "bst": lambda head: head.collection,
                "ai": lambda head: head.received_by,
            },
            orders={
                "cu": lambda head: head.id,
                "ten": lambda head: sort_key(head.name),
            },
        )
        reports = [description_list_reports.report_on(session, head.id) for head in screen_heads]
    return render_template(
        "office/ingest/description_lists.html",
        reports=reports,
        listing=listing,
        in_work=_any_waits(*reports),
    )


def _form(heads: tuple[DescriptionList, ...]) -> ListForm:
    receivers = sorted({head.received_by for head in heads})
    return ListForm(
        "office.sheets",
        orders={"moi": "mới nhận trước", "cu": "nhận sớm nhất trước", "ten": "tên tệp A đến Y"},
        choices=(
            Choice("trang-thai", "Trạng thái", _STATES),
            Choice("bst", "Sưu tập", collection_titles()),
            Choice("ai", "Người nộp", {name: name for name in receivers}),
        ),
        search_help="Tên tệp, người nộp. Không cần gõ dấu.",
        size=_SHOWN,
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
