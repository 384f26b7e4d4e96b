"""Shows the state property of the points, corrects what is known of a thing, sends the list."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.access_points import point_forms as forms
from app.office.access_points.own_points import refuse_others, visible
from app.services import services
from app.web.attachments import XLSX, as_download
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.workbooks import to_csv, to_xlsx
from library.points import depreciation, equipment
from library.programme.overviews import asset_list
from library.staff.audit import note

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
}


def show() -> str:
    """Show what is on the inventory, added up by point and kind."""
    with reading(services().database) as session:
        sums = asset_list.sums(asset_list.listed(session, clock.today(), visible(session)))
    return render_template(
        "office/access_points/assets.html",
        sums=sums,
        rules=depreciation.lives(),
        today=clock.today(),
    )


def send(suffix: str) -> Response:
    """Send the list as a file for a spreadsheet."""
    today = clock.today()
    with reading(services().database) as session:
        table = asset_list.table(asset_list.listed(session, today, visible(session)))
    made = to_csv(table) if suffix == "csv" else to_xlsx((table, asset_list.notes()))
    response = Response(made, content_type=_TYPES[suffix])
    return as_download(response, f"Sổ tài sản {today:%d-%m-%Y}.{suffix}")


def show_one(number: str) -> str:
    """Show all that is known of an asset, to be corrected."""
    return _page(number)


def correct(number: str) -> ResponseReturnValue:
    """Correct what was told of an asset; what it said before stays in the audit."""
    try:
        facts = forms.asset({**request.form, "so": number})
        with work(services().database) as session:
            refuse_others(session, equipment.on(session, number, clock.today()).point_id)
            changed = equipment.correct(session, facts)
            note(session, current_user.name, "asset.correct", number, changed)
    except LibraryError as error:
        return _page(number, str(error)), error.status
    flash(f"Đã sửa tài sản {number}.", "good")
    return redirect(url_for("office.asset", number=number), code=303)


def _page(number: str, problem: str = "") -> str:
    today = clock.today()
    with reading(services().database) as session:
        record = equipment.on(session, number, today)
        refuse_others(session, record.point_id)
        asset = equipment.asset_of(session, number)
    return render_template(
        "office/access_points/asset.html",
        asset=asset,
        state=asset_list.STATES[record.state],
        worth=depreciation.worth(asset, today),
        rules=depreciation.lives(),
        today=today,
        typed=request.form,
        problem=problem,
    )
