"""Harvests: all of them, and one with its progress and the records that a person should see."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.bulk.bulk_collections import collection_titles
from app.services import services
from library.database import reading, work
from library.harvest import harvests
from library.harvest.models import HarvestOrder

_MOST_SHOWN = 50
_ACTIONS = {
    "chay": (harvests.run_now, "Xưởng sẽ thu hoạch ngay."),
    "dung": (harvests.stop, "Đã dừng. Bản nháp đã có được giữ nguyên."),
    "hoan-tac": (harvests.undo, "Xưởng đang xóa những bản nháp chưa ai sửa."),
}


def show_all() -> str:
    """Show the sources that can be harvested, and the harvests."""
    with reading(services().database) as session:
        newest_harvests = harvests.newest(session)
        counts = {harvest.id: harvests.counts(session, harvest.id) for harvest in newest_harvests}
    return render_template(
        "office/harvest/harvests.html",
        sources=[name for name, _ in services().settings.oai_sources],
        names=source_names(),
        harvests=newest_harvests,
        counted=counts,
        titles=collection_titles(),
    )


def show(harvest_id: int) -> str:
    """Show one harvest."""
    with reading(services().database) as session:
        harvest = harvests.find(session, harvest_id)
        counts = harvests.counts(session, harvest_id)
        records = dict(harvests.records_to_see(session, harvest_id, _MOST_SHOWN))
    return render_template(
        "office/harvest/harvest.html",
        harvest=harvest,
        counts=counts,
        records=records,
        names=source_names(),
        titles=collection_titles(),
        in_work=harvest.order is not HarvestOrder.NONE and harvest.due is not None,
        most=_MOST_SHOWN,
    )


def change(harvest_id: int) -> ResponseReturnValue:
    """Run, stop or undo a harvest, or let it run every day."""
    action, by = request.form.get("viec", ""), current_user.name
    if action not in _ACTIONS and action not in ("hang-ngay", "mot-lan"):
        abort(400)
    with work(services().database) as session:
        harvest = harvests.find(session, harvest_id)
        if action in _ACTIONS:
            act, sentence = _ACTIONS[action]
            act(session, harvest, by)
        else:
            is_daily = action == "hang-ngay"
            harvests.set_daily(session, harvest, by, is_daily=is_daily)
            sentence = "Từ nay thu hoạch mỗi ngày." if is_daily else "Không thu hoạch mỗi ngày nữa."
    flash(sentence, "good")
    return redirect(url_for("office.harvest", harvest_id=harvest_id), code=303)


def source_names() -> dict[str, str]:
    """Return the names of the sources by address."""
    return {address: name for name, address in services().settings.oai_sources}
