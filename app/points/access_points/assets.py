"""State assets of the access points: totals, corrections and export of the asset list."""

from collections.abc import Sequence

from flask import Response, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.office.lists.list_form import Choice, ListForm, read_list
from app.office.lists.view_forms import narrow
from app.points.access_points import point_forms as forms
from app.points.access_points.own_points import refuse_others, visible
from app.points.access_points.point_values import ASSET_LABELS, asset_values
from app.services import services
from app.web.actions import action
from app.web.attachments import XLSX, as_download
from app.web.form_versions import merge_form
from library import clock
from library.database import reading
from library.exchange.workbooks import to_csv, to_xlsx
from library.staff.audit import note
from points.access_points import depreciation, equipment
from points.programme.overviews import asset_list

_ORDERS = {
    "diem": "theo điểm",
    "so": "nhiều nhất trước",
    "gia": "nguyên giá cao trước",
    "con-lai": "giá trị còn lại cao trước",
    "het": "hết hao mòn nhiều trước",
}
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
}


def show() -> str:
    """Show the assets, summed by access point and kind."""
    with reading(services().database) as session:
        every = asset_list.asset_totals(
            asset_list.list_assets(session, clock.today(), visible(session))
        )
        listing, sums = narrow(
            read_list(session, _form(every)),
            every,
            words=lambda total: (total.point, total.kind),
            filters={"diem": lambda total: total.point, "loai": lambda total: total.kind},
            orders={
                "so": lambda total: -total.count,
                "gia": lambda total: -total.cost,
                "con-lai": lambda total: -total.left,
                "het": lambda total: -total.over,
            },
        )
    return render_template(
        "points/access_points/assets.html",
        sums=sums,
        listing=listing,
        rules=depreciation.useful_lives(),
        today=clock.today(),
    )


def _form(totals: Sequence[asset_list.AssetTotal]) -> ListForm:
    points = {total.point: total.point for total in totals}
    kinds = {kind: kind for kind in sorted({total.kind for total in totals})}
    return ListForm(
        "office.assets",
        orders=_ORDERS,
        choices=(Choice("diem", "Điểm", points), Choice("loai", "Loại", kinds)),
        search_help="Tên điểm, loại tài sản. Không cần gõ dấu.",
    )


def send(suffix: str) -> Response:
    """Send the asset list as CSV or XLSX."""
    today = clock.today()
    with reading(services().database) as session:
        table = asset_list.table(asset_list.list_assets(session, today, visible(session)))
    content = to_csv(table) if suffix == "csv" else to_xlsx((table, asset_list.method_notes()))
    response = Response(content, content_type=_TYPES[suffix])
    return as_download(response, f"Sổ tài sản {today:%d-%m-%Y}.{suffix}")


def show_one(number: str, problem: str = "") -> str:
    """Show one asset with a form to correct it."""
    today = clock.today()
    with reading(services().database) as session:
        record = equipment.record_on(session, number, today)
        refuse_others(session, record.point_id)
        asset = equipment.asset_of(session, number)
    return render_template(
        "points/access_points/asset.html",
        asset=asset,
        state=asset_list.STATES[record.state],
        worth=depreciation.asset_value(asset, today),
        rules=depreciation.useful_lives(),
        today=today,
        values=asset_values(asset),
        problem=problem,
    )


@action("office.asset", show_one)
@reopens
def correct(session: Session, number: str) -> str:
    """Correct the data of an asset; the previous values stay in the audit log."""
    refuse_others(session, equipment.record_on(session, number, clock.today()).point_id)
    current = asset_values(equipment.asset_of(session, number))
    merge_note = merge_form(current, ASSET_LABELS)
    facts = forms.asset({**request.form, "so": number})
    changes = equipment.correct(session, facts)
    note(session, current_user.name, "asset.correct", number, changes)
    return f"Đã sửa tài sản {number}.{merge_note}"
