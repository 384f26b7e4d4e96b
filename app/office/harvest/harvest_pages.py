"""Harvests: all of them, and one with its progress and the records that a person should see."""

from flask import abort, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk.bulk_collections import collection_titles
from app.services import services
from app.web.actions import action
from library.database import reading
from library.harvest import harvests

_MOST_SHOWN = 50
_ACTIONS = {
    "chay": (harvests.run_now, "Xưởng sẽ thu hoạch ngay."),
    "dung": (harvests.stop, "Đã dừng. Bản nháp đã có được giữ nguyên."),
    "hoan-tac": (harvests.undo, "Xưởng đang xóa những bản nháp chưa ai sửa."),
}


def show_all() -> str:
    """Show the sources that can be harvested, and the harvests."""
    with reading(services().database) as session:
        shown = [
            (each, harvests.order_of(session, each.id), harvests.counts(session, each.id))
            for each in harvests.newest(session)
        ]
    return render_template(
        "office/harvest/harvests.html",
        sources=[name for name, _ in services().settings.oai_sources],
        names=source_names(),
        harvests=shown,
        titles=collection_titles(),
    )


def show(harvest_id: int) -> str:
    """Show one harvest."""
    with reading(services().database) as session:
        harvest = harvests.find(session, harvest_id)
        order = harvests.order_of(session, harvest_id)
        counts = harvests.counts(session, harvest_id)
        records = dict(harvests.records_to_see(session, harvest_id, _MOST_SHOWN))
    return render_template(
        "office/harvest/harvest.html",
        harvest=harvest,
        order=order,
        counts=counts,
        records=records,
        names=source_names(),
        titles=collection_titles(),
        in_work=order is not None and order.finished is None,
        most=_MOST_SHOWN,
    )


@action("office.harvest")
def change(session: Session, harvest_id: int) -> str:
    """Run, stop or undo a harvest, or let it run every day."""
    order, by = request.form.get("viec", ""), current_user.name
    if order not in _ACTIONS and order not in ("hang-ngay", "mot-lan"):
        abort(400)
    harvest = harvests.find(session, harvest_id)
    if order in _ACTIONS:
        act, sentence = _ACTIONS[order]
        act(session, harvest, by)
    else:
        is_daily = order == "hang-ngay"
        harvests.set_daily(session, harvest, by, is_daily=is_daily)
        sentence = "Từ nay thu hoạch mỗi ngày." if is_daily else "Không thu hoạch mỗi ngày nữa."
    return sentence


def source_names() -> dict[str, str]:
    """Return the names of the sources by address."""
    return {address: name for name, address in services().settings.oai_sources}
